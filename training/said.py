"""What a model that was trained before says of the words of the gold, and what follows from it: heads of events, who is who."""
import random
import torch
import corpora as C
import gold as G
import network as N
from batching import build, collate, windows
from settings import ACTS, REL, UPOS, XPOS, data


@torch.no_grad()
def parse(model, doc):
    """Head, tags, kind of mention and label of name of each word, as the model has them. Of a word that two windows see, the one
    counts that sees more around it."""
    n = len(doc["words"])
    head, upos, mention, depth = list(range(n)), [""] * n, [0] * n, [-1] * n
    xpos, name, event = [None] * n, [0] * n, [-100] * n
    for i, j in windows(doc, random.Random(0)):
        c = collate([build(doc, i, j, random, 0)])
        h = model.words(c["ids"], c["shape"], c["quote"], c["first"], c["mask"]).float()
        starts, number, sentence = set(doc["paragraphs"]), 0, []
        for w in range(i, j):
            number += w in starts
            sentence.append(number)
        heads, tags, kinds = model.arcs(h, torch.tensor([sentence]))[0].argmax(1).tolist(), model.upos(h)[0].argmax(1).tolist(), model.mention(h)[0].argmax(1).tolist()
        penn, names = model.xpos(h)[0].argmax(1).tolist(), model.name(h)[0].argmax(1).tolist()
        sure, deeds = model.event(h)[0].softmax(1).max(1)
        deeds = torch.where(sure > 0.6, deeds, torch.full_like(deeds, -100)).tolist()
        for k in range(j - i):
            inner = min(k if i else n, j - i - 1 - k if j < n else n)
            if inner > depth[i + k]:
                head[i + k], upos[i + k], mention[i + k], depth[i + k] = i + heads[k], UPOS[tags[k]], kinds[k], inner
                xpos[i + k], name[i + k], event[i + k] = XPOS[penn[k]], names[k], deeds[k]
    return head, {"upos": upos, "xpos": xpos, "mention": mention, "name": name, "event": event}


def path(head, w):
    out = []
    while w not in out:
        out.append(w)
        w = head[w]
    return out


SAID = ("polnear_train", "gold_train", "gold_dev", "events")


def unparsed(doc):
    """The same where nobody says anything of a text's words: an anchor's first word is its head, and nobody is anybody."""
    doc["entities"], doc["fresh"], doc["again"] = [], {}, []
    for e in doc["events"]:
        e["head"] = e["anchor"][0]


def resolve(parse):
    """What the gold's words say of heads: an event's word, and who is who among the mentions. `parse` takes a document, and gives
    nothing where nobody knows its words."""
    for doc in data["gold_train"] + data["gold_dev"] + data.get("other_train", []) + data.get("other_dev", []) + data.get("corrected", []):
        parsed = parse(doc)
        if not parsed:
            unparsed(doc)
            continue
        head, said = parsed
        upos, mention = said["upos"], said["mention"]
        doc["said"] = said
        word = lambda w: doc["text"][doc["words"][w][0]:doc["words"][w][1]]
        known = {}
        for e in doc["events"]:
            e["head"] = G.top(e["anchor"], head, upos)
            for role, names in zip(("source", "target"), e["names"]):
                if len(names) == 1 and e[role]:
                    known.setdefault(G.top(e[role], head, upos), names[0])
        for s in doc["statements"]:
            if s["source"] and s["speaker"] and s["speaker"] != "unknown" and ";" not in s["speaker"] and not s["speaker"].startswith("anonymous"):
                known[G.top(s["source"], head, upos)] = s["speaker"]
        # One happening is annotated once: elsewhere the same word may tell of it again, and is no example of anything.
        begins = {word(e["head"]).lower()[:5] for e in doc["events"]}
        anchored = {w for e in doc["events"] for w in e["anchor"]}
        doc["again"] = [w for w in range(len(doc["words"])) if w not in anchored and len(word(w)) > 3 and word(w).lower()[:5] in begins]
        # A name's last word tells who is meant wherever it stands alone or ends a name.
        last = {}
        for name in known.values():
            last.setdefault(name.split()[-1].lower(), name)
        numbers, doc["entities"], doc["fresh"], seen = {}, [], {}, set()
        for w in range(len(doc["words"])):
            if w in known:
                e = numbers.setdefault(known[w], len(numbers))
            elif mention[w] in (1, 2, 3) and word(w).lower() in last and word(w)[0].isupper():
                e = numbers.setdefault(last[word(w).lower()], len(numbers))
            elif mention[w] in (1, 2, 3):
                e = -2 if upos[w] == "PRON" else -1
            else:
                continue
            doc["entities"].append((w, e))
            if e >= 0:
                doc["fresh"][w] = e not in seen and upos[w] == "PROPN"
                seen.add(e)
    for doc in data["events"]:
        head, said = parse(doc)
        upos = said["upos"]
        s, t = (G.top(doc[k], head, upos) if doc[k] else None for k in ("source", "target"))
        up = path(head, s if s is not None else t if t is not None else 0)
        other = path(head, t) if t is not None else up[1:]
        parties = set(doc["source"]) | set(doc["target"])
        doc["head"] = next((w for w in up if w in other and w not in parties), next((w for w in up if w not in parties), -1))
    for doc in data["gap"]:
        pronoun, names = doc["pronoun"][0], [n[-1] for n in doc["names"]]
        means = [k for k in (0, 1) if doc["means"][k]]
        doc["entities"] = sorted([(names[0], 0), (names[1], 1), (pronoun, means[0] if means else -1)])
        doc["fresh"] = {names[0]: False, names[1]: False}
        # Only what comes after its names has an antecedent.
        if not means or names[means[0]] > pronoun or len(set(names)) < 2:
            doc["entities"] = []
        else:
            doc["entities"] = [(w, e if w == pronoun or e == means[0] else -1) for w, e in doc["entities"]]
    data["gap"] = [d for d in data["gap"] if d["entities"]]


def other(path):
    """The model of a checkpoint, to be asked."""
    begun = torch.load(path, weights_only=False)
    model = N.Reader(len(XPOS), len(UPOS), len(REL), len(C.MENTIONS), len(C.NAMES), len(ACTS), **begun.get("size", {}))
    model.load_state_dict(begun["state"])
    return model.eval()
