"""Documents cut into windows, windows put together in batches, and what the heads are given of them."""
import torch
import torch.nn.functional as F
import network as N
from settings import a, data

SHAPE_PARAGRAPH, CLS, SEP, MASK = 10, 101, 102, 103


def windows(doc, rng, first=None):
    """Word ranges that cut a document into windows; where the cuts fall changes from epoch to epoch."""
    starts = set(doc["paragraphs"])
    out, i, n = [], 0, len(doc["words"])
    room = first or a.window
    while i < n:
        size, j = 2, i
        while j < n:
            more = len(doc["pieces"][j]) + (j in starts)
            if size + more > room:
                break
            size += more
            j += 1
        out.append((i, j))
        if j >= n:
            break
        # Neighbours share 24 words, so that a statement at the cut is whole in one of them more often.
        i = max(j - 24, i + 1) if first is None else j
        room, first = a.window, None
    return out


def build(doc, i, j, rng, mask_rate):
    """A window's input rows."""
    starts = set(doc["paragraphs"])
    ids, shape, quote, first, par = [CLS], [0], [0], [], []
    number = 0
    for w in range(i, j):
        if w in starts:
            ids.append(SEP); shape.append(SHAPE_PARAGRAPH); quote.append(0)
            number += 1
        first.append(len(ids)); par.append(number)
        hide = mask_rate and rng.random() < mask_rate
        for p in doc["pieces"][w]:
            ids.append(MASK if hide else p); shape.append(doc["shape"][w]); quote.append(doc["quote"][w])
    ids.append(SEP); shape.append(0); quote.append(0)
    return {"ids": ids, "shape": shape, "quote": quote, "first": first, "par": par, "doc": doc, "i": i, "j": j}


def pad(rows, key, fill=0):
    width = max(len(r[key]) for r in rows)
    return torch.tensor([r[key] + [fill] * (width - len(r[key])) for r in rows])


def collate(rows):
    ids = pad(rows, "ids")
    lengths = torch.tensor([len(r["ids"]) for r in rows])
    inside = torch.arange(ids.shape[1])[None] < lengths[:, None]
    mask = None if bool(inside.all()) else torch.where(inside, 0.0, -1e4)[:, None, None, :]
    return {"ids": ids, "shape": pad(rows, "shape"), "quote": pad(rows, "quote"), "first": pad(rows, "first"), "mask": mask}


def local(row, cue_first, cue_end):
    """The words around a cue, as indexes into the window, with what the link head is told of them."""
    n = len(row["first"])
    idx = [cue_first - N.BEFORE + k for k in range(N.BEFORE + N.AFTER)]
    at = [min(max(t, 0), n - 1) for t in idx]
    valid = [t == i and abs(row["par"][t] - row["par"][cue_first]) <= N.NEAR for t, i in zip(at, idx)]
    par = [min(max(row["par"][t] - row["par"][cue_first], -3), 3) + 3 for t in at]
    in_cue = [1.0 if cue_first <= t < cue_end else 0.0 for t in idx]
    return at, valid, par, in_cue


def link_inputs(model, h, rows, cues):
    """cues: (row number, first word, end word), as window indexes."""
    plain, gated = model.link.plain(h), model.link.gated(h)
    locals_ = [local(rows[r], f, e) for r, f, e in cues]
    at = torch.tensor([x[0] for x in locals_]); valid = torch.tensor([x[1] for x in locals_])
    par = torch.tensor([x[2] for x in locals_]); in_cue = torch.tensor([x[3] for x in locals_])
    r = torch.tensor([c[0] for c in cues])[:, None]
    cue = torch.stack([h[b, f:e].mean(0) for b, f, e in cues])
    return plain[r, at], gated[r, at], cue, in_cue, par, valid, at


def anchor_inputs(model, h, rows, anchors):
    """anchors: (row number, first word, end word, frame), as window indexes."""
    *inputs, at = link_inputs(model, h, rows, [x[:3] for x in anchors])
    return (*inputs, torch.tensor([x[3] for x in anchors])), at


def mean_of(h, row, words):
    return h[row, words].mean(0) if words else torch.zeros(h.shape[2])


def over(scores, gold):
    """Mean cross-entropy over the words that have a label; 0 where none has."""
    return F.cross_entropy(scores.flatten(0, 1), gold.flatten(), reduction="sum") / (gold >= 0).sum().clamp(min=1)


def batches(corpus, epoch, rng, size):
    rows = []
    for doc in corpus:
        # Our own passages are short: cut, they would be nothing.
        first = rng.randint(60, a.window) if len(doc["words"]) > 200 else None
        rows += [(doc, i, j) for i, j in windows(doc, rng, first)]
    rng.shuffle(rows)
    # Windows of like length share a batch, within pools, so that little is padding.
    out = []
    for k in range(0, len(rows), size * 24):
        pool = sorted(rows[k:k + size * 24], key=lambda r: r[2] - r[1])
        out += [pool[m:m + size] for m in range(0, len(pool), size)]
    return out


def plan(rng):
    steps = []
    for name, epochs in (("polnear_train", a.epochs), ("own_train", a.own), ("gum_train", a.gum), ("ewt_train", a.ewt), ("trees_train", a.trees), ("plain", a.plain), ("gold_train", a.gold), ("other_train", a.other), ("corrected", a.corrected), ("events", a.sentences), ("gap", a.gap), ("ner", a.ner)):
        todo = []
        while epochs > 0:
            b = batches(data.get(name, []), 0, rng, 4 * a.batch if name in ("own_train", "events", "gap", "ner") else a.batch)
            todo += b[:int(len(b) * min(1, epochs))]
            epochs -= 1
        # Spread evenly over the run.
        steps += [((k + rng.random()) / len(todo), name, b) for k, b in enumerate(todo)]
    return sorted(steps, key=lambda s: s[0])
