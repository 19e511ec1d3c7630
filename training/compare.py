"""Holds the Rust runtime (8-bit) against the checkpoint in floats on annotated articles: cue F1 of both on the same windows.

    python training/compare.py --checkpoint RUN/reader.pt --binary target/release/onrecord-dev --model model \
        --data DATA.pkl --articles ../shared/data/polnear/dev --part polnear_dev

A cue is right where its first word is a first word of the gold's. Words near a window's cut are left out, as in reading.
"""
import argparse, json, pickle, subprocess
import torch
import export as X

MARGIN = 12
ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("checkpoint", "binary", "model", "data", "articles", "part"):
    ap.add_argument("--" + name, required=True)
ap.add_argument("--cue", type=float, default=0.3, help="probability from which a word is a cue")
a = ap.parse_args()
documents = {d["id"]: d for d in pickle.load(open(a.data, "rb"))[a.part]}
lines = subprocess.run([a.binary, "windows", "--model", a.model, a.articles], capture_output=True, check=True).stdout.splitlines()
graph = X.Window(X.load(a.checkpoint)[0])
right, found, gold_count = {"rust": 0, "python": 0}, {"rust": 0, "python": 0}, 0
differ = words = 0


def place(document, ids):
    """The word that a window begins with: where its pieces, paragraph signs aside, are the document's."""
    pieces = [p for p in ids[1:-1] if p != 102]
    for w in range(len(document["pieces"])):
        flat, k = [], w
        while len(flat) < len(pieces) and k < len(document["pieces"]):
            flat += document["pieces"][k]
            k += 1
        if flat == pieces:
            return w
    raise SystemExit(f"{document['id']}: a window's pieces are not the document's; make --data anew")


for line in map(json.loads, lines):
    document, i = documents[line["id"]], line["input"]
    with torch.no_grad():
        logits = graph(*[torch.tensor(i[k]) for k in ("ids", "shape", "quote", "first", "sentence")])[0]
    n, first = len(i["first"]), place(document, i["ids"])
    last = first + n
    own = range(MARGIN if first else 0, n - (MARGIN if last < len(document["words"]) else 0))
    starts = {s["cue"][0] - first for s in document["statements"] if s["cue"]}
    sets = {name: {w for w in own if p[w] >= a.cue} for name, p in
            (("rust", torch.tensor(line["cue"]).softmax(1)[:, 1].tolist()), ("python", logits.softmax(1)[:, 1].tolist()))}
    gold = starts & set(own)
    gold_count += len(gold)
    words += len(own)
    differ += len(sets["rust"] ^ sets["python"])
    for name in sets:
        right[name] += len(sets[name] & gold)
        found[name] += len(sets[name])
f1 = {name: 200 * right[name] / (found[name] + gold_count) for name in right}
print(f"{len(lines)} windows, {words} words, {gold_count} cues: python {f1['python']:.2f}, rust {f1['rust']:.2f}, "
      f"difference {f1['rust'] - f1['python']:+.2f}; decided otherwise on {differ} words")
