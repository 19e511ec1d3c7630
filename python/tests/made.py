"""Invented articles and WARC files of them, the same on every machine."""

from __future__ import annotations

import gzip
import html
import random
from pathlib import Path

PEOPLE = ["Marit Holm", "Henrik Aaldal", "Ana Brandt", "Tomas Reyl", "Signe Dahl", "Pia Lund", "Ole Vik", "Ida Strand"]
OFFICES = ["mayor", "harbour master", "minister", "chief engineer", "spokeswoman", "union leader", "judge", "teacher"]
VERBS = ["said", "warned", "promised", "denied", "insisted", "argued", "announced", "told reporters"]
THINGS = ["bridge", "ferry", "school", "hospital", "harbour", "road", "power line", "market"]
PLACES = ["Skerry", "Kalvik", "Nordvik", "Tarn", "Ostby", "Holmen"]
OUTLETS = ["Skerry Post", "Kalvik Times", "Nordvik Herald", "Tarn Courier"]
# Enough of them that two people hardly ever say the same by chance, as nobody in the news does.
WORDS = (
    "anchor apple autumn barley barrel basket beacon bitter blanket border bottle branch breeze bucket butter candle canvas "
    "carpet castle cellar chapel cherry chimney circle clover coffee copper corner cotton cradle crystal curtain dagger dinner "
    "dragon eagle ember engine falcon feather fiddle finger flannel forest fountain garden garlic ginger glacier gravel hammer "
    "harvest helmet hollow honey island ivory jacket kettle ladder lantern lemon linen lumber marble meadow mirror mitten "
    "monsoon mountain needle nickel oyster paddle palace parcel pepper pilgrim pillow planet pocket pollen prairie pumpkin "
    "quarry rabbit raven ribbon river saddle salmon scarlet shadow shelter silver spider spring stable summer sunset tailor "
    "temple thunder timber tunnel turtle valley velvet village violet walnut whistle willow window winter wizard yellow"
).split()
PLAIN = [
    "The {thing} of {place} was built {n} years ago by workers from {other} and has been repaired twice since.",
    "On Friday some {n} people gathered in front of the town hall of {place} to speak about the {thing}.",
    "Traffic between {place} and {other} has grown by {n} per cent, which the old {thing} was not made for.",
]


def paragraph(rng: random.Random) -> str:
    """A paragraph in which somebody says something."""
    place, other = rng.sample(PLACES, 2)
    fill = dict(thing=rng.choice(THINGS), place=place, other=other, n=rng.randint(3, 96))
    who = f"{rng.choice(PEOPLE)}, the {rng.choice(OFFICES)} of {place}"
    plain = rng.choice(PLAIN).format(**fill)
    verb = rng.choice(VERBS)
    said = " ".join(rng.sample(WORDS, 11))
    if rng.random() < 0.5:
        return f"{plain} “{said.capitalize()},” {who}, {verb.removesuffix(' reporters')} on Thursday."
    return f"{plain} {who}, {verb} that {said}."


def article(number: int, paragraphs: int = 6) -> dict[str, str]:
    """The article of a number."""
    rng = random.Random(number)
    place = rng.choice(PLACES)
    body = [paragraph(rng) for _ in range(paragraphs)]
    return {
        "id": f"https://news.example/{number}",
        "url": f"https://news.example/{number}",
        "title": f"{place} waits for its {rng.choice(THINGS)}",
        "published": f"2024-03-{1 + number % 28:02}",
        "outlet": OUTLETS[number % len(OUTLETS)],
        "text": "\n\n".join(body),
    }


def copies(count: int) -> list[dict[str, str]]:
    """Articles, and for every third of them copies: one cut, one under another lead, and one that carries a quotation."""
    made = []
    for number in range(count):
        one = article(number, 8)
        made.append(one)
        if number % 3:
            continue
        body = one["text"].split("\n\n")
        lead = article(10_000 + number, 2)["text"]
        texts = {
            "cut": "\n\n".join(body[:5]),
            "led": "\n\n".join([lead, *body[1:]]),
            "quoted": article(20_000 + number, 6)["text"] + "\n\n" + body[-1],
        }
        for place, (how, text) in enumerate(texts.items()):
            url = f"{one['url']}/{how}"
            made.append({**one, "id": url, "url": url, "outlet": OUTLETS[(number + place + 1) % 4], "text": text})
    return made


def page(made: dict[str, str]) -> str:
    """An article as a page of a site."""
    body = "".join(f"<p>{html.escape(one)}</p>\n" for one in made["text"].split("\n\n"))
    return (
        "<!doctype html><html><head><meta charset='utf-8'>"
        f"<title>{html.escape(made['title'])}</title>"
        f"<meta property='og:site_name' content='{html.escape(made['outlet'])}'>"
        f"<meta property='article:published_time' content='{made['published']}T08:00:00+01:00'>"
        f"<link rel='canonical' href='{made['url']}'></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{html.escape(made['title'])}</h1>\n{body}</article><footer>All rights reserved</footer></body></html>"
    )


def record(url: str, body: bytes, date: str = "2024-04-01T00:00:00Z") -> bytes:
    """A response record of a WARC file."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def warc(path: Path, articles: list[dict[str, str]], damaged: bool = False) -> None:
    """Writes a WARC file of articles, each record a member of its own, as crawlers do; with a record that is none."""
    with open(path, "wb") as file:
        for made in articles:
            file.write(gzip.compress(record(made["url"], page(made).encode())))
        if damaged:
            empty = record("https://news.example/empty", b"<!doctype html><html><body><p>Hello.</p></body></html>")
            file.write(gzip.compress(empty))
