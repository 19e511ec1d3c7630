//! Prints the parts of plain-text articles, one JSON object a line: `parts FILE …`.
use onrecord_intake::{Hints, open, take};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let taken = take(&open(path.as_ref())?, &Hints::default())?;
        println!("{}", serde_json::to_string(&taken.article)?);
    }
    Ok(())
}
