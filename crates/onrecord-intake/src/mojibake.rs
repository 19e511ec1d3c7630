//! Text that was read in the wrong charset and written down so: `â€œ` for `“`, `Ã©` for `é`. What stands for what leaves no
//! doubt, so it is put right.

use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// Most bytes of UTF-8 that one letter has.
const LONGEST: usize = 4;
/// Fewest letters of two bytes that show the fault. One alone may be meant, as in a text that tells of it.
const FEWEST: usize = 3;

/// The text put right, and how many letters were.
pub(crate) fn repaired(text: &str) -> (Cow<'_, str>, usize) {
    // Nearly all texts have none of the three letters that all of it begins with.
    if !text.contains(['â', 'Ã', 'Â']) {
        return (Cow::Borrowed(text), 0);
    }
    let found: Vec<(usize, usize, char)> = sequences(text).collect();
    let signs = found.iter().filter(|(.., c)| c.len_utf8() == 3).count();
    if signs == 0 && found.len() < FEWEST {
        return (Cow::Borrowed(text), 0);
    }
    let mut out = String::with_capacity(text.len());
    let (mut at, mut count) = (0, 0);
    for (start, end, c) in found {
        out.push_str(&text[at..start]);
        out.push(c);
        at = end;
        count += 1;
    }
    out.push_str(&text[at..]);
    // The last byte of a closing mark is no letter in that charset, and many programs drop it.
    let lost = out.matches("â€").count();
    if lost > 0 {
        out = out.replace("â€", "”");
    }
    (Cow::Owned(out), count + lost)
}

/// Where letters stand whose bytes, in Windows-1252, are UTF-8; and the letter that they are.
fn sequences(text: &str) -> impl Iterator<Item = (usize, usize, char)> {
    let mut after = 0;
    text.char_indices().filter_map(move |(start, first)| {
        // Â and Ã begin the letters with accents, â the signs.
        let length = match first {
            'Â' | 'Ã' => 2,
            'â' => 3,
            _ => return None,
        };
        if start < after {
            return None;
        }
        let mut bytes = [0; LONGEST];
        let mut end = start;
        for byte in bytes.iter_mut().take(length) {
            let c = text[end..].chars().next()?;
            *byte = byte_of(c)?;
            end += c.len_utf8();
        }
        let letter = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
        after = end;
        Some((start, end, letter))
    })
}

/// The byte that a letter is in Windows-1252, where the codes without a letter stand for themselves.
fn byte_of(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ (0..=0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d | 0xa0..=0xff) => u8::try_from(code).ok(),
        0x80..=0x9f => None,
        _ => {
            let mut letter = [0; LONGEST];
            let (bytes, _, unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut letter));
            (!unmappable && bytes.len() == 1).then(|| bytes[0])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_in_the_wrong_charset_is_put_right() {
        let wrong = |text: &str| -> String {
            text.bytes()
                .map(|b| match b {
                    0x81 | 0x8d | 0x8f | 0x90 | 0x9d => char::from(b),
                    _ => WINDOWS_1252.decode_without_bom_handling(&[b]).0.chars().next().unwrap(),
                })
                .collect()
        };
        for text in
            ["“No,” she said – and that’s it.", "Der Präsident müsse „später“ nach Köln, hieß es.", "“No”"]
        {
            assert_ne!(wrong(text), text);
            assert_eq!(repaired(&wrong(text)).0, text);
            // The closing mark may have lost its last byte.
            assert_eq!(repaired(&wrong(text).replace('\u{9d}', "")).0, text);
        }
    }

    #[test]
    fn what_is_meant_stays() {
        for text in [
            "Le château, l’âge d’or: «â la carte»",
            "AÇÃO EM SÃO PAULO",
            "“Ça va”, dit-elle â",
            "Ã© stands for é.",
        ] {
            assert_eq!(repaired(text), (Cow::Borrowed(text), 0), "{text}");
        }
    }
}
