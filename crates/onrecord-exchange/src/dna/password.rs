//! How DNA keeps passwords: Jasypt's `StrongPasswordEncryptor`, which is SHA-256 a hundred thousand times over a salt of
//! 16 bytes and the password, written as Base64 of salt and digest.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const TIMES: usize = 100_000;
const SALT: usize = 16;

/// A password as a file keeps it. The salt is made of the coder's name: this password is in the documentation, so there is
/// nothing to hide, and the same archive gives the same file.
pub fn kept(password: &str, coder: &str) -> String {
    let salt = Sha256::digest(format!("salt of {coder}").as_bytes());
    with_salt(password, &salt[..SALT])
}

fn with_salt(password: &str, salt: &[u8]) -> String {
    let mut digest = Sha256::new().chain_update(salt).chain_update(password.as_bytes()).finalize();
    for _ in 1..TIMES {
        digest = Sha256::digest(digest);
    }
    STANDARD.encode([salt, &digest[..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by Python's hashlib by the same description, for the password of DNA's own sample and a salt of zeros.
    #[test]
    fn it_is_as_jasypt_keeps_it() {
        let kept = with_salt("sample", &[0; SALT]);
        assert_eq!(kept, "AAAAAAAAAAAAAAAAAAAAAJ5LlkIdB3fVM9b1aG68iEZI4bnuH/6XU3zBKEk5C0Oz");
        assert_eq!(super::kept("x", "y").len(), 64);
    }
}
