//! Answers of servers, as crawlers keep them.

use crate::unpack;

/// What a response has besides its page.
pub(super) const HTTP_HEADERS: u64 = 1 << 20;

/// What an HTTP response holds.
pub(super) enum Page {
    Is {
        body: Vec<u8>,
        content_type: Option<String>,
    },
    /// A redirection, an error, a picture: which.
    None(String),
    TooLarge,
    Wrong(String),
}

/// What is in the answer of a server.
pub(super) fn page(response: &[u8], limit: u64) -> Page {
    let Some((head, body)) = split(response) else {
        return Page::Wrong("its response has no end of headers".to_owned());
    };
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().and_then(|l| l.split_whitespace().nth(1)).unwrap_or("");
    if status != "200" {
        return Page::None(format!("status {}", status.chars().take(12).collect::<String>()));
    }
    let headers: Vec<(String, &str)> = lines
        .filter_map(|l| l.split_once(':'))
        .map(|(n, v)| (n.trim().to_ascii_lowercase(), v.trim()))
        .collect();
    let header = |name: &str| headers.iter().find(|(n, _)| n == name).map(|(_, v)| *v);
    let content_type = header("content-type").map(str::to_owned);
    let kind = content_type.as_deref().map(|t| t.split(';').next().unwrap_or("").trim().to_ascii_lowercase());
    match kind.as_deref() {
        Some("text/html" | "application/xhtml+xml") => {}
        None | Some("") if body.trim_ascii_start().first() == Some(&b'<') => {}
        other => {
            let kind = other.filter(|k| !k.is_empty()).unwrap_or("without a media type");
            return Page::None(kind.chars().take(60).collect());
        }
    }
    let whole = match header("transfer-encoding") {
        // Many crawlers keep the header and store the body without its chunks.
        Some(how) if how.eq_ignore_ascii_case("chunked") => unchunk(body),
        _ => None,
    };
    let body = whole.as_deref().unwrap_or(body);
    let decoded = unpack(body, header("content-encoding"), limit);
    match decoded {
        Ok(Some(body)) => Page::Is { body: body.into_owned(), content_type },
        Ok(None) => Page::TooLarge,
        Err(error) => Page::Wrong(format!("its page cannot be unpacked: {error}")),
    }
}

fn split(response: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = |end: &[u8]| response.windows(end.len()).position(|w| w == end).map(|at| (at, end.len()));
    let (at, n) = match (at(b"\r\n\r\n"), at(b"\n\n")) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    Some((&response[..at], &response[at + n..]))
}

/// The body without its chunk sizes; None when it has none.
fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(&body[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        body = &body[end + 2..];
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(..size)?);
        body = body.get(size..)?.strip_prefix(b"\r\n")?;
    }
}
