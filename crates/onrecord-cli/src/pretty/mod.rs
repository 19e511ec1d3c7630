//! The format for reading: the article's own words with every statement marked, then the statements by
//! speaker, the events, the outlet's wording and the notes.

mod events;
mod facts;
mod ink;
mod list;
mod marks;
mod speakers;
mod wrap;

#[cfg(test)]
mod tests;

use crate::message::printable;
use ink::{Look, Pen, Run};
use marks::Marks;
use onrecord::{Article, Part, PartKind, Record};
use unicode_width::UnicodeWidthStr;
use wrap::{paragraph, shortened, shortened_inside};

/// Litter is shown in full up to this many columns.
const LITTER_WIDTH: usize = 48;

/// The record for reading, `width` columns wide.
pub fn render(record: &Record, width: usize, colour: bool) -> String {
    let mut pen = Pen::new(colour);
    header(&mut pen, &record.article, width);
    list::legend(&mut pen, record, width);
    title(&mut pen, &record.article, width);
    let marks = Marks::of(record, colour);
    for parts in paragraphs(&record.article) {
        pen.gap();
        show(&mut pen, record, &marks, parts, width);
    }
    pen.gap();
    list::statements(&mut pen, record, width);
    events::events(&mut pen, record, width);
    list::wording(&mut pen, record, width);
    list::notes(&mut pen, record, width);
    pen.page
}

/// Where the article comes from: `harbour.txt · The Skerry Post · 2024-03-15 · Ada Brill`, and below it the path, where the
/// file is in a folder.
fn header(pen: &mut Pen, article: &Article, width: usize) {
    let origin = if article.origin == "-" { "standard input" } else { article.origin.as_str() };
    let name = file_name(origin);
    let mut facts = vec![shortened_inside(name, width)];
    facts.extend([&article.outlet, &article.published].into_iter().flatten().cloned());
    if !article.authors.is_empty() {
        facts.push(article.authors.join(", "));
    }
    facts.extend(article.language.clone());
    paragraph(pen, &[Run::words(&facts.join(" · "), Look::DIM)], 0, 2, width);
    if name != origin {
        let path = shortened_inside(origin, width.saturating_sub(2));
        paragraph(pen, &[Run::words(&path, Look::DIM)], 0, 2, width);
    }
}

/// The headline, where it does not stand in the text.
fn title(pen: &mut Pen, article: &Article, width: usize) {
    // A headline in the text is shown there, with what is marked on it.
    let in_text = article.parts.iter().any(|p| p.kind == PartKind::Headline);
    if let Some(title) = article.title.as_ref().filter(|_| !in_text) {
        pen.gap();
        heading(pen, &[Run::words(title, Look::BOLD)], '═', width);
    }
}

/// What a file is called, without the folders that it is in; an address as a whole.
fn file_name(origin: &str) -> &str {
    if origin.contains("://") {
        return origin;
    }
    origin.rsplit(['/', '\\']).find(|name| !name.is_empty()).unwrap_or(origin)
}

/// A heading with a rule below it, as wide as its longest line.
fn heading(pen: &mut Pen, runs: &[Run], rule: char, width: usize) {
    let mut plain = Pen::new(false);
    paragraph(&mut plain, runs, 0, 0, width);
    let wide = plain.page.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
    paragraph(pen, runs, 0, 0, width);
    pen.line(&rule.to_string().repeat(wide), Look::DIM);
}

/// The parts of the article, those on one line together: a dateline and the sentence that it opens.
fn paragraphs(article: &Article) -> Vec<&[Part]> {
    let breaks = |a: &Part, b: &Part| {
        let gap = onrecord::Span::new(a.span.end.min(b.span.start), b.span.start);
        article.text.slice(gap).contains('\n')
    };
    article.parts.chunk_by(|a, b| !breaks(a, b)).collect()
}

fn show(pen: &mut Pen, record: &Record, marks: &Marks, parts: &[Part], width: usize) {
    let mut runs: Vec<Run> = Vec::new();
    for part in parts {
        if !runs.is_empty() {
            runs.push(Run::words(" ", Look::PLAIN));
        }
        match part.kind {
            PartKind::Headline | PartKind::Subhead => runs.extend(marks.runs(part.span, Look::BOLD)),
            PartKind::Dateline | PartKind::Byline => runs.extend(marks.runs(part.span, Look::DIM)),
            PartKind::Summary | PartKind::Body => runs.extend(marks.runs(part.span, Look::PLAIN)),
            PartKind::Caption => {
                runs.push(Run::mark("[picture: "));
                runs.extend(marks.runs(part.span, Look::PLAIN));
                runs.push(Run::mark("]"));
            }
            PartKind::Litter => {
                let words = shortened(&printable(record.article.text.slice(part.span)), LITTER_WIDTH);
                runs.push(Run::words(&format!("[litter: {words}]"), Look::DIM));
            }
        }
    }
    match parts.first().map(|part| part.kind) {
        Some(PartKind::Headline) => heading(pen, &runs, '═', width),
        Some(PartKind::Subhead) => heading(pen, &runs, '─', width),
        _ => paragraph(pen, &runs, 0, 0, width),
    }
}
