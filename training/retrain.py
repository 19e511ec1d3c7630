"""Trains shipped weights further on your own corrections, and says what that is worth on some that it keeps aside.

    onrecord corrections export --archive news.db > corrections.jsonl
    python training/retrain.py corrections.jsonl --out my-model
    onrecord read --model my-model FILE

It goes on from --model on the articles that are corrected, mixed with the gold of this repository so that nothing is forgotten. The
corpora of others take part if --shared is there.
"""
import argparse, json, os, random, shutil, subprocess, sys, tempfile
import checkpoint as K

HERE = os.path.dirname(os.path.abspath(__file__))
F1 = 0.5                         # from which share of common content two statements are one


def articles(path):
    """The articles of an export that have a judged statement; merges and splits of actors name no words to learn by."""
    return [a for a in map(json.loads, open(path, encoding="utf8")) if a.get("statements")]


def read(binary, model, all_):
    """The record of each article, as a model reads it."""
    with tempfile.TemporaryDirectory() as folder:
        files = [os.path.join(folder, f"{k:06}.txt") for k in range(len(all_))]
        for file, a in zip(files, all_):
            with open(file, "w", encoding="utf8", newline="") as f:
                f.write(a["text"])
        lines = subprocess.run([binary, "read", "--format", "jsonl", "--model", model, *files], stdout=subprocess.PIPE, check=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def document(number, a, language):
    """An article as gold.py's labels have it. What nobody has judged teaches nothing; a cue of what is no statement teaches that it is none."""
    names = {x["id"]: x.get("name") for x in a.get("actors", [])}
    statements, judged = [], []
    for s in a["statements"]:
        right = s["right"]
        judged += ((s["read"] or {}).get("cue") or []) + ((right or {}).get("cue") or [])
        if right:
            told, occasion = (right.get(k) or {} for k in ("addressee", "occasion"))
            statements.append({"id": right["id"], "kind": right["kind"], "cue": right.get("cue"), "source": right.get("source"), "content": right["content"], "act": right.get("act"),
                               "speaker": names.get(right.get("speaker")), "addressee": told, "addressee_spans": told.get("spans"), "when": right.get("when"), "occasion_spans": occasion.get("spans")})
    return {"id": f"corrected-{number}", "text": a["text"], "language": language, "judged": judged, "gold": {"article": f"corrected-{number}", "statements": statements, "events": []}}


def places(s, key="content"):
    return {k for x, y in s.get(key) or [] for k in range(x, y)}


def same(one, other):
    """How much of two statements' content is common, as F1."""
    x, y = places(one), places(other)
    return 2 * len(x & y) / max(len(x) + len(y), 1)


def figures(all_, records):
    """What a reading makes of the judged statements. Those that are none count as wrong where they are read."""
    found = missed = wrong = speaker = speakers = act = acts = 0
    for a, record in zip(all_, records, strict=True):
        right_name, name = ({x["id"]: (x.get("name") or "").lower() for x in of.get("actors", [])} for of in (a, record))
        closest = lambda s: max(record["statements"], key=lambda r: same(s, r), default={})
        for s in a["statements"]:
            right = s["right"]
            got = closest(right or s["read"])
            if same(right or s["read"], got) < F1:
                missed += bool(right)
                continue
            if not right:
                wrong += 1
                continue
            found += 1
            if right_name.get(right.get("speaker")):
                speakers += 1
                speaker += name.get(got.get("speaker")) == right_name[right["speaker"]]
            if right.get("act"):
                acts += 1
                act += got.get("act") == right["act"]
    share = lambda part, of: round(100 * part / of, 1) if of else None
    return {"statement": share(2 * found, 2 * found + missed + wrong), "speaker": share(speaker, speakers), "act": share(act, acts)}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corrections"); ap.add_argument("--out", required=True, help="the folder for the new weights")
    ap.add_argument("--model", default="model", help="the folder of the weights to go on from: model, model/fast or model/world")
    ap.add_argument("--words-of", default="model", help="the folder whose word vectors --model reads with, where it has none of its own")
    ap.add_argument("--work", help="a folder for data and checkpoints, to be kept")
    ap.add_argument("--shared", default="../shared"); ap.add_argument("--binaries", default="target/release", help="the folder with onrecord and onrecord-dev")
    ap.add_argument("--aside", type=float, default=0.2, help="share of the articles that are kept aside to measure on")
    ap.add_argument("--epochs", type=float, default=6, help="epochs of what is corrected"); ap.add_argument("--minutes", type=float, default=20); ap.add_argument("--workers", type=int, default=2)
    ap.add_argument("--steps", type=int, default=0, help="stop early (for a trial)"); ap.add_argument("--seed", type=int, default=11)
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        retrain(a, a.work or fresh)


def retrain(a, work):
    program = lambda name: os.path.join(a.binaries, name)
    python = lambda script, *given: subprocess.run([sys.executable, os.path.join(HERE, script), *map(str, given)], check=True, env=os.environ | {"OMP_WAIT_POLICY": "PASSIVE"})
    inside = lambda name: os.path.join(a.model, name)
    os.makedirs(work, exist_ok=True)
    labels = json.load(open(inside("labels.json"), encoding="utf8"))
    weights, _ = K.D.opened(a.model, "reader.safetensors")
    blocks, lent = "word" in weights and "word.scale" not in weights, "word" not in weights
    all_ = articles(a.corrections)
    before = read(program("onrecord"), a.model, all_)
    language = lambda record: record["article"].get("language") or "en"
    # The English models never read other languages, nor the other one English.
    mine = [k for k, record in enumerate(before) if (language(record) == "en") != blocks]
    print(f"{len(mine)} articles with corrections; {len(all_) - len(mine)} others are in languages that this model does not read", flush=True)
    if not mine:
        sys.exit(1)
    all_, before = [all_[k] for k in mine], [before[k] for k in mine]
    # Whole articles are kept aside: what stands in one is known from the rest of it.
    order = random.Random(a.seed).sample(range(len(all_)), len(all_))
    aside = sorted(order[:max(1, round(a.aside * len(order)))] if len(order) > 1 and a.aside else [])
    json.dump([document(k, all_[k], language(before[k])) for k in order if k not in aside], open(os.path.join(work, "corrected.json"), "w", encoding="utf8"))
    data, begin = os.path.join(work, "data.pkl"), os.path.join(work, "begin.pt")
    tokenizer = inside("tokenizer.json") if not lent else os.path.join(a.words_of, "tokenizer.json")
    python("data.py", "--shared", a.shared, "--binary", program("onrecord-dev"), "--tokenizer", tokenizer, "--labels", inside("labels.json"), "--corrected", os.path.join(work, "corrected.json"), "--out", data)
    K.torch.save(K.checkpoint(a.model, a.words_of if lent else None), begin)
    gold = ("--gold", 0.5, "--other", 2) if blocks else ("--gold", 2, "--own", 1, "--sentences", 0.5)
    python("train.py", "--data", data, "--resume", begin, "--out", work, "--corrected", a.epochs, *gold, "--epochs", 0.2, "--gum", 0.3, "--ewt", 0.2, "--warm", 40, "--lr", 1e-4, "--head-lr", 4e-4, "--average", 0.99,
           "--links", 24, "--threads", 1, "--workers", a.workers, "--minutes", a.minutes, "--steps", a.steps, "--seed", a.seed, "--look", 10**9)
    # Half way between the weights before and after, less is forgotten and nearly all is learned.
    python("average.py", begin, os.path.join(work, "reader.pt"), os.path.join(work, "mean.pt"))
    python("export.py", "--checkpoint", os.path.join(work, "mean.pt"), "--out", a.out, *(("--words-of", a.words_of) if lent else ()), *(("--blocks", inside("reader.safetensors")) if blocks else ()))
    # All else is as it was; only how likely an antecedent is at each distance has been learned.
    learned = json.load(open(os.path.join(a.out, "labels.json"), encoding="utf8"))
    json.dump(labels | {"ante_distance": learned["ante_distance"]}, open(os.path.join(a.out, "labels.json"), "w", encoding="utf8"), indent=1)
    for name in ("decoding.json", "events.safetensors", "tokenizer.json"):
        if os.path.exists(inside(name)):
            shutil.copy(inside(name), a.out)
    held, read_before = [all_[k] for k in aside], [before[k] for k in aside]
    if held:
        row = {"articles": len(held), "before": figures(held, read_before), "after": figures(held, read(program("onrecord"), a.out, held))}
        print(json.dumps(row))


if __name__ == "__main__":
    main()
