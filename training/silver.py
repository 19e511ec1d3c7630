"""Trees and names of Russian texts, as Slovnet has them (https://pypi.org/project/natasha, MIT; its models were trained on news), in CoNLL-U.

    pip install slovnet navec razdel && pip download --no-deps natasha
    python training/silver.py natasha-*.whl TEXT.txt … > ru.conllu

No treebank of news in Russian is at hand, and what a model that saw English trees alone says of Russian words is often wrong.
"""
import os, sys, tempfile, zipfile
from navec import Navec
from razdel import sentenize, tokenize
from slovnet import Morph, NER, Syntax

KINDS = {"PER": "person", "ORG": "organization", "LOC": "place"}
wheel, *texts = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    zipfile.ZipFile(wheel).extractall(folder)
    at = lambda *path: os.path.join(folder, "natasha", "data", *path)
    words = Navec.load(at("emb", "navec_news_v1_1B_250K_300d_100q.tar"))
    morph, syntax, ner = (load(at("model", f"slovnet_{name}_news_v1.tar")) for load, name in ((Morph.load, "morph"), (Syntax.load, "syntax"), (NER.load, "ner")))
for model in (morph, syntax, ner):
    model.navec(words)
for path in texts:
    text = open(path, encoding="utf8", newline="").read()
    print(f"# newdoc id = {os.path.basename(path)[:-4]}")
    label, behind = {}, 0
    for span in ner(text).spans:
        label |= {at: ("I-" if k else "B-") + KINDS[span.type] for k, at in enumerate(range(span.start, span.stop))}
    for paragraph in text.split("\n"):
        begin, behind = behind, behind + len(paragraph) + 1
        sentences = [s for s in sentenize(paragraph) if s.text.strip()]
        if not sentences:
            continue
        print("# newpar")
        tokens = [list(tokenize(s.text)) for s in sentences]
        forms = [[t.text for t in s] for s in tokens]
        for sentence, spans, tags, tree in zip(sentences, tokens, morph.map(forms), syntax.map(forms)):
            for k, (t, tag, arc) in enumerate(zip(spans, tags.tokens, tree.tokens)):
                feats = "|".join(f"{k}={v}" for k, v in sorted(tag.feats.items())) or "_"
                last = k + 1 == len(spans)
                joined = not last and spans[k + 1].start == t.stop
                misc = f"Name={label.get(begin + sentence.start + t.start, 'O')}" + ("|SpaceAfter=No" if joined else "")
                print(arc.id, t.text, "_", tag.pos, tag.pos, feats, arc.head_id, arc.rel, "_", misc, sep="\t")
            print()
