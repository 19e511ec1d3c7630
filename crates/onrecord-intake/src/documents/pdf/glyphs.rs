//! Which letter stands where on a page.

use super::Trouble;
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, RenderContent, SoftMask, TransformExt, interpret_page,
};
use onrecord::budget::Budget;
use std::cell::Cell;

/// Pages that are read.
const MOST_PAGES: usize = 5_000;
/// Letters of one page, and of the file.
const MOST_LETTERS: usize = 10_000_000;
/// Looks that one letter costs of the budget, and whatever else is drawn.
const STEPS: usize = 8;

/// A letter, or several that one sign stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub text: String,
    /// From the left and from the top of the page, in points: its left end, its right end and the line it stands on.
    pub x: f32,
    pub end: f32,
    pub y: f32,
    /// Its height, in points.
    pub size: f32,
}

/// What stands on a page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub glyphs: Vec<Placed>,
    pub height: f32,
    pub pictures: usize,
    /// Signs of which the file does not say which letter they are.
    pub unknown: usize,
}

/// What the reading of a page is ended with when it costs too much: the interpreter itself cannot be told to stop.
pub(super) struct Stop;

pub(super) fn pages(pdf: &Pdf, budget: &Budget) -> Result<Vec<Page>, Trouble> {
    let cache = InterpreterCache::new();
    let mut out = Vec::new();
    let mut letters = 0;
    for page in pdf.pages().iter().take(MOST_PAGES) {
        let (_, height) = page.render_dimensions();
        let settings =
            InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
        let start = page.initial_transform(true).to_kurbo();
        let bounds = Rect::new(0.0, 0.0, 1.0, 1.0);
        let mut context = Context::new(start, bounds, &cache, pdf.xref(), settings);
        let mut collector =
            Collector { page: Page { height, ..Page::default() }, budget, looks: Cell::new(0) };
        interpret_page(page, &mut context, &mut collector);
        letters += collector.page.glyphs.len();
        if letters > MOST_LETTERS {
            return Err(Trouble::TooCostly("it has more letters than an article may".to_owned()));
        }
        out.push(collector.page);
    }
    Ok(out)
}

struct Collector<'b> {
    page: Page,
    budget: &'b Budget<'b>,
    looks: Cell<usize>,
}

impl Collector<'_> {
    fn spend(&self, steps: usize) {
        self.budget.steps(steps);
        self.looks.set(self.looks.get() + 1);
        let over =
            if self.looks.get().is_multiple_of(256) { self.budget.look() } else { self.budget.spent() };
        if over || self.page.glyphs.len() > MOST_LETTERS {
            // Without a message: nothing went wrong.
            std::panic::resume_unwind(Box::new(Stop));
        }
    }

    fn glyph(&mut self, glyph: &Glyph, place: Affine) {
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(own) => own.advance_width(),
        };
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(s)) => s,
            None => {
                self.page.unknown += 1;
                return;
            }
        };
        let [a, b, c, d, x, y] = place.as_coeffs();
        let end = place * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
        // What stands upright or on its head is no running text: the name of a photographer, a mark across the page.
        let level = a > 0.0 && b.abs() < 0.2 * a.abs() && c.abs() < 0.7 * d.abs();
        if !level || ![x, y, end.x].iter().all(|n| n.is_finite() && n.abs() < 1e6) {
            return;
        }
        let size = (c * c + d * d).sqrt() * 1_000.0;
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        self.page.glyphs.push(Placed {
            text,
            x: x as f32,
            end: end.x as f32,
            y: y as f32,
            size: size as f32,
        });
    }
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.spend(STEPS);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.spend(STEPS);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.spend(STEPS);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.spend(STEPS * run.glyphs().len());
        if run.writing_mode() == WritingMode::Vertical {
            return;
        }
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.page.pictures += 1;
        self.spend(STEPS);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
