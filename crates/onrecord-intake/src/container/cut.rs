//! Containers whose list of parts is missing, as of files that were cut off: what stands before each part tells of it as well.

use flate2::read::DeflateDecoder;
use std::io::{self, Read};

/// What each part begins with.
const BEGINS: &[u8] = b"PK\x03\x04";
/// Bytes before the name of a part.
const HEADER: usize = 30;
/// In the flags: the part has a password.
const LOCKED: u16 = 1;
/// In the flags: its size stands behind it and not before it.
const SIZE_FOLLOWS: u16 = 1 << 3;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Bytes that are unpacked at once.
const AT_ONCE: usize = 16 << 10;

/// A part of a container without a list.
pub(super) struct Found<'b> {
    pub name: String,
    /// Whether it has a password.
    pub locked: bool,
    method: u16,
    bytes: &'b [u8],
}

/// The parts as they stand one behind the other, no more than so many.
pub(super) fn parts(bytes: &[u8], most: usize) -> Vec<Found<'_>> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(header) = bytes.get(at..).filter(|rest| rest.len() >= HEADER && rest.starts_with(BEGINS)) {
        let short = |at: usize| usize::from(header[at]) | usize::from(header[at + 1]) << 8;
        let (flags, method, packed) = (short(6) as u16, short(8) as u16, short(18) | short(20) << 16);
        let name = HEADER + short(26);
        let data = name + short(28);
        let (Some(name), Some(rest)) = (header.get(HEADER..name), header.get(data..)) else { break };
        let told = (flags & SIZE_FOLLOWS == 0).then_some(packed);
        let end = match told {
            Some(size) => size.min(rest.len()),
            None => next(rest).unwrap_or(rest.len()),
        };
        parts.push(Found {
            name: String::from_utf8_lossy(name).into_owned(),
            locked: flags & LOCKED != 0,
            method,
            bytes: &rest[..end],
        });
        // Where a size is a lie, the next part begins somewhere all the same.
        let Some(on) = next(&rest[end..]).filter(|_| parts.len() < most) else { break };
        at += data + end + on;
    }
    parts
}

fn next(bytes: &[u8]) -> Option<usize> {
    bytes.windows(BEGINS.len()).position(|w| w == BEGINS)
}

impl Found<'_> {
    /// Its bytes as far as they go, up to one more than `limit`.
    ///
    /// # Errors
    /// When it is packed in a way that is not known.
    pub fn unpacked(&self, limit: u64) -> io::Result<Vec<u8>> {
        let most = usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX);
        match self.method {
            STORED => Ok(self.bytes[..self.bytes.len().min(most)].to_vec()),
            DEFLATED => {
                let mut stream = DeflateDecoder::new(self.bytes);
                let (mut all, mut some) = (Vec::new(), vec![0; AT_ONCE]);
                while all.len() < most {
                    match stream.read(&mut some) {
                        // What was unpacked before the end of the file is good.
                        Ok(0) | Err(_) => break,
                        Ok(n) => all.extend_from_slice(&some[..n.min(most - all.len())]),
                    }
                }
                Ok(all)
            }
            other => Err(io::Error::other(format!("it is packed by method {other}, which is not known"))),
        }
    }
}
