//! Files that were put together: pages that stand one behind the other in a text.

use regex::Regex;
use std::sync::LazyLock;

/// Pages that are told apart in one file.
const MOST: usize = 200;

/// The pages, or files of XML, that stand one behind the other; the text itself where it is one.
///
/// Behind the end of one, another begins. Elsewhere only what is an export by itself counts as another: a page may have the
/// beginning of one in a script, or a picture with a declaration of its own.
pub(super) fn pages(text: &str, is_export: impl Fn(&str) -> bool) -> Vec<&str> {
    static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:<\?xml\s[^>]{0,500}>\s*)?(?:<!doctype\s[^>]{0,500}>\s*)?(?:<html[\s>]|<\?xml\s)|<\?xml\s")
            .expect("a valid pattern")
    });
    let starts: Vec<usize> =
        BEGINS.find_iter(text).map(|m| m.start()).filter(|at| *at > 0).take(MOST).collect();
    let mut pages: Vec<&str> = Vec::new();
    // Whether what stands before the next beginning is an export so far: each stretch is looked at once.
    let mut from = 0;
    let mut export = starts.first().is_some_and(|at| is_export(&text[..*at]));
    for (n, at) in starts.iter().enumerate() {
        let before = text[from..*at].trim_end();
        let stretch = &text[*at..starts.get(n + 1).copied().unwrap_or(text.len())];
        let another = is_export(stretch);
        let behind_one =
            before.len() >= 7 && before.as_bytes()[before.len() - 7..].eq_ignore_ascii_case(b"</html>");
        let declared = before.ends_with('>') || stretch.starts_with("<!") || stretch.starts_with("<?");
        if !before.is_empty() && (behind_one || declared && export && another) {
            pages.push(&text[from..*at]);
            (from, export) = (*at, another);
        }
        export |= another;
    }
    pages.push(&text[from..]);
    pages
}

/// Whether a page begins and has no end.
pub(super) fn has_no_end(page: &str) -> bool {
    let lower = |part: &str| part.to_ascii_lowercase();
    let head = &page[..page.floor_char_boundary(8 << 10)];
    let tail = &page[page.ceil_char_boundary(page.len().saturating_sub(8 << 10))..];
    lower(head).contains("<html") && !lower(tail).contains("</html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_apart_where_one_begins_behind_another() {
        let page = "<!DOCTYPE html>\n<html><body>export</body></html>\n";
        let is_export = |page: &str| page.contains("export");
        let twice = page.repeat(2);
        assert_eq!(pages(&twice, is_export), [page, page]);
        assert_eq!(pages(page, is_export), [page]);
        // The first was cut off.
        let cut = "<html><body><p>export wor".to_owned() + page;
        assert_eq!(pages(&cut, is_export), ["<html><body><p>export wor", page]);
        // Not a page, but words about one, and a picture.
        for inside in ["<script>var x = \"<b>\"+\"<html>\"</script>", "<p></p><?xml version=\"1.0\"?><svg/>"]
        {
            let one = format!("<html><body>export {inside}</body></html>");
            assert_eq!(pages(&one, is_export), [&one[..]]);
        }
        let xml = "<?xml version=\"1.0\"?><set>export</set>";
        assert_eq!(pages(&xml.repeat(3), is_export).len(), 3);
        let strict = "<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<html>export</html>";
        assert_eq!(pages(strict, is_export), [strict]);
        assert!(has_no_end("<HTML><p>") && !has_no_end(page) && !has_no_end("<p>"));
    }
}
