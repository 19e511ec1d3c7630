"""Learns which blocks of a page are its article, and writes crates/onrecord-intake/src/page/judge.json.

    onrecord-dev blocks ../shared/data/pages  > pages.blocks
    onrecord-dev blocks ../shared/data/pages2 > pages2.blocks
    python training/pages.py --shared ../shared pages.blocks pages2.blocks --out crates/onrecord-intake/src/page/judge.json

Two collections teach it: one with the whole main text of each page, of which every block has a label, and one with a few decisive pieces
a page, of which only the blocks that hold one have a label; the others get, with little weight, what a model of the labelled ones says.
Boosted trees (scikit-learn), in five parts: the figures printed are of pages that the model of that part has not seen.
"""
import argparse, collections, json, os, re
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

WORD = re.compile(r"\w+")


def runs(text):
    w = WORD.findall(text or "")
    n = min(4, len(w)) or 1
    return collections.Counter(tuple(w[i:i + n]) for i in range(max(len(w) - n + 1, 0)))


def lower(text):
    return [w.lower() for w in WORD.findall(text)]


def whole(shared, path):
    """Pages with their whole main text: rows of (name, blocks, labels, weights, gold)."""
    gold = json.load(open(os.path.join(shared, "data/pages/ground-truth.json"), encoding="utf8"))
    for line in open(path, encoding="utf8"):
        page = json.loads(line)
        name = page["file"].removesuffix(".html")
        if name not in gold:
            continue
        body = gold[name]["articleBody"]
        told = lower(body)
        have = {tuple(told[i:i + 4]) for i in range(len(told) - 3)}
        joined = " " + " ".join(told) + " "
        lines = {" ".join(lower(l)) for l in body.splitlines()}
        labels = []
        for b in page["blocks"]:
            w = lower(b["text"])
            if not w:
                labels.append(-1)
            elif len(w) >= 8:
                rs = [tuple(w[i:i + 4]) for i in range(len(w) - 3)]
                share = sum(r in have for r in rs) / len(rs)
                labels.append(1 if share >= 0.7 else 0 if share <= 0.3 else -1)
            else:
                # A short line is in the text if it is a line there, or stands in it and is not so short that it would anywhere.
                line = " ".join(w)
                labels.append(1 if line in lines or len(w) > 3 and f" {line} " in joined else 0 if f" {line} " not in joined else -1)
        yield "w" + name, page["blocks"], labels, body


def pieces(shared, path):
    gold = {}
    for url, page in json.load(open(os.path.join(shared, "data/pages2/evaldata.json"), encoding="utf8")).items():
        gold[page["file"]] = page
    for line in open(path, encoding="utf8"):
        page = json.loads(line)
        g = gold.get(page["file"])
        if g is None:
            continue
        labels = []
        for b in page["blocks"]:
            yes = any(s in b["text"] for s in g.get("with", []))
            no = any(s in b["text"] for s in g.get("without", []))
            labels.append(1 if yes and not no else 0 if no and not yes else -1)
        yield "p" + page["file"], page["blocks"], labels, g


# What a page whose whole text is known counts against one of which a few pieces are.
WHOLE = 8.0


def weights(labels, blocks, kind):
    """A page of the one kind counts as much in all as one of the other; longer blocks more than short ones."""
    size = np.array([min(len(WORD.findall(b["text"])), 60) for b in blocks], float)
    w = np.where(np.array(labels) >= 0, np.sqrt(size + 1), 0.0)
    total = w.sum() or 1.0
    return w / total * (WHOLE if kind == "w" else 1.0 + 0.25 * sum(l >= 0 for l in labels))


def learn(X, y, w, rounds, leaves, seed):
    model = HistGradientBoostingClassifier(max_iter=rounds, max_leaf_nodes=leaves, learning_rate=0.06, min_samples_leaf=12,
                                           l2_regularization=2.0, max_features=0.4, random_state=seed, early_stopping=False)
    return model.fit(X, y, sample_weight=w)


def choose(blocks, p, cut):
    """As `judge.rs` chooses: the blocks likely enough, nothing twice, no litter."""
    seen, out = set(), []
    for b, q in zip(blocks, p):
        if q < cut or b["litter"]:
            continue
        w = lower(b["text"])
        rs = [tuple(w[i:i + 4]) for i in range(len(w) - 3)]
        if len(w) >= 8 and sum(r in seen for r in rs) >= 0.9 * len(rs):
            continue
        seen.update(rs)
        out.append(b["text"])
    return "\n".join(out)


def score_whole(pages, texts):
    ps, rs = [], []
    for (_, _, _, body), text in zip(pages, texts):
        t, p = runs(body), runs(text)
        tp = sum((t & p).values())
        if p: ps.append(tp / sum(p.values()))
        if t: rs.append(tp / sum(t.values()))
    p, r = np.mean(ps), np.mean(rs)
    return p, r, 2 * p * r / (p + r)


def score_pieces(pages, texts):
    tp = fp = fn = 0
    for (_, _, _, g), text in zip(pages, texts):
        a = [s in text for s in g.get("with", [])]
        b = [s in text for s in g.get("without", [])]
        tp += sum(a); fn += len(a) - sum(a); fp += sum(b)
    p, r = tp / (tp + fp), tp / (tp + fn)
    return p, r, 2 * p * r / (p + r)


def expected(pages, P, cut):
    """How right the confidence is: the F1 expected of a page against its F1, by how sure the model is."""
    rows = []
    for (_, blocks, _, body), q in zip(pages, P):
        size = np.array([len(WORD.findall(b["text"])) for b in blocks], float)
        taken = (q >= cut) & ~np.array([b["litter"] for b in blocks], bool)
        told = 2 * (q * size)[taken].sum() / max(size[taken].sum() + (q * size).sum(), 1)
        t, p = runs(body), runs(choose(blocks, q, cut))
        rows.append((told, 2 * sum((t & p).values()) / max(sum(t.values()) + sum(p.values()), 1)))
    for low, high in ((0, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 1.01)):
        found = [f for told, f in rows if low <= told < high]
        if found:
            print("expected %.2f to %.2f: %d pages, F1 %.3f" % (low, high, len(found), np.mean(found)))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("whole"); ap.add_argument("pieces"); ap.add_argument("--shared", required=True); ap.add_argument("--out")
    ap.add_argument("--rounds", type=int, default=200); ap.add_argument("--leaves", type=int, default=8)
    ap.add_argument("--guess", type=float, default=0.3, help="weight of blocks without a label")
    ap.add_argument("--seed", type=int, default=1); ap.add_argument("--quick", action="store_true", help="do not look at unseen pages first")
    a = ap.parse_args()
    A, B = list(whole(a.shared, a.whole)), list(pieces(a.shared, a.pieces))
    pages = A + B
    X = [np.array([b["features"] for b in p[1]], np.float32) for p in pages]
    Y = [np.array(p[2]) for p in pages]
    W = [weights(p[2], p[1], p[0][0]) if p[1] else np.zeros(0) for p in pages]
    rng = np.random.RandomState(7)
    fold = rng.permutation(len(pages)) % 5
    now = ["\n".join(b["text"] for b in p[1] if b["kept"] and not b["litter"]) for p in pages]
    print("now      whole %.4f %.4f %.4f" % score_whole(A, now[:len(A)]), "  pieces %.4f %.4f %.4f" % score_pieces(B, now[len(A):]))

    def fit(which):
        def gather(Ys, Ws):
            keep = [i for i in which if len(X[i])]
            x, y, w = (np.concatenate([z[i] for i in keep]) for z in (X, Ys, Ws))
            m = (y >= 0) & (w > 0)
            return x[m], y[m], w[m]
        x, y, w = gather(Y, W)
        scale = len(y) / w.sum()
        first = learn(x, y, w * scale, a.rounds, a.leaves, a.seed)
        if not a.guess:
            return first
        Y2, W2 = list(Y), list(W)
        for i in which:
            if pages[i][0][0] == "p" and len(X[i]):
                q = first.predict_proba(X[i])[:, 1]
                free = Y[i] < 0
                sure = free & ((q > 0.9) | (q < 0.1))
                Y2[i] = np.where(sure, (q > 0.5).astype(int), Y[i])
                size = np.sqrt([min(len(WORD.findall(b["text"])), 60) + 1 for b in pages[i][1]])
                W2[i] = W[i] + np.where(sure, size / max(size[sure].sum(), 1) * a.guess, 0)
        x, y, w = gather(Y2, W2)
        return learn(x, y, w * (len(y) / w.sum()), a.rounds, a.leaves, a.seed)

    P = [None] * len(pages)
    for k in range(0 if a.quick else 5):
        model = fit([i for i in range(len(pages)) if fold[i] != k])
        for i in np.where(fold == k)[0]:
            P[i] = model.predict_proba(X[i])[:, 1] if len(X[i]) else np.zeros(0)
    for cut in () if a.quick else (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        texts = [choose(p[1], q, cut) for p, q in zip(pages, P)]
        print("cut %.2f whole %.4f %.4f %.4f" % ((cut,) + score_whole(A, texts[:len(A)])), "  pieces %.4f %.4f %.4f" % score_pieces(B, texts[len(A):]))
    if not a.quick:
        expected(A, P, 0.6)
    if a.out:
        write(fit(range(len(pages))), a.out)


def write(model, path):
    """The trees as a list of nodes each: feature, threshold, left, right, or a leaf's value."""
    trees = []
    for (tree,) in model._predictors:
        nodes = []
        for n in tree.nodes:
            nodes.append([round(float(n["value"]), 5)] if n["is_leaf"] else
                         [int(n["feature_idx"]), float(np.float32(n["num_threshold"])), int(n["left"]), int(n["right"])])
        trees.append(nodes)
    with open(path, "w") as f:
        json.dump({"base": round(float(model._baseline_prediction.ravel()[0]), 6), "trees": trees}, f, separators=(",", ":"))
        f.write("\n")
    print(len(trees), "trees,", os.path.getsize(path), "bytes")


if __name__ == "__main__":
    main()
