//! Undoing what a web server packed, without unpacking more than was allowed.

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::borrow::Cow;
use std::io::{self, Read};

/// First bytes of a gzip member.
pub(crate) const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Largest zstd window, as a power of two: what RFC 9659 lets a web server use.
#[cfg(feature = "zstd")]
const ZSTD_WINDOW: u32 = 23;

/// Packings one in another. Nobody packs a page more than twice.
const MOST_PACKINGS: usize = 8;

/// Undoes a `Content-Encoding`; several are undone from the last to the first. None when more than `limit` bytes come
/// of it: no more than those are ever held.
///
/// A body whose first bytes are plainly not what the header says is taken as it is: many crawlers keep the header and
/// store the body unpacked.
///
/// # Errors
/// When the body is damaged, or packed in a way that is not known.
pub fn unpack<'b>(body: &'b [u8], encoding: Option<&str>, limit: u64) -> io::Result<Option<Cow<'b, [u8]>>> {
    let mut body = Cow::Borrowed(body);
    if encoding.is_some_and(|all| all.split(',').count() > MOST_PACKINGS) {
        return Err(io::Error::other("it is packed again and again"));
    }
    for one in encoding.unwrap_or("").rsplit(',') {
        let unpacked = match one.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" if body.starts_with(&GZIP) => up_to(MultiGzDecoder::new(&body[..]), limit)?,
            #[cfg(not(feature = "zstd"))]
            "zstd" if body.starts_with(&ZSTD) => {
                return Err(io::Error::other(
                    "it is packed as `zstd`, and this build has nothing that unpacks it",
                ));
            }
            #[cfg(feature = "zstd")]
            "zstd" if body.starts_with(&ZSTD) => {
                let mut decoder = zstd::Decoder::with_buffer(&body[..])?;
                decoder.window_log_max(ZSTD_WINDOW)?;
                up_to(decoder, limit)?
            }
            "br" if !plain(&body) => up_to(Decompressor::new(&body[..], 4096), limit)?,
            "deflate" if body.first().is_some_and(|b| b & 0x0f == 8) => {
                up_to(ZlibDecoder::new(&body[..]), limit)?
            }
            "deflate" if !plain(&body) => up_to(DeflateDecoder::new(&body[..]), limit)?,
            "" | "identity" | "gzip" | "x-gzip" | "zstd" | "br" | "deflate" => continue,
            other if plain(&body) && !other.is_empty() => continue,
            other => return Err(io::Error::other(format!("it is packed as `{other}`, which is not known"))),
        };
        match unpacked {
            Some(bytes) => body = Cow::Owned(bytes),
            None => return Ok(None),
        }
    }
    Ok((body.len() as u64 <= limit).then_some(body))
}

/// Whether it begins as pages and feeds do, which packed bytes hardly ever do.
fn plain(body: &[u8]) -> bool {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body).trim_ascii_start();
    body.starts_with(b"<") && body.get(1).is_some_and(|b| b"!?/".contains(b) || b.is_ascii_alphabetic())
}

/// All of it, or None when that is more than allowed.
fn up_to(stream: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    stream.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use std::io::Write;

    const PAGE: &[u8] = b"<html><p>The port is shut.</p></html>";
    /// PAGE as `brotli` packs it.
    const BROTLI: &[u8] = include_bytes!("../tests/fixtures/page.html.br");

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn packed() -> Vec<(&'static str, Vec<u8>)> {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(PAGE).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(PAGE).unwrap();
        vec![
            ("gzip", gzip(PAGE)),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
            ("zstd", zstd::encode_all(PAGE, 3).unwrap()),
            ("br", BROTLI.to_vec()),
        ]
    }

    #[test]
    fn every_encoding_is_undone_and_one_that_is_only_claimed_is_passed_over() {
        for (encoding, body) in packed() {
            assert_eq!(unpack(&body, Some(encoding), 1000).unwrap().as_deref(), Some(PAGE), "{encoding}");
            assert_eq!(unpack(&body, Some(encoding), 10).unwrap(), None, "{encoding}: more than allowed");
            assert_eq!(unpack(PAGE, Some(encoding), 1000).unwrap().as_deref(), Some(PAGE), "{encoding}");
            let both = format!("{encoding}, gzip");
            assert_eq!(unpack(&gzip(&body), Some(&both), 1000).unwrap().as_deref(), Some(PAGE));
            let cut = &body[..body.len() - 4];
            assert!(unpack(cut, Some(encoding), 1000).is_err(), "{encoding}: cut off");
        }
        assert_eq!(unpack(PAGE, None, 1000).unwrap().as_deref(), Some(PAGE));
        let again = ["gzip"; 9].join(",");
        assert!(unpack(&gzip(PAGE), Some(&again), 1000).unwrap_err().to_string().contains("again"));
        assert!(unpack(&[1, 2, 3], Some("compress"), 1000).unwrap_err().to_string().contains("compress"));
    }
}
