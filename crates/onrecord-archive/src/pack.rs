//! Texts and records as they lie in the store, and hashes.

use sha2::{Digest, Sha256};
use std::io;

/// Texts are written once and read often; higher levels gain under 3% and take several times as long.
const LEVEL: i32 = 9;

/// Compresses.
pub fn pack(text: &str) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(text.as_bytes(), LEVEL)
}

/// Undoes [`pack`].
pub fn unpack(bytes: &[u8]) -> io::Result<String> {
    let bytes = zstd::stream::decode_all(bytes)?;
    String::from_utf8(bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
}

/// SHA-256.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
