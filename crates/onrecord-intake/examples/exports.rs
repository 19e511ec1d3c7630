//! Shows how the exports of press databases are taken apart: `cargo run --example exports -- FILE…`.
//!
//! For each article its outlet, date, section, page, authors and headline, and the first and last words of its text.

use onrecord_intake::{Hints, Mapping, Sources, Wanted};

fn main() {
    let wanted = std::env::args_os().skip(1).map(|path| Wanted::Path(path.into())).collect();
    let (mut all, mut failed) = (0, 0);
    for received in Sources::new(wanted, Mapping::usual()) {
        let taken = match received {
            Ok(received) => received.take(&Hints::default()).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match taken {
            Err(error) => {
                failed += 1;
                println!("ERROR {error}");
            }
            Ok(taken) => {
                all += 1;
                let article = taken.article;
                let shown = |words: Option<&str>| words.unwrap_or("–").to_owned();
                println!("== {}", article.origin);
                println!(
                    "   {} | {} | section {} | page {} | {} | {}",
                    shown(article.outlet.as_deref()),
                    shown(article.published.as_deref()),
                    shown(article.section.as_deref()),
                    shown(article.page.as_deref()),
                    article.authors.join(" & "),
                    shown(article.language.as_deref()),
                );
                println!("   H: {}", shown(article.title.as_deref()));
                let paragraphs: Vec<&str> = article.text.as_str().split("\n\n").collect();
                let cut = |p: &str| p.chars().take(110).collect::<String>();
                for paragraph in paragraphs.iter().skip(1).take(2) {
                    println!("   > {}", cut(paragraph));
                }
                for paragraph in paragraphs.iter().rev().take(2).rev() {
                    println!("   < {}", cut(paragraph));
                }
                for note in taken.notes {
                    println!("   note: {}", note.reason);
                }
            }
        }
    }
    println!("{all} articles, {failed} failures");
}
