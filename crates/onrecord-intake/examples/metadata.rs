//! Prints what pages say of themselves, one JSON object a line: `metadata FILE …`. Pages may be packed with gzip.

use onrecord_intake::{Capture, Hints, take};
use std::io::Read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let mut bytes = std::fs::read(&path)?;
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let packed = std::mem::take(&mut bytes);
            flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes)?;
        }
        let capture = Capture { origin: path.clone(), bytes, url: None, content_type: None };
        let line = match take(&capture, &Hints::default()) {
            Ok(taken) => {
                let a = taken.article;
                serde_json::json!({ "origin": path, "title": a.title, "published": a.published, "authors": a.authors,
                    "outlet": a.outlet, "notes": taken.notes.iter().map(|n| &n.reason).collect::<Vec<_>>() })
            }
            Err(error) => serde_json::json!({ "origin": path, "error": error.to_string() }),
        };
        println!("{line}");
    }
    Ok(())
}
