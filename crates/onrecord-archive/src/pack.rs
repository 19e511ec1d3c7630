//! Texts and records as they lie in the store, and hashes.

use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// Texts are written once and read often; higher levels gain under 3% and take several times as long.
const LEVEL: i32 = 9;

/// Compresses.
pub fn pack(text: &str) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(text.as_bytes(), LEVEL)
}

/// Most bytes that a text or a record unpacks to. No article comes near: it is there for archives from strangers, in which
/// a few kilobytes could stand for more than the memory holds.
const MOST: u64 = 512 << 20;

/// Undoes [`pack`].
pub fn unpack(bytes: &[u8]) -> io::Result<String> {
    unpack_up_to(bytes, MOST)
}

fn unpack_up_to(bytes: &[u8], most: u64) -> io::Result<String> {
    let harmed = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let mut unpacked = Vec::new();
    zstd::Decoder::with_buffer(bytes)?.take(most + 1).read_to_end(&mut unpacked)?;
    if unpacked.len() as u64 > most {
        return Err(harmed(format!("it unpacks to more than {} MB", most >> 20)));
    }
    String::from_utf8(unpacked).map_err(|e| harmed(e.to_string()))
}

/// SHA-256.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back_and_a_bomb_does_not() {
        let text = "“No,” she said. ".repeat(1000);
        let packed = pack(&text).unwrap();
        assert_eq!(unpack(&packed).unwrap(), text);
        assert!(packed.len() < text.len() / 50, "a bomb is small");
        let error = unpack_up_to(&packed, 1000).unwrap_err();
        assert!(error.to_string().contains("unpacks to more than"), "{error}");
        assert!(unpack(&packed[..packed.len() - 4]).is_err(), "cut off");
        assert!(unpack(b"no packed bytes").is_err());
    }
}
