"""Quick figures while a model is trained: for choosing, not for reporting."""
import random
import torch
import gold as G
from batching import anchor_inputs, build, collate, mean_of, windows
from settings import IN_GROUP, UPOS, XPOS, a, data


@torch.no_grad()
def evaluate(model):
    """Quick figures on the part of train kept aside (attributions) and GUM dev: for choosing, not for reporting."""
    model.eval()
    rng = random.Random(0)
    if a.gold:
        return evaluate_gold(model)
    tp = fp = fn = 0
    hit = {1: [0, 0, 0], 2: [0, 0, 0]}
    for doc in data["polnear_kept"][:40]:
        for i, j in windows(doc, rng):
            row = build(doc, i, j, rng, 0)
            c = collate([row])
            h = model.words(c["ids"], c["shape"], c["quote"], c["first"], c["mask"])
            pred = set((model.cue(h)[0].argmax(1) == 1).nonzero()[:, 0].tolist())
            gold = {s["cue"][0] - i for s in doc["statements"] if s["cue"] and i <= s["cue"][0] < j}
            tp += len(pred & gold); fp += len(pred - gold); fn += len(gold - pred)
            cues, want = [], []
            for s in doc["statements"]:
                if s["cue"] and all(i <= t < j for r in ("cue", "source", "content") for t in s[r]):
                    cues.append((0, s["cue"][0] - i, s["cue"][-1] + 1 - i)); want.append(s)
            if cues:
                inputs, at = anchor_inputs(model, h, [row], [(*c, 0) for c in cues])
                got = model.link(*inputs)[:, :, :3].argmax(2)
                for k, s in enumerate(want):
                    for label, role in ((1, "source"), (2, "content")):
                        p = {int(at[k, x]) + i for x in range(at.shape[1]) if inputs[5][k, x] and got[k, x] == label}
                        g = set(s[role])
                        hit[label][0] += len(p & g); hit[label][1] += len(p); hit[label][2] += len(g)
    arc = arc_n = pos = 0
    ante = ante_n = name_ok = name_n = name_p = 0
    for doc in data["gum_dev"] + data["ewt_dev"][:60]:
        for i, j in windows(doc, rng):
            row = build(doc, i, j, rng, 0)
            c = collate([row])
            h = model.words(c["ids"], c["shape"], c["quote"], c["first"], c["mask"])
            sent = torch.tensor([[s if s >= 0 else -2 - k for k, s in enumerate(doc["sentence"][i:j])]])
            heads = model.arcs(h, sent)[0].argmax(1).tolist()
            x = model.xpos(h)[0].argmax(1).tolist()
            for k in range(j - i):
                g = doc["head"][i + k]
                if i <= g < j:
                    arc_n += 1; arc += heads[k] == g - i; pos += XPOS[x[k]] == doc["xpos"][i + k]
            if "mention" in doc:
                nm = model.name(h)[0].argmax(1).tolist()
                for k in range(j - i):
                    name_ok += nm[k] > 0 and nm[k] == doc["name"][i + k]; name_n += doc["name"][i + k] > 0; name_p += nm[k] > 0
                m = [k for k, t in enumerate(doc["mention"][i:j]) if t]
                if len(m) > 1:
                    v = h[0, m]
                    best = model.antecedents(model.ante_query(v), model.ante_key(v)).argmax(1).tolist()
                    cl = [doc["cluster"][i + k] for k in m]
                    for k in range(len(m)):
                        if cl[k] in cl[:k]:
                            ante_n += 1; ante += best[k] < k and cl[best[k]] == cl[k]
    model.train()
    f = lambda tp, p, g: round(200 * tp / max(p + g, 1), 1)
    return {"cue_f1": f(tp, tp + fp, tp + fn), "source_f1": f(*hit[1]), "content_f1": f(*hit[2]), "uas": round(100 * arc / max(arc_n, 1), 1), "xpos": round(100 * pos / max(arc_n, 1), 1), "name_f1": f(name_ok, name_p, name_n), "antecedent": round(100 * ante / max(ante_n, 1), 1)}


@torch.no_grad()
def evaluate_gold(model):
    """Figures on the gold kept aside (dev where nothing is): cues; events by type at several thresholds; words of the roles; acts; antecedents."""
    model.eval()
    docs = data.get("gold_kept") or data["gold_dev"]
    return figures(model, docs) | {"other": {k: v for k, v in figures(model, data["other_dev"]).items() if k in ("cue_f1", "source", "content", "act", "addressee", "event_0.3")} if data.get("other_dev") else {}} | {"german": trees(model, data.get("trees_dev", []))}


def trees(model, docs):
    """Shares right of heads and parts of speech, and of the words that are surely in no name those that are in none."""
    arc = upos = n = outside = sure = 0
    for doc in docs:
        for i, j in windows(doc, random.Random(0)):
            c = collate([build(doc, i, j, random, 0)])
            h = model.words(c["ids"], c["shape"], c["quote"], c["first"], c["mask"]).float()
            sentence = torch.tensor([[s if s >= 0 else -2 - k for k, s in enumerate(doc["sentence"][i:j])]])
            heads, tags, names = model.arcs(h, sentence)[0].argmax(1).tolist(), model.upos(h)[0].argmax(1).tolist(), model.name(h)[0].argmax(1).tolist()
            for k in range(j - i):
                if i <= doc["head"][i + k] < j:
                    n += 1; arc += heads[k] == doc["head"][i + k] - i; upos += UPOS[tags[k]] == doc["upos"][i + k]
                if doc["name"][i + k] == 0:
                    sure += 1; outside += names[k] == 0
    return {k: round(100 * x / max(y, 1), 1) for k, x, y in (("heads", arc, n), ("upos", upos, n), ("no name", outside, sure))}


def figures(model, docs):
    was = model.training
    model.eval()
    cue = [0, 0, 0]; thresholds = (0.2, 0.3, 0.4, 0.5); event = {t: [0, 0, 0] for t in thresholds}
    roles = {k: [0, 0, 0] for k in ("source", "content", "addressee", "when", "occasion", "event source", "event target", "place", "event when")}
    act = act_n = who = who_n = status = status_n = 0
    count = lambda x, p, g: (x.__setitem__(0, x[0] + len(p & g)), x.__setitem__(1, x[1] + len(p)), x.__setitem__(2, x[2] + len(g)))
    for doc in docs:
        for i, j in windows(doc, random.Random(0)):
            row = build(doc, i, j, random, 0)
            c = collate([row])
            h = model.words(c["ids"], c["shape"], c["quote"], c["first"], c["mask"]).float()
            # A word counts in the window that sees it from farther inside.
            lo, hi = i + (12 if i else 0), j - (12 if j < len(doc["words"]) else 0)
            own = lambda t: lo <= t < hi
            p = model.cue(h)[0].softmax(1)[:, 1]
            pred = {i + k for k in (p > 0.35).nonzero()[:, 0].tolist() if own(i + k)}
            gold = {s["cue"][0] for s in doc["statements"] if s["cue"] and own(s["cue"][0]) and not s["optional"]}
            soft = {t for s in doc["statements"] for t in s["cue"]}
            count(cue, {t for t in pred if t in gold or t not in soft}, gold)
            scores = model.event(h)[0].softmax(1)
            for t in thresholds:
                best = scores[:, 1:].max(1)
                found = {(i + k, int(best.indices[k])) for k in (best.values > t).nonzero()[:, 0].tolist() if own(i + k)}
                wanted = [e for e in doc["events"] if own(e["head"])]
                hits = set()
                for w, kind in found:
                    near = [n for n, e in enumerate(wanted) if w in e["anchor"]]
                    same = [n for n in near if wanted[n]["type"] == kind]
                    if same and not wanted[same[0]]["optional"]:
                        hits.add(same[0])
                    elif not any(wanted[n]["optional"] for n in near) and not (same and same[0] in hits):
                        event[t][1] += 1
                event[t][0] += len(hits); event[t][1] += len(hits); event[t][2] += sum(not e["optional"] for e in wanted)
            anchors, want = [], []
            for s in doc["statements"]:
                if s["cue"] and own(s["cue"][0]) and all(i <= t < j for r in ("cue", "source", "content") for t in s[r]):
                    anchors.append((0, s["cue"][0] - i, s["cue"][-1] + 1 - i, 0)); want.append(s)
            for e in doc["events"]:
                if own(e["head"]):
                    anchors.append((0, e["head"] - i, e["head"] - i + 1, e["type"] + 1)); want.append(e)
                    status += int(model.status(h[0, e["head"] - i])[:6].argmax()) == e["status"]; status_n += 1
            if anchors:
                inputs, at = anchor_inputs(model, h, [row], anchors)
                out = model.link(*inputs)
                for k, s in enumerate(want):
                    ok = inputs[5][k]
                    words = lambda test: {int(at[k, x]) + i for x in (test & ok).nonzero()[:, 0].tolist()}
                    if anchors[k][3]:
                        for n, role, col in ((0, "event source", 6), (1, "event target", 7), (2, "place", 8), (3, "event when", 4)):
                            g = {t for t in s[G.EVENT_ROLES[n]] if i <= t < j}
                            if g or n > 1 or not s["names"][n]:
                                count(roles[role], words(out[k, :, col] > 0), g)
                    else:
                        best = out[k, :, :3].argmax(1)
                        count(roles["source"], words(best == 1), set(s["source"])); count(roles["content"], words(best == 2), set(s["content"]))
                        for n, role in enumerate(G.STATEMENT_ROLES):
                            count(roles[role], words(out[k, :, 3 + n] > 0), {t for t in s[role] if i <= t < j})
                        vectors = [mean_of(h, 0, [t - i for t in s[r]]).unsqueeze(0) for r in ("cue", "content", "source")]
                        if s["group"] >= 0:
                            got = model.acts(*vectors)[0].softmax(0)
                            act += max(range(6), key=lambda g: float(got[IN_GROUP[g]].sum())) == s["group"]; act_n += 1
            m = [(t, e) for t, e in doc["entities"] if i <= t < j]
            if len(m) > 1:
                v = h[0, [t - i for t, _ in m]]
                ante = model.antecedents(model.ante_query(v), model.ante_key(v))
                for k, (t, e) in enumerate(m):
                    earlier = [x for x in range(k) if m[x][1] != -2]
                    if e >= 0 and own(t) and any(m[x][1] == e for x in earlier) and not any(m[x][0] == t - 1 and m[x][1] == e for x in earlier):
                        who_n += 1; who += m[max(earlier, key=lambda x: float(ante[k, x]))][1] == e
    model.train(was)
    f = lambda x: round(200 * x[0] / max(x[1] + x[2], 1), 1)
    return {"cue_f1": f(cue)} | {f"event_{t}": (f(x), round(100 * x[0] / max(x[1], 1)), round(100 * x[0] / max(x[2], 1))) for t, x in event.items()} | {k: f(x) for k, x in roles.items()} | {
        "act": round(100 * act / max(act_n, 1), 1), "status": round(100 * status / max(status_n, 1), 1), "who": round(100 * who / max(who_n, 1), 1), "who_n": who_n}
