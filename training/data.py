"""Makes the training data: every corpus as prepared documents with labels, in one pickle outside the repository.

A corpus that is not in --shared is left out; without treebanks, --labels says which tags and relations there are.
"""
import argparse, glob, json, os, pickle, random
import corpora as C
import gold as G

ap = argparse.ArgumentParser(description=__doc__)
ap.add_argument("--shared", default="../shared"); ap.add_argument("--binary", default="target/release/onrecord-dev")
ap.add_argument("--tokenizer", default="model/tokenizer.json"); ap.add_argument("--own", default="training/own"); ap.add_argument("--out", required=True)
ap.add_argument("--gold", default="training/gold"); ap.add_argument("--acts", default="training/acts.tsv"); ap.add_argument("--events", default="training/events")
ap.add_argument("--labels", help="the labels.json of the model to go on from, whose tags and relations to take")
ap.add_argument("--corrected", help="articles with corrected statements, as retrain.py writes them")
ap.add_argument("--silver", nargs="*", default=[], help="Russian trees as silver.py writes them")
a = ap.parse_args()
data = os.path.join(a.shared, "data")


def attributions(docs):
    docs = list(docs)
    prepared = C.prepare(a.binary, a.tokenizer, docs)
    for d in docs:
        p = prepared[d["id"]]
        p["text"] = d["text"]
        p.update(C.polnear_labels(d, p))
    return [prepared[d["id"]] for d in docs]


def trees(files, entities):
    docs = [d for f in files for d in C.conllu(f)]
    prepared = C.prepare(a.binary, a.tokenizer, docs)
    for d in docs:
        p = prepared[d["id"]]
        p.update(C.tree_labels(d, p))
        if entities:
            p.update(C.entity_labels(d, p))
    return [prepared[d["id"]] for d in docs]


out = {"polnear_dev": attributions(C.polnear(os.path.join(data, "polnear/dev")))}
train = attributions(C.polnear(os.path.join(data, "polnear/train")))
# A tenth of train is kept aside to choose by; dev is looked at seldom.
random.Random(7).shuffle(train)
out["polnear_kept"], out["polnear_train"] = train[:84], train[84:]
out["own_train"] = attributions(C.own(a.own))
# Articles without labels, which only a smaller model's teacher has something to say of.
pages = {k: p for f in glob.glob(os.path.join(data, "pages/ground-truth.json")) for k, p in json.load(open(f, encoding="utf8")).items()}
out["plain"] = list(C.prepare(a.binary, a.tokenizer, [{"id": k, "text": p["articleBody"]} for k, p in sorted(pages.items())]).values())
for part in ("train", "dev"):
    out[f"gum_{part}"] = trees(sorted(glob.glob(os.path.join(data, f"gum/{part}/*.conllu"))), True)
    out[f"ewt_{part}"] = trees(glob.glob(os.path.join(data, f"ewt/{part}.conllu")), False)
# German trees: what is a noun and what a name there, no English text can teach. The last tenth of the sentences is looked at only.
out["trees_train"], out["trees_dev"] = [], []
for files, language, share in ((glob.glob(os.path.join(data, "other/de_gsd-dev.conllu")), "de", 0.9), (a.silver, "ru", 1)):
    for part, docs in C.foreign(files, language, share).items():
        prepared = C.prepare(a.binary, a.tokenizer, docs)
        out[f"trees_{part}"] += [prepared[d["id"]] | C.tree_labels(d, prepared[d["id"]]) | C.proper_labels(d, prepared[d["id"]]) for d in docs]
acts = G.act_groups(a.acts)


def gold(docs):
    docs = list(docs)
    prepared = C.prepare(a.binary, a.tokenizer, docs)
    for d in docs:
        p = prepared[d["id"]]
        p["text"] = d["text"]
        p.update(G.labels(d, p, acts))
        if "judged" in d:
            p["unjudged"] = sorted(set(range(len(p["words"]))) - set(C.Aligner(p["words"]).over(d["judged"])))
    return [prepared[d["id"]] for d in docs]


def read(*patterns, other=False):
    files = [f for p in patterns for f in glob.glob(p)]
    return gold(G.articles([f for f in files if (G.language(f) != "en") == other], a.shared, a.gold))


ours = os.path.join(a.gold, "*.json")
out["gold_train"] = read(os.path.join(data, "gold/train/*.json"), ours)
out["other_train"] = read(os.path.join(data, "gold/german/*.json"), ours, other=True)
out["other_dev"] = read(os.path.join(a.gold, "dev/*.json"), other=True)
out["gold_dev"] = read(os.path.join(data, "gold/dev/*.json"))
if a.corrected:
    out["corrected"] = gold(json.load(open(a.corrected, encoding="utf8")))
out["acts"] = acts
# Sentences whose event and its parties are known, but not the word that tells of it.
import events as E
marked = [r for f in glob.glob(os.path.join(data, "plover/plv_train.tsv")) for r in E.rows(f, True)] + [r for f in sorted(glob.glob(os.path.join(a.events, "own*.tsv"))) for r in E.rows(f, False)]
for i, r in enumerate(marked):
    r["id"] = f"event-{i}"
prepared = C.prepare(a.binary, a.tokenizer, marked)
out["events"] = []
for r in marked:
    p = prepared[r["id"]]
    align = C.Aligner(p["words"])
    p.update({"type": r["type"], "source": align.over(r["source"]), "target": align.over(r["target"]), "gold": r["gold"], "group": r["group"], "text": r["text"]})
    out["events"].append(p)
pronouns = list(G.gap(sorted(glob.glob(os.path.join(data, "gap/*.tsv")))))
prepared = C.prepare(a.binary, a.tokenizer, pronouns)
out["gap"] = []
for r in pronouns:
    p = prepared[r["id"]]
    align = C.Aligner(p["words"])
    p.update({"pronoun": align.over(r["pronoun"]), "names": [align.over(n) for n in r["names"]], "means": r["means"]})
    out["gap"].append(p)
named = [d for f in sorted(glob.glob(os.path.join(data, "ner/*.iob2"))) for d in C.iob(f)]
for k, d in enumerate(named):
    d["id"] = f"ner-{k}"
prepared = C.prepare(a.binary, a.tokenizer, named)
out["ner"] = []
for d in named:
    p = prepared[d["id"]]
    p.update(C.name_labels(d, p))
    out["ner"].append(p)
out["xpos"] = sorted({x for d in out["gum_train"] + out["ewt_train"] for x in d["xpos"] if x})
out["upos"] = sorted({x for d in out["gum_train"] + out["ewt_train"] for x in d["upos"] if x})
counts = {}
for d in out["gum_train"] + out["ewt_train"]:
    for r in d["rel"]:
        if r:
            counts[r] = counts.get(r, 0) + 1
out["rel"] = sorted(r for r, c in counts.items() if c >= 20)
if a.labels:
    labels = json.load(open(a.labels, encoding="utf8"))
    out |= {k: labels[k] for k in ("xpos", "upos", "rel")}
with open(a.out, "wb") as f:
    pickle.dump(out, f)
for k, v in out.items():
    if v and isinstance(v[0], dict):
        print(k, len(v), "documents", sum(len(d["words"]) for d in v), "words", sum(len(p) for d in v for p in d["pieces"]), "pieces", sum(len(d.get("statements", [])) for d in v), "statements")
    else:
        print(k, len(v))
