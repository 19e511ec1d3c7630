//! A look at what a PDF's streams unpack to, before anything unpacks them for good.

use super::Trouble;
use flate2::read::ZlibDecoder;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Name, Object};
use onrecord::budget::Budget;
use regex::bytes::Regex;
use std::io::Read;
use std::sync::LazyLock;

/// What one stream may unpack to, and all together. They are unpacked one after the other and not held, so that all together may
/// be more than an article may hold.
const MOST_OF_ONE: u64 = 128 << 20;
const MOST_OF_ALL: u64 = 1 << 30;

/// Looks at the streams as they lie in the file.
pub(super) fn check(bytes: &[u8], budget: &Budget) -> Result<(), Trouble> {
    // One packing in another multiplies what a few bytes stand for, and no program writes it.
    static TWICE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"/(?:Filter|F)\s*\[[^\]]{0,200}(?:Flate|LZW|Fl\b)[^\]]{0,200}(?:Flate|LZW|/Fl\b)")
            .expect("a valid pattern")
    });
    if TWICE.is_match(bytes) {
        return Err(costly());
    }
    static STREAM: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?-u)stream\r?\n").expect("a valid pattern"));
    let mut all = 0;
    STREAM.find_iter(bytes).try_for_each(|m| add(&bytes[m.end()..], &mut all, budget))
}

/// Looks at the streams of a file that was encrypted, once they are not.
pub(super) fn check_objects(pdf: &Pdf, budget: &Budget) -> Result<(), Trouble> {
    let mut all = 0;
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        // Pictures are never unpacked.
        let picture =
            stream.dict().get::<Name>(b"Subtype".as_slice()).is_some_and(|name| name.as_str() == "Image");
        if !picture {
            add(&stream.raw_data(), &mut all, budget)?;
        }
    }
    Ok(())
}

fn add(body: &[u8], all: &mut u64, budget: &Budget) -> Result<(), Trouble> {
    budget.node()?;
    let zlib = body.len() > 2
        && body[0] & 0x0f == 8
        && (u16::from(body[0]) << 8 | u16::from(body[1])).is_multiple_of(31);
    if !zlib {
        return Ok(());
    }
    // Damage is for the reader to find; here counts only what comes of it.
    let unpacked = count(ZlibDecoder::new(body).take(MOST_OF_ONE + 1));
    // A look for each stretch of a buffer.
    budget.walk(usize::try_from(unpacked / STRETCH as u64).unwrap_or(usize::MAX))?;
    *all += unpacked;
    if unpacked > MOST_OF_ONE || *all > MOST_OF_ALL { Err(costly()) } else { Ok(()) }
}

/// Bytes that are unpacked at a time.
const STRETCH: usize = 16 << 10;

fn count(mut stream: impl Read) -> u64 {
    let mut buffer = [0; STRETCH];
    let mut sum = 0;
    loop {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return sum,
            Ok(n) => sum += n as u64,
        }
    }
}

fn costly() -> Trouble {
    Trouble::TooCostly("it unpacks to more than files that people read".to_owned())
}
