"""Writes the numbers that the Rust runtime must reproduce: cue probabilities of the f32 checkpoint for one short text.

    python training/fixture.py --checkpoint RUN/reader.pt --binary target/release/onrecord-dev --text examples/NAME.txt \
        --out crates/onrecord/tests/fixtures/runtime.json
"""
import argparse, json, os, subprocess, tempfile
import torch
import export as X

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("checkpoint", "binary", "text", "out"):
    ap.add_argument("--" + name, required=True)
ap.add_argument("--model", default="base", help="the model whose windows they are: a built-in one's name or a folder")
a = ap.parse_args()
text = open(a.text, encoding="utf8").read()
with tempfile.TemporaryDirectory() as tmp:
    for folder, name, content in (("text", "fixture.txt", text), ("attributions", "fixture_none.ann", "")):
        os.makedirs(os.path.join(tmp, folder))
        with open(os.path.join(tmp, folder, name), "w", encoding="utf8") as f:
            f.write(content)
    windows = [json.loads(l) for l in subprocess.run([a.binary, "windows", "--model", a.model, tmp], capture_output=True, check=True).stdout.splitlines()]
model, _ = X.load(a.checkpoint)
graph = X.Window(model)
out = []
with torch.no_grad():
    for w in windows:
        i = w["input"]
        cue = graph(*[torch.tensor(i[k]) for k in ("ids", "shape", "quote", "first", "sentence")])[0].softmax(1)[:, 1]
        out.append({"ids": i["ids"], "cue": [round(p, 4) for p in cue.tolist()]})
json.dump({"text": text, "windows": out}, open(a.out, "w", encoding="utf8"))
print(len(out), "windows,", sum(len(w["cue"]) for w in out), "words")
