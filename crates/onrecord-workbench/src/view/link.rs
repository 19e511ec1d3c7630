//! Addresses of pages.

use form_urlencoded::Serializer;

fn with(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(pairs);
    format!("{path}?{}", query.finish())
}

/// An article's page, at one of its statements if one is given (`s7`).
pub(crate) fn article(address: &str, statement: Option<&str>) -> String {
    let page = with("/article", &[("address", address)]);
    statement.map_or(page.clone(), |id| format!("{page}#{id}"))
}

/// The page of a version of an article.
pub(crate) fn version(address: &str, version: u32) -> String {
    with("/article", &[("address", address), ("version", &version.to_string())])
}

/// An actor's page.
pub(crate) fn actor(key: &str) -> String {
    with("/actor", &[("key", key)])
}

/// Answers to a query.
pub(crate) fn find(query: &str) -> String {
    with("/find", &[("q", query)])
}

/// A page of answers to a query, from 1.
pub(crate) fn find_page(query: &str, page: usize) -> String {
    with("/find", &[("q", query), ("page", &page.to_string())])
}

/// Any page with parameters.
pub(crate) fn page(path: &str, pairs: &[(&str, &str)]) -> String {
    with(path, pairs)
}

/// A field of the query language with a value; none where a value cannot be written in it.
pub(crate) fn field(field: &str, value: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '\'' | '’');
    let word = !value.is_empty() && value.chars().all(plain) && !matches!(value, "OR" | "AND" | "NOT");
    match word {
        true => Some(format!("{field}:{value}")),
        false if value.trim().is_empty() || value.contains(['"', '“', '”', '\n', '\0']) => None,
        false => Some(format!("{field}:\"{value}\"")),
    }
}

/// A query narrowed by a further condition.
pub(crate) fn narrowed(query: &str, condition: &str) -> String {
    let query = query.trim();
    match query {
        "" => condition.to_owned(),
        _ if query.split_whitespace().any(|word| word == "OR") => format!("({query}) {condition}"),
        _ => format!("{query} {condition}"),
    }
}

/// What stands in an address or a cookie, read back.
pub(crate) fn decoded(value: &str) -> String {
    let pair = format!("v={}", value.replace('&', "%26"));
    form_urlencoded::parse(pair.as_bytes()).next().map(|(_, v)| v.into_owned()).unwrap_or_default()
}

/// What can stand in a cookie for a text.
pub(crate) fn encoded(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_archive::Query;

    #[test]
    fn conditions_that_are_offered_can_be_asked() {
        for (value, expected) in [
            ("promise", "act:promise"),
            ("2023-11", "act:2023-11"),
            ("The Guardian", "act:\"The Guardian\""),
            ("a:b, (c)", "act:\"a:b, (c)\""),
        ] {
            assert_eq!(field("act", value).as_deref(), Some(expected));
        }
        assert_eq!(field("outlet", "The \"Post\""), None);
        assert_eq!(field("outlet", "  "), None);
        for value in ["OR", "O’Neill & Sons: the (last), \\ of", "weapons*", "—", "a\tb"] {
            let asked = narrowed("act:deny OR bridge", &field("outlet", value).unwrap());
            assert!(Query::parse(&asked).is_ok(), "{asked}");
        }
    }

    #[test]
    fn a_cookie_holds_any_name() {
        for name in ["Ana; Path=/", "Zoë & Ünal=+", "a b"] {
            assert!(!encoded(name).contains([';', ' ', '"', ',']));
            assert_eq!(decoded(&encoded(name)), name);
        }
    }

    #[test]
    fn addresses_keep_what_they_name() {
        assert_eq!(
            article("https://x.example/a?b=1&c#d", Some("s7")),
            "/article?address=https%3A%2F%2Fx.example%2Fa%3Fb%3D1%26c%23d#s7"
        );
    }
}
