//! Made-up pages, of the size and shape of those that news sites send: styles, scripts, navigation, teasers, comments,
//! and an article somewhere in between.

use super::Chance;
use std::fmt::Write;

const NAMES: [&str; 12] = [
    "Henrik Aaldal",
    "Ana Brandt",
    "Marta Oduya",
    "Piet Verhoeven",
    "Ines Carvalho",
    "Tomas Lind",
    "Sofia Petrou",
    "Omar Haddad",
    "Grace Kimani",
    "Jan Novak",
    "Lena Fischer",
    "Ravi Menon",
];
const OFFICES: [&str; 8] = [
    "who leads the port",
    "the minister of transport",
    "a spokeswoman for the union",
    "the mayor of Skerry",
    "who chairs the committee",
    "the head of the agency",
    "a nurse at the hospital",
    "the opposition's leader",
];
const CUES: [&str; 8] =
    ["said", "added", "warned", "told reporters", "insisted", "argued", "conceded", "promised"];
const SAYINGS: [&str; 10] = [
    "the repair will take until the end of May",
    "nobody had asked the people who live there",
    "the talks cannot go on while the border is shut",
    "the money was never meant for roads",
    "we have a choice between a slow answer and a wrong one",
    "the ministry has known of it since last summer",
    "prices will fall as soon as the new line is open",
    "there is no plan for those who lose their work",
    "the court will have to decide on that",
    "the two sides are closer than they were in March",
];
const PLAIN: [&str; 8] = [
    "The council meets again on Thursday, when the figures for the first quarter are due",
    "Some two thousand households were without power for most of the night",
    "The report, which runs to four hundred pages, was handed over without a word to the press",
    "Traffic on the northern road has doubled since the old bridge was closed to lorries",
    "A first attempt to sell the yard had failed two years before for want of bidders",
    "Rain had been falling for nine days when the lower lock gave way",
    "The agency lists eleven such cases, of which four went to court and none was lost",
    "Outside the building a few dozen people stood with candles until after midnight",
];

/// A page and its address.
pub(super) fn page(number: usize) -> (String, String) {
    let mut chance = Chance(number as u64 * 7_919 + 1);
    let site = chance.skewed(40);
    let url = format!("https://www.paper{site}.example/news/2023/11/{:02}/story-{number}", 1 + number % 28);
    let title = format!("{} in dispute over plan {number}", chance.of(&NAMES));
    let mut html = String::with_capacity(120_000);
    head(&mut html, &mut chance, &title, &url, site, number);
    html += "<body class=\"page page--article\"><div id=\"wrapper\"><header class=\"site-header\"><nav><ul>";
    for n in 0..40 {
        let _ = write!(
            html,
            "<li class=\"nav__item\"><a href=\"/section/{n}\" data-track=\"nav-{n}\">Section {n}</a></li>"
        );
    }
    html += "</ul></nav></header><main class=\"layout\"><article class=\"story\" itemscope>";
    let _ = write!(
        html,
        "<h1 class=\"story__title\">{title}</h1><div class=\"meta\"><span class=\"byline\">By {}</span>",
        chance.of(&NAMES)
    );
    html +=
        "<time datetime=\"2023-11-10T08:00:00Z\">10 November 2023</time></div><div class=\"story__body\">";
    for n in 0..10 + chance.below(18) {
        paragraph(&mut html, &mut chance);
        if n % 7 == 3 {
            html += "<figure class=\"media\"><div class=\"media__frame\"><img data-src=\"/i.jpg\" alt=\"\"></div>\
                     <figcaption>The harbour in the morning. Photograph: Agency</figcaption></figure>";
        }
        if n % 9 == 5 {
            html += "<aside class=\"related\"><h3>Read more</h3><ul><li><a href=\"/other\">Another story of that week</a></li></ul></aside>";
        }
    }
    html += "</div></article><aside class=\"rail\">";
    for n in 0..45 {
        let (who, what) = (chance.of(&NAMES), chance.of(&SAYINGS));
        let _ = write!(
            html,
            "<div class=\"card card--{n}\"><a class=\"card__link\" href=\"/news/{n}\"><div class=\"card__image\"><img src=\"/t{n}.jpg\" \
             loading=\"lazy\" alt=\"\"></div><h4 class=\"card__title\">{who}: {what}</h4></a><p class=\"card__teaser\">{what}.</p></div>"
        );
    }
    html += "</aside><section id=\"comments\">";
    for n in 0..chance.below(25) {
        let _ = write!(
            html,
            "<div class=\"comment\" id=\"c{n}\"><b>reader{n}</b><p>I do not think that {}.</p></div>",
            chance.of(&SAYINGS)
        );
    }
    html += "</section></main><footer><ul>";
    for n in 0..30 {
        let _ = write!(html, "<li><a href=\"/about/{n}\">About us, part {n}</a></li>");
    }
    html += "</ul></footer></div>";
    for n in 0..6 {
        script(&mut html, &mut chance, n);
    }
    html += "</body></html>";
    (url, html)
}

fn head(html: &mut String, chance: &mut Chance, title: &str, url: &str, site: usize, number: usize) {
    let _ = write!(
        html,
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} | Paper {site}</title>\
         <link rel=\"canonical\" href=\"{url}\"><meta property=\"og:title\" content=\"{title}\">\
         <meta property=\"og:site_name\" content=\"Paper {site}\"><meta property=\"article:published_time\" content=\"2023-11-{:02}T08:00:00Z\">\
         <script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"{title}\",\
         \"datePublished\":\"2023-11-{:02}T08:00:00+01:00\",\"author\":{{\"@type\":\"Person\",\"name\":\"{}\"}}}}</script><style>",
        1 + number % 28,
        1 + number % 28,
        chance.of(&NAMES)
    );
    for n in 0..160 {
        let _ = write!(
            html,
            ".c{n}{{display:flex;margin:{n}px auto;color:#{:06x};font-size:{}px}}",
            n * 4_099,
            10 + n % 8
        );
    }
    *html += "</style>";
    for n in 0..4 {
        script(html, chance, n);
    }
    *html += "</head>";
}

fn paragraph(html: &mut String, chance: &mut Chance) {
    *html += "<p class=\"story__paragraph\">";
    for _ in 0..2 + chance.below(3) {
        let (who, cue, what) = (chance.of(&NAMES), chance.of(&CUES), chance.of(&SAYINGS));
        let (office, plain, number) = (chance.of(&OFFICES), chance.of(&PLAIN), chance.below(90_000));
        let _ = match chance.below(4) {
            0 => write!(
                html,
                "“This much is certain, {what},” {cue} <a href=\"/topic/{number}\">{who}</a>, {office}. "
            ),
            1 => write!(html, "{who}, {office}, {cue} that {what} in case {number}. "),
            2 => write!(html, "{plain}, by the count of file {number}. "),
            _ => write!(html, "{plain}. <em>{who}</em> {cue}: “In {number} words, {what}.” "),
        };
    }
    *html += "</p>";
}

fn script(html: &mut String, chance: &mut Chance, number: usize) {
    let _ = write!(html, "<script>window.__STATE_{number}__={{");
    for n in 0..90 {
        let _ =
            write!(html, "\"key{n}\":{{\"id\":{},\"ok\":true,\"list\":[1,2,3]}},", chance.below(1_000_000));
    }
    *html += "\"end\":null};</script>";
}
