"""Sentences in which the product found an event, with the parties it found, marked as the gold marks them: what the small event-type
head learns from the larger one by. The events' types are not written.

    onrecord read --format jsonl FILES… | python training/events_plain.py > PLAIN.txt
"""
import json, re, sys

END = re.compile(r'[.!?]["”’)]*\s+(?=["“‘(]*[A-Z0-9])|\n')


def sentence(text, first, last):
    """The sentence or sentences around two places, by their punctuation."""
    start = max((m.end() for m in END.finditer(text, 0, first)), default=0)
    end = END.search(text, last)
    return start, end.start() + 1 if end else len(text)


def marked(text, event):
    marks = [(*party["span"], name) for name, key in (("s", "source"), ("t", "target")) for party in event.get(key, [])]
    places = [*event["anchor"], *((a, b) for a, b, _ in marks)]
    start, end = sentence(text, min(a for a, _ in places), max(b for _, b in places))
    out, at = [], start
    for a, b, name in sorted(marks):
        if a < at:
            return None
        out += [text[at:a], f"<{name}>", text[a:b], f"</{name}>"]
        at = b
    line = " ".join("".join(out + [text[at:end]]).split())
    return line if len(line) < 600 else None


seen = set()
for line in sys.stdin:
    record = json.loads(line)
    text = record["article"]["text"]
    for event in record.get("events", []):
        line = marked(text, event)
        if line and line not in seen:
            seen.add(line)
            print(line)
