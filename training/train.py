"""Trains the reader model. Two cores suffice.

    python training/train.py --data DATA.pkl --encoder DIR --out DIR

One optimiser step reads one batch of one corpus: attributions (PolNeAR), trees (EWT), trees with entities and
coreference (GUM). The learning rate falls linearly over the steps, or over --minutes if they run out first.
"""
import argparse, json, os, pickle, random, time
import torch
import torch.nn.functional as F
import network as N
import corpora as C
import distill as D
import workers as W

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--data", required=True); ap.add_argument("--encoder", help="folder of the encoder to begin with, where there is no --teacher"); ap.add_argument("--out", required=True)
ap.add_argument("--window", type=int, default=320); ap.add_argument("--batch", type=int, default=4)
ap.add_argument("--epochs", type=float, default=5, help="epochs of PolNeAR"); ap.add_argument("--own", type=float, default=0, help="epochs of our own passages"); ap.add_argument("--gum", type=float, default=6); ap.add_argument("--ewt", type=float, default=2)
ap.add_argument("--lr", type=float, default=2.2e-4); ap.add_argument("--head-lr", type=float, default=1e-3)
ap.add_argument("--minutes", type=float, default=95); ap.add_argument("--seed", type=int, default=11); ap.add_argument("--threads", type=int, default=2)
ap.add_argument("--resume", help="a checkpoint whose weights to go on from")
ap.add_argument("--frozen", type=int, default=0, help="lowest encoder layers to leave as they are")
ap.add_argument("--teacher", help="a folder like model/: train a smaller model with this one's help (see distill.py)")
ap.add_argument("--begin", help="a folder like model/fast/: a smaller model to go on from, instead of cutting one out of the teacher")
ap.add_argument("--layers", default="0,2,5", help="the layers, of the teacher or of --begin, that the smaller model's are cut out of")
ap.add_argument("--heads", type=int, default=6); ap.add_argument("--ffn", type=int, default=512)
ap.add_argument("--link-heads", type=int, default=N.LINK_HEADS); ap.add_argument("--link-ffn", type=int, default=N.LINK_FFN)
ap.add_argument("--dropout", type=float, default=0.1); ap.add_argument("--hide", type=float, default=0.04, help="share of words hidden behind the mask sign")
ap.add_argument("--plain", type=float, default=0, help="epochs of the texts without labels, for a smaller model")
ap.add_argument("--taught", type=float, default=3, help="weight of the distance to the teacher's word vectors")
ap.add_argument("--half", action="store_true", help="products of encoder and link head in bfloat16: twice as fast where the processor has it")
ap.add_argument("--links", type=int, default=0, help="cues of a batch that the link head is trained on; 0 is all")
ap.add_argument("--workers", type=int, default=1, help="processes that each train on batches of their own and take the mean of their weights every --sync steps; ends by --minutes")
ap.add_argument("--sync", type=int, default=10); ap.add_argument("--save", type=int, default=1200, help="steps between two checkpoints")
ap.add_argument("--look", type=int, default=1200, help="steps between two looks at the figures")
ap.add_argument("--steps", type=int, default=0, help="stop early (for a trial)")
a = ap.parse_args()
random.seed(a.seed); torch.manual_seed(a.seed); torch.set_num_threads(a.threads)
os.makedirs(a.out, exist_ok=True)
data = pickle.load(open(a.data, "rb"))
XPOS, UPOS, REL = data["xpos"], data["upos"], data["rel"]
xpos_id, upos_id, rel_id = ({k: i for i, k in enumerate(v)} for v in (XPOS, UPOS, REL))
TAUGHT = ("polnear_train", "own_train", "gum_train", "ewt_train", "plain")
SHAPE_PARAGRAPH, CLS, SEP, MASK = 10, 101, 102, 103


def half():
    return torch.autocast("cpu", torch.bfloat16, enabled=a.half)


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


def attribution_loss(model, rows, h, rng, teacher=None):
    n = max(len(r["first"]) for r in rows)
    cue_gold = torch.full((len(rows), n), -100); role_gold = torch.full((len(rows), n), -100)
    cues, golds = [], []
    for b, row in enumerate(rows):
        doc, i, j = row["doc"], row["i"], row["j"]
        width = j - i
        cue_gold[b, :width] = 0; role_gold[b, :width] = 0
        for s in doc["statements"]:
            for role, label in (("source", 1), ("content", 2)):
                for t in s[role]:
                    if i <= t < j:
                        role_gold[b, t - i] = label
        for s in doc["statements"]:
            c = [t - i for t in s["cue"] if i <= t < j]
            if not c:
                continue
            cue_gold[b, c[0]] = 1
            for t in c[1:]:
                cue_gold[b, t] = 2
            whole = all(i <= t < j for role in ("cue", "source", "content") for t in s[role])
            if whole:
                labels = {t - i: 1 for t in s["source"]} | {t - i: 2 for t in s["content"]}
                cues.append((b, c[0], c[-1] + 1)); golds.append(labels)
        # At a cut the reader sees half a sentence; what it says there is not used, so it is not trained.
        if i > 0:
            cue_gold[b, :12] = -100
        if j < len(doc["words"]):
            cue_gold[b, max(width - 12, 0):width] = -100
    logits = model.cue(h)
    cue_loss = F.cross_entropy(logits.flatten(0, 1), cue_gold.flatten())
    role_loss = F.cross_entropy(model.role(h).flatten(0, 1), role_gold.flatten())
    # Words that look like a cue and are none teach the link head to find nothing.
    with torch.no_grad():
        p = logits.softmax(2)[:, :, 1].masked_fill(cue_gold != 0, 0.0)
        for b in range(len(rows)):
            for t in p[b].topk(2).indices.tolist():
                if p[b, t] > 0.02:
                    cues.append((b, t, t + 1)); golds.append({})
    if a.links and len(cues) > a.links:
        cues, golds = zip(*rng.sample(list(zip(cues, golds)), a.links))
    if cues:
        *inputs, at = link_inputs(model, h, rows, cues)
        with half():
            out = model.link(*inputs).float()
        valid = inputs[-1]
        gold = torch.zeros(at.shape, dtype=torch.long)
        for k, labels in enumerate(golds):
            f = cues[k][1]
            for t, label in labels.items():
                if 0 <= t - f + N.BEFORE < N.BEFORE + N.AFTER:
                    gold[k, t - f + N.BEFORE] = label
        gold[~valid] = -100
        link_loss = F.cross_entropy(out.flatten(0, 1), gold.flatten())
        if teacher:
            with torch.no_grad():
                *theirs, _ = link_inputs(teacher, D.taught(rows, h.shape[1])[0], rows, cues)
                with half():
                    said = teacher.link(*theirs).float().log_softmax(2)
            told = F.kl_div(out.log_softmax(2), said, reduction="none", log_target=True).sum(2)[valid].mean()
            link_loss = link_loss + told
    else:
        link_loss = torch.zeros(())
    return 2 * cue_loss + 3 * link_loss + 0.5 * role_loss, {"cue": cue_loss.item(), "link": link_loss.item()}


def ids_of(row, key, table):
    return [table.get(x, -100) if x else -100 for x in row["doc"][key][row["i"]:row["j"]]]


def tree_loss(model, rows, h):
    n = max(len(r["first"]) for r in rows)
    fill = lambda values, v: torch.tensor([x + [v] * (n - len(x)) for x in values])
    xpos = fill([ids_of(r, "xpos", xpos_id) for r in rows], -100); upos = fill([ids_of(r, "upos", upos_id) for r in rows], -100)
    sentence = fill([[s if s >= 0 else -2 - k for k, s in enumerate(r["doc"]["sentence"][r["i"]:r["j"]])] for r in rows], -100000)
    heads = fill([[x - r["i"] if r["i"] <= x < r["j"] else -100 for x in r["doc"]["head"][r["i"]:r["j"]]] for r in rows], -100)
    rel = fill([ids_of(r, "rel", rel_id) for r in rows], -100)
    rel[heads == -100] = -100
    loss = F.cross_entropy(model.xpos(h).flatten(0, 1), xpos.flatten()) + 0.3 * F.cross_entropy(model.upos(h).flatten(0, 1), upos.flatten())
    arcs = F.cross_entropy(model.arcs(h, sentence).flatten(0, 1), heads.flatten())
    rels = F.cross_entropy(model.relations(h, heads.clamp(min=0)).flatten(0, 1), rel.flatten())
    loss = loss + arcs + 0.7 * rels
    parts = {"arc": arcs.item()}
    if "mention" in rows[0]["doc"]:
        part = lambda key: fill([r["doc"][key][r["i"]:r["j"]] for r in rows], -100)
        loss = loss + F.cross_entropy(model.mention(h).flatten(0, 1), part("mention").flatten()) + 1.5 * F.cross_entropy(model.name(h).flatten(0, 1), part("name").flatten())
        total, count = torch.zeros(()), 0
        for b, r in enumerate(rows):
            m = [k for k, x in enumerate(r["doc"]["mention"][r["i"]:r["j"]]) if x]
            if len(m) < 2:
                continue
            c = torch.tensor([r["doc"]["cluster"][r["i"] + k] for k in m])
            v = h[b, m]
            scores = model.antecedents(model.ante_query(v), model.ante_key(v)).log_softmax(1)
            same = (c[:, None] == c[None, :]) & (torch.arange(len(m))[:, None] > torch.arange(len(m))[None, :])
            none = ~same.any(1)
            good = same | (torch.eye(len(m), dtype=torch.bool) & none[:, None])
            total = total - scores.masked_fill(~good, -1e4).logsumexp(1).sum()
            count += len(m)
        if count:
            loss = loss + 0.7 * total / count
            parts["ante"] = total.item() / count
    return 0.7 * loss, parts


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
    for name, epochs in (("polnear_train", a.epochs), ("own_train", a.own), ("gum_train", a.gum), ("ewt_train", a.ewt), ("plain", a.plain)):
        todo = []
        while epochs > 0:
            b = batches(data[name], 0, rng, 4 * a.batch if name == "own_train" else a.batch)
            todo += b[:int(len(b) * min(1, epochs))]
            epochs -= 1
        # Spread evenly over the run.
        steps += [((k + rng.random()) / len(todo), name, b) for k, b in enumerate(todo)]
    return sorted(steps, key=lambda s: s[0])


@torch.no_grad()
def evaluate(model):
    """Quick figures on the part of train kept aside (attributions) and GUM dev: for choosing, not for reporting."""
    model.eval()
    rng = random.Random(0)
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
                *inputs, at = link_inputs(model, h, [row], cues)
                got = model.link(*inputs).argmax(2)
                for k, s in enumerate(want):
                    for label, role in ((1, "source"), (2, "content")):
                        p = {int(at[k, x]) + i for x in range(at.shape[1]) if inputs[-1][k, x] and got[k, x] == label}
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


def main():
    rng = random.Random(a.seed)
    size, teacher = {}, None
    if a.teacher:
        teacher, labels, _ = D.read(a.teacher)
        assert [labels[k] for k in ("xpos", "upos", "rel")] == [XPOS, UPOS, REL], "the teacher's labels are not the data's"
        cut = lambda doc: windows(doc, rng)
        one = lambda doc, i, j: build(doc, i, j, rng, 0)
        of = [int(x) for x in a.layers.split(",")]
        size = {"layers": len(of), "heads": a.heads, "ffn": a.ffn, "link_heads": a.link_heads, "link_ffn": a.link_ffn}
        larger = D.read(a.begin, a.teacher)[0] if a.begin else teacher

        def look():
            for doc in rng.sample(data["polnear_train"], 40):
                row = one(doc, *cut(doc)[0])
                c = collate([row])
                h = larger.words(c["ids"], c["shape"], c["quote"], c["first"], c["mask"])
                cues = [(0, w, w + 1) for w in (larger.cue(h)[0].argmax(1) == 1).nonzero()[:, 0].tolist()]
                if cues:
                    larger.link(*link_inputs(larger, h, [row], cues)[0:6])

        model = D.student(larger, labels, of, size, a.dropout, look)
        with half():
            D.remember(teacher, [d for k, v in data.items() if k in TAUGHT for d in v], cut, one, collate, f"{a.data}.{D.name(a.teacher)}.taught")
    else:
        model = N.Reader(len(XPOS), len(UPOS), len(REL), len(C.MENTIONS), len(C.NAMES))
        model.encoder.load(os.path.join(a.encoder, "model.safetensors"))
    if a.resume:
        model.load_state_dict(torch.load(a.resume, weights_only=False)["state"])
    if a.frozen:
        for part in [model.encoder.shape, model.encoder.quote, model.encoder.norm, *model.encoder.layers[:a.frozen]]:
            part.requires_grad_(False)
    encoder = [p for n, p in model.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW([{"params": encoder, "lr": a.lr}, {"params": heads, "lr": a.head_lr}], weight_decay=0.01, fused=True)
    rank = W.split(a.workers)
    rng.seed(a.seed + 1000 * rank); torch.manual_seed(a.seed + 1000 * rank)
    steps = plan(rng)
    print(json.dumps({"steps": len(steps), "args": vars(a)}), flush=True)
    average = {k: v.detach().clone() for k, v in model.named_parameters() if v.requires_grad}
    start = time.time()
    log = open(os.path.join(a.out, f"log-{rank}.jsonl" if rank else "log.jsonl"), "w")
    pieces = 0
    parts, counted = {}, {}

    def save():
        state = {k: v.detach().clone() for k, v in model.state_dict().items()}
        state.update(average)
        torch.save({"state": state, "xpos": XPOS, "upos": UPOS, "rel": REL, "mentions": C.MENTIONS, "names": C.NAMES, "args": vars(a), "size": size}, os.path.join(a.out, "reader.pt"))

    model.train()
    trained = encoder + heads
    for step, (_, corpus, batch) in enumerate(steps):
        if step % a.sync == 0 or a.workers == 1:
            done = W.agree(trained, max(step / len(steps), (time.time() - start) / (60 * a.minutes)))
        if done >= 1:
            break
        factor = min(1, (step + 1) / 150) * (1 - done)
        for group, lr in zip(optimiser.param_groups, (a.lr, a.head_lr)):
            group["lr"] = lr * factor
        rows = [build(doc, i, j, rng, a.hide) for doc, i, j in batch]
        c = collate(rows)
        with half():
            h = model.words(c["ids"], c["shape"], c["quote"], c["first"], c["mask"]).float()
        loss, info = torch.zeros(()), {}
        if corpus in ("gum_train", "ewt_train"):
            loss, info = tree_loss(model, rows, h)
        elif corpus != "plain":
            loss, info = attribution_loss(model, rows, h, rng, teacher)
        if teacher:
            vectors, cues = D.taught_loss(model, teacher, rows, h)
            loss = loss + a.taught * vectors + 2 * cues
            info |= {"vectors": vectors.item(), "told": cues.item()}
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        decay = min(0.998, (step + 1) / (step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(average.values()), [p for p in model.parameters() if p.requires_grad], 1 - decay)
        pieces += sum(len(r["ids"]) for r in rows)
        for k, v in info.items():
            parts[k] = parts.get(k, 0) + v; counted[k] = counted.get(k, 0) + 1
        if (step + 1) % 100 == 0:
            row = {"step": step + 1, "of": len(steps), "minutes": round((time.time() - start) / 60, 2), "pieces_per_s": round(pieces / (time.time() - start))}
            row |= {k: round(v / counted[k], 4) for k, v in parts.items()}
            parts, counted = {}, {}
            if (step + 1) % a.save == 0 and rank == 0:
                save()
            if (step + 1) % a.look == 0:
                live = {k: v.detach().clone() for k, v in model.named_parameters() if v.requires_grad}
                with torch.no_grad():
                    for k, v in model.named_parameters():
                        if k in average: v.copy_(average[k])
                row |= evaluate(model)
                with torch.no_grad():
                    for k, v in model.named_parameters():
                        if k in live: v.copy_(live[k])
            print(json.dumps(row), flush=True); log.write(json.dumps(row) + "\n"); log.flush()
        if a.steps and step + 1 >= a.steps:
            break
    if rank:
        return
    save()
    with torch.no_grad():
        for k, v in model.named_parameters():
            if k in average: v.copy_(average[k])
    row = {"step": step + 1, "final": True, "minutes": round((time.time() - start) / 60, 2)} | evaluate(model)
    print(json.dumps(row), flush=True); log.write(json.dumps(row) + "\n")


main()
