"""Writes the numbers that the Rust runtime must reproduce: type probabilities of the f32 event-type head for some sentences.

    python training/events_fixture.py --checkpoint events.pt --binary target/release/onrecord-dev \
        --sentences crates/onrecord-dev/tests/fixtures/events.tsv --out crates/onrecord/tests/fixtures/event_types.json
"""
import argparse, csv, json
import torch
import events as E
from events_network import TYPES, EventTypes

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("checkpoint", "binary", "sentences", "out"):
    ap.add_argument("--" + name, required=True)
a = ap.parse_args()
a.gold, a.own, a.plain, a.tokenizer = a.sentences, None, None, "model/tokenizer.json"
model = EventTypes.of(torch.load(a.checkpoint, map_location="cpu", weights_only=True))
rows = E.load(a)
for r in rows:
    r["lower"] = model.lower(*(torch.tensor(r[k]) for k in ("ids", "shape", "quote")))
out = [{"text": r["text"], "source": r["source"], "target": r["target"], "ids": r["ids"], "probabilities": [round(float(p), 4) for p in found]}
       for r, found in zip(rows, E.predict(model, rows))]
json.dump({"types": TYPES, "sentences": out}, open(a.out, "w", encoding="utf8"))
print(len(out), "sentences")
