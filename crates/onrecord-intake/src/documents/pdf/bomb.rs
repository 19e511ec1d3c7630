//! A look at what a PDF's streams unpack to, before anything unpacks them for good.

use super::Trouble;
use flate2::read::ZlibDecoder;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Name, Object};
use regex::bytes::Regex;
use std::io::Read;
use std::sync::LazyLock;

/// What one stream may unpack to, and all together.
const MOST_OF_ONE: u64 = 128 << 20;
const MOST_OF_ALL: u64 = 1 << 30;

/// Looks at the streams as they lie in the file.
pub(super) fn check(bytes: &[u8]) -> Result<(), Trouble> {
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
    STREAM.find_iter(bytes).try_for_each(|m| add(&bytes[m.end()..], &mut all))
}

/// Looks at the streams of a file that was encrypted, once they are not.
pub(super) fn check_objects(pdf: &Pdf) -> Result<(), Trouble> {
    let mut all = 0;
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        // Pictures are never unpacked.
        let picture =
            stream.dict().get::<Name>(b"Subtype".as_slice()).is_some_and(|name| name.as_str() == "Image");
        if !picture {
            add(&stream.raw_data(), &mut all)?;
        }
    }
    Ok(())
}

fn add(body: &[u8], all: &mut u64) -> Result<(), Trouble> {
    let zlib = body.len() > 2
        && body[0] & 0x0f == 8
        && (u16::from(body[0]) << 8 | u16::from(body[1])).is_multiple_of(31);
    if !zlib {
        return Ok(());
    }
    // Damage is for the reader to find; here counts only what comes of it.
    let unpacked = count(ZlibDecoder::new(body).take(MOST_OF_ONE + 1));
    *all += unpacked;
    if unpacked > MOST_OF_ONE || *all > MOST_OF_ALL { Err(costly()) } else { Ok(()) }
}

fn count(mut stream: impl Read) -> u64 {
    let mut buffer = [0; 16 << 10];
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
