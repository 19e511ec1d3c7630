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
import gold as G
import distill as D
import workers as W

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--data", required=True); ap.add_argument("--encoder", help="folder of the encoder to begin with, where there is no --teacher"); ap.add_argument("--out", required=True)
ap.add_argument("--window", type=int, default=320); ap.add_argument("--batch", type=int, default=4)
ap.add_argument("--epochs", type=float, default=5, help="epochs of PolNeAR"); ap.add_argument("--own", type=float, default=0, help="epochs of our own passages"); ap.add_argument("--gum", type=float, default=6); ap.add_argument("--ewt", type=float, default=2)
ap.add_argument("--gold", type=float, default=0, help="epochs of the gold of whole articles"); ap.add_argument("--sentences", type=float, default=0, help="epochs of sentences with an event"); ap.add_argument("--gap", type=float, default=0, help="epochs of GAP's pronouns")
ap.add_argument("--trees", type=float, default=0, help="epochs of German and Russian trees")
ap.add_argument("--corrected", type=float, default=0, help="epochs of articles of which some statements are corrected (see retrain.py)")
ap.add_argument("--ner", type=float, default=0, help="epochs of sentences with marked names"); ap.add_argument("--other", type=float, default=0, help="epochs of the gold in other languages")
ap.add_argument("--of", help="the layers of --encoder that the model's are, where they are not its first ones")
ap.add_argument("--say", help="write what --parser says of the documents' words to this file, for a --said, and end")
ap.add_argument("--said", help="what a model with another vocabulary says of the documents' words (see --say): in place of a --parser, and for all words of PolNeAR too")
ap.add_argument("--parser", help="a checkpoint that says what the gold's words are, in place of the one that is gone on from")
ap.add_argument("--fold", type=int, default=-1, help="keep this fifth of the gold aside and look at it"); ap.add_argument("--aside", help="with --fold: a file of the articles' names to keep aside, so that they stay the same as the gold grows"); ap.add_argument("--share", type=float, default=1, help="share of the gold to train on, for a learning curve")
ap.add_argument("--event", type=float, default=2, help="weight of the events' anchors"); ap.add_argument("--roles", type=float, default=20, help="weight of the roles beside source and content")
ap.add_argument("--lr", type=float, default=2.2e-4); ap.add_argument("--head-lr", type=float, default=1e-3)
ap.add_argument("--warm", type=int, default=150, help="steps over which the learning rate rises")
ap.add_argument("--minutes", type=float, default=95); ap.add_argument("--seed", type=int, default=11); ap.add_argument("--threads", type=int, default=2)
ap.add_argument("--resume", help="a checkpoint whose weights and size to go on from")
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
ap.add_argument("--average", type=float, default=0.998, help="how slowly the running mean of the weights, which is what is kept, follows them: less for a short run")
ap.add_argument("--steps", type=int, default=0, help="stop early (for a trial)")
a = ap.parse_args()
random.seed(a.seed); torch.manual_seed(a.seed); torch.set_num_threads(a.threads)
os.makedirs(a.out, exist_ok=True)
data = pickle.load(open(a.data, "rb"))
XPOS, UPOS, REL = data["xpos"], data["upos"], data["rel"]
ACTS = [act for act, _ in data["acts"]]
IN_GROUP = [torch.tensor([k for k, (_, g) in enumerate(data["acts"]) if g == group]) for group in G.GROUPS]
xpos_id, upos_id, rel_id = ({k: i for i, k in enumerate(v)} for v in (XPOS, UPOS, REL))
TAUGHT = ("polnear_train", "own_train", "gum_train", "ewt_train", "plain", "gold_train", "events", "gap")
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


def anchor_inputs(model, h, rows, anchors):
    """anchors: (row number, first word, end word, frame), as window indexes."""
    *inputs, at = link_inputs(model, h, rows, [x[:3] for x in anchors])
    return (*inputs, torch.tensor([x[3] for x in anchors])), at


def mean_of(h, row, words):
    return h[row, words].mean(0) if words else torch.zeros(h.shape[2])


def over(scores, gold):
    """Mean cross-entropy over the words that have a label; 0 where none has."""
    return F.cross_entropy(scores.flatten(0, 1), gold.flatten(), reduction="sum") / (gold >= 0).sum().clamp(min=1)


def attribution_loss(model, rows, h, rng, corpus, teacher=None):
    """Statements and events: their anchors, the roles of the words around each, what is done in saying it, an event's status."""
    n = max(len(r["first"]) for r in rows)
    # PolNeAR marks no statement inside another: what looks like a cue inside a content may be one.
    flat, gold = corpus == "polnear_train", corpus in ("gold_train", "other_train", "corrected")
    cue_gold = torch.full((len(rows), n), -100); role_gold = torch.full((len(rows), n), -100); event_gold = torch.full((len(rows), n), -100)
    anchors, golds, acts, statuses = [], [], [], []
    for b, row in enumerate(rows):
        doc, i, j = row["doc"], row["i"], row["j"]
        width = j - i
        inside = lambda words: all(i <= t < j for t in words)
        cue_gold[b, :width] = 0; role_gold[b, :width] = 0
        if gold and corpus != "corrected":
            event_gold[b, :width] = 0
        for s in doc["statements"]:
            for role, label in (("source", 1), ("content", 2)):
                for t in s[role]:
                    if i <= t < j:
                        role_gold[b, t - i] = label
                        if flat and label == 2:
                            cue_gold[b, t - i] = -100
        # Where readers differ whether there is a statement or an event, the model may say either.
        for s in doc["statements"]:
            for t in s["cue"]:
                if i <= t < j and s.get("optional"):
                    cue_gold[b, t - i] = -100
        for s in doc["statements"]:
            c = [t - i for t in s["cue"] if i <= t < j]
            if not c:
                continue
            if not s.get("optional"):
                cue_gold[b, c[0]] = 1
                for t in c[1:]:
                    cue_gold[b, t] = 2
            if inside(s["cue"] + s["source"] + s["content"]):
                labels = {(t - i, 0): 1 for t in s["source"]} | {(t - i, 0): 2 for t in s["content"]}
                for k, role in enumerate(G.STATEMENT_ROLES):
                    labels |= {(t - i, 1 + k): 1 for t in s.get(role, [])}
                # A told addressee or day of which no words are known teaches nothing of it.
                unknown = {1} if s.get("told") and not s.get("addressee") else set()
                unknown |= {2} if s.get("day") and not s.get("when") else set()
                anchors.append((b, c[0], c[-1] + 1, 0)); golds.append((labels, {1, 2, 3} - unknown if gold else set()))
                if gold and s["group"] >= 0:
                    acts.append((b, c, [t - i for t in s["content"]], [t - i for t in s["source"]], s["act"], s["group"]))
        for t in [t for e in doc.get("events", []) for t in e["anchor"]] + doc.get("again", []):
            if i <= t < j:
                event_gold[b, t - i] = -100
        # Of words that nobody has judged nothing is known.
        for t in doc.get("unjudged", []):
            if i <= t < j:
                cue_gold[b, t - i] = -100
                if not role_gold[b, t - i]:
                    role_gold[b, t - i] = -100
        for e in doc.get("events", []):
            if not e["optional"] and i <= e["head"] < j:
                event_gold[b, e["head"] - i] = e["type"] + 1
            words = [t for k in G.EVENT_ROLES for t in e[k]]
            if i <= e["head"] < j and inside(words):
                labels = {}
                for k, role in enumerate(G.EVENT_ROLES):
                    labels |= {(t - i, (4, 5, 6, 2)[k]): 1 for t in e[role]}
                # A party that is only understood here is not told by any word: silence about it is no answer.
                known = {4 + k for k in range(2) if e[G.EVENT_ROLES[k]] or not e["names"][k]} | {2, 6}
                anchors.append((b, e["head"] - i, e["head"] - i + 1, e["type"] + 1)); golds.append((labels, known))
                statuses.append((b, e["head"] - i, e["status"], e["mutual"]))
        # At a cut the reader sees half a sentence; what it says there is not used, so it is not trained.
        edges = ([slice(0, 12)] if i > 0 else []) + ([slice(max(width - 12, 0), width)] if j < len(doc["words"]) else [])
        for edge in edges:
            cue_gold[b, edge] = -100; event_gold[b, edge] = -100
    logits = model.cue(h)
    cue_loss = over(logits, cue_gold)
    role_loss = over(model.role(h), role_gold)
    info = {"cue": cue_loss.item()}
    loss = 2 * cue_loss + 0.5 * role_loss
    if gold:
        event_loss = over(model.event(h), event_gold)
        info["event"] = event_loss.item()
        loss = loss + a.event * event_loss
    if statuses:
        said = model.status(torch.stack([h[b, t] for b, t, _, _ in statuses]))
        loss = loss + 0.3 * F.cross_entropy(said[:, :6], torch.tensor([x[2] for x in statuses]), label_smoothing=0.05)
        loss = loss + 0.3 * F.binary_cross_entropy_with_logits(said[:, 6], torch.tensor([float(x[3]) for x in statuses]))
    if acts:
        vectors = [torch.stack([mean_of(h, x[0], x[k]) for x in acts]) for k in (1, 2, 3)]
        said = model.acts(*vectors).log_softmax(1)
        group = torch.stack([said[k, IN_GROUP[x[5]]].logsumexp(0) for k, x in enumerate(acts)])
        act = torch.stack([said[k, x[4]] for k, x in enumerate(acts) if x[4] >= 0]) if any(x[4] >= 0 for x in acts) else torch.zeros(1)
        act_loss = -group.mean() - 0.5 * act.mean()
        info["act"] = act_loss.item()
        loss = loss + 0.5 * act_loss
    # Words that look like a cue and are none teach the link head to find nothing.
    with torch.no_grad():
        p = logits.softmax(2)[:, :, 1].masked_fill(cue_gold != 0, 0.0)
        for b in range(len(rows)):
            for t in p[b].topk(2).indices.tolist():
                if p[b, t] > 0.02:
                    anchors.append((b, t, t + 1, 0)); golds.append(({}, {1, 2, 3} if gold else set()))
    if a.links and len(anchors) > a.links:
        anchors, golds = zip(*rng.sample(list(zip(anchors, golds)), a.links))
    if anchors:
        inputs, at = anchor_inputs(model, h, rows, anchors)
        with half():
            out = model.link(*inputs).float()
        valid, frame = inputs[5], inputs[6]
        want = torch.zeros(*at.shape, 7, dtype=torch.long)
        known = torch.zeros(len(anchors), 7, dtype=torch.bool)
        for k, (labels, roles) in enumerate(golds):
            f = anchors[k][1]
            known[k, list(roles)] = True
            known[k, 0] = anchors[k][3] == 0
            for (t, role), label in labels.items():
                if 0 <= t - f + N.BEFORE < N.BEFORE + N.AFTER:
                    want[k, t - f + N.BEFORE, role] = label
        told = valid & (frame == 0)[:, None]
        if bool(told.any()):
            statement = F.cross_entropy(out[told][:, :3], want[told][:, 0])
            loss = loss + 3 * statement
            info["link"] = statement.item()
        use = (valid[:, :, None] & known[:, None, 1:]).float()
        if bool(use.any()):
            each = F.binary_cross_entropy_with_logits(out[:, :, 3:], want[:, :, 1:].float(), reduction="none")
            roles = (each * use).sum() / use.sum()
            loss = loss + a.roles * roles
            info["roles"] = roles.item()
        if teacher:
            with torch.no_grad():
                theirs, _ = anchor_inputs(teacher, D.taught(rows, h.shape[1])[0], rows, anchors)
                with half():
                    theirs = teacher.link(*theirs).float()
            gap = F.kl_div(out[:, :, :3].log_softmax(2), theirs[:, :, :3].log_softmax(2), reduction="none", log_target=True).sum(2)[told].sum()
            gap = gap + F.binary_cross_entropy_with_logits(out[:, :, 3:], theirs[:, :, 3:].sigmoid(), reduction="none").sum(2)[valid].sum()
            loss = loss + gap / valid.sum()
    if all("said" in r["doc"] for r in rows):
        # What the model that the run began with says of words, so that these heads keep step with the encoder.
        fill = lambda values: torch.tensor([x + [-100] * (n - len(x)) for x in values])
        of = lambda r, key, table: [table[x] if table else x for x in r["doc"]["said"][key][r["i"]:r["j"]]]
        for head, key, table, weight in ((model.xpos, "xpos", xpos_id, 0.5), (model.upos, "upos", upos_id, 0.2), (model.mention, "mention", None, 0.5), (model.name, "name", None, 1.0)):
            loss = loss + weight * F.cross_entropy(head(h).flatten(0, 1), fill([of(r, key, table) for r in rows]).flatten())
        if flat:
            loss = loss + 0.5 * a.event * over(model.event(h), fill([of(r, "event", None) for r in rows]))
    if gold:
        names, count = named_loss(model, rows, h)
        if count:
            loss = loss + names / count
            info["named"] = names.item() / count
    if "entities" in rows[0]["doc"]:
        ante, count = entity_loss(model, rows, h)
        if count:
            loss = loss + 0.5 * ante / count
            info["who"] = ante.item() / count
    return loss, info


BEGINS, GOES_ON = ([k for k, x in enumerate(C.NAMES) if x.startswith(b)] for b in "BI")


def named_loss(model, rows, h):
    """Names of whatever kind: the first word begins one, the others go on, and the word behind does not."""
    total, count = torch.zeros(()), 0
    for b, r in enumerate(rows):
        said = model.name(h[b]).log_softmax(1)
        for start, end in r["doc"].get("named", []):
            if r["i"] <= start and end < r["j"]:
                first, *rest = range(start - r["i"], end - r["i"])
                total = total - said[first, BEGINS].logsumexp(0) - sum(said[w, GOES_ON].logsumexp(0) for w in rest)
                behind = [k for k in range(len(C.NAMES)) if k not in GOES_ON]
                total = total - said[end - r["i"], behind].logsumexp(0)
                count += end - start + 1
    return total, count


def entity_loss(model, rows, h):
    """Antecedents where only some mentions are known: entities is {head word: entity, or -1 where a mention's is not known}."""
    total, count = torch.zeros(()), 0
    for b, r in enumerate(rows):
        m = [(t, e) for t, e in r["doc"]["entities"] if r["i"] <= t < r["j"]]
        if len(m) < 2:
            continue
        v = h[b, [t - r["i"] for t, _ in m]]
        scores = model.antecedents(model.ante_query(v), model.ante_key(v))
        for k, (_, e) in enumerate(m):
            if e < 0:
                continue
            earlier = [x for x in range(k) if m[x][1] != -2]
            good = [x for x in earlier if m[x][1] == e]
            new = r["doc"]["fresh"].get(m[k][0], r["i"] == 0)
            if not good and not new:
                continue
            row = scores[k, earlier + [k]].log_softmax(0)
            total = total - (row[[n for n, x in enumerate(earlier) if x in set(good)]].logsumexp(0) if good else row[-1])
            count += 1
    return total, count


def sentence_loss(model, rows, h):
    """Sentences of which an event and its parties are known, but only by the tree the word that tells of it."""
    anchors, golds, words = [], [], []
    for b, row in enumerate(rows):
        doc, i, j = row["doc"], row["i"], row["j"]
        if not i <= doc["head"] < j or not all(i <= t < j for t in doc["source"] + doc["target"]):
            continue
        t = doc["head"] - i
        words.append((b, t, doc["type"] + 1))
        anchors.append((b, t, t + 1, doc["type"] + 1))
        golds.append(({(x - i, 4) for x in doc["source"]} | {(x - i, 5) for x in doc["target"]}))
    if not anchors:
        return torch.zeros((), requires_grad=True), {}
    event = F.cross_entropy(model.event(torch.stack([h[b, t] for b, t, _ in words])), torch.tensor([x[2] for x in words]))
    inputs, at = anchor_inputs(model, h, rows, anchors)
    with half():
        out = model.link(*inputs).float()[:, :, 6:8]
    want = torch.zeros_like(out)
    for k, labels in enumerate(golds):
        for t, role in labels:
            x = t - anchors[k][1] + N.BEFORE
            if 0 <= x < N.BEFORE + N.AFTER:
                want[k, x, role - 4] = 1
    roles = F.binary_cross_entropy_with_logits(out[inputs[5]], want[inputs[5]])
    # The word is a guess.
    return 0.3 * event + 0.5 * a.roles * roles, {"sentence": event.item(), "sentence_roles": roles.item()}


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
    for name, epochs in (("polnear_train", a.epochs), ("own_train", a.own), ("gum_train", a.gum), ("ewt_train", a.ewt), ("trees_train", a.trees), ("plain", a.plain), ("gold_train", a.gold), ("other_train", a.other), ("corrected", a.corrected), ("events", a.sentences), ("gap", a.gap), ("ner", a.ner)):
        todo = []
        while epochs > 0:
            b = batches(data.get(name, []), 0, rng, 4 * a.batch if name in ("own_train", "events", "gap", "ner") else a.batch)
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


def other(path):
    """The model of a checkpoint, to be asked."""
    begun = torch.load(path, weights_only=False)
    model = N.Reader(len(XPOS), len(UPOS), len(REL), len(C.MENTIONS), len(C.NAMES), len(ACTS), **begun.get("size", {}))
    model.load_state_dict(begun["state"])
    return model.eval()


def main():
    rng = random.Random(a.seed)
    size, teacher = {}, None
    if a.say:
        with half():
            parser = other(a.parser)
            pickle.dump({k: {d["id"]: parse(parser, d) for d in data[k]} for k in SAID}, open(a.say, "wb"))
        return
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
                    larger.link(*anchor_inputs(larger, h, [row], [(*x, 0) for x in cues])[0])

        model = D.student(larger, labels, of, size, a.dropout, look)
        with half():
            D.remember(teacher, [d for k, v in data.items() if k in TAUGHT for d in v], cut, one, collate, f"{a.data}.{D.name(a.teacher)}.taught")
    else:
        begun = torch.load(a.resume, weights_only=False) if a.resume else {}
        size = begun.get("size", {})
        pieces = None
        if a.encoder and os.path.exists(os.path.join(a.encoder, "pieces.json")):
            pieces = json.load(open(os.path.join(a.encoder, "pieces.json")))
            size = size | {"vocabulary": len(pieces)}
        of = [int(x) for x in a.of.split(",")] if a.of else None
        if of:
            size = size | {"layers": len(of)}
        model = N.Reader(len(XPOS), len(UPOS), len(REL), len(C.MENTIONS), len(C.NAMES), len(ACTS), dropout=a.dropout, **size)
        if a.encoder:
            model.encoder.load(os.path.join(a.encoder, "model.safetensors"), of, pieces)
        for part in (model.encoder.word, model.encoder.position):
            part.requires_grad_(False)
        model.encoder.kind.requires_grad_(False)
        if a.resume:
            model.load_state_dict(begun["state"])
    if a.gold or a.sentences or a.gap:
        # What the model that a run begins with says of the gold's words is kept beside the data.
        if not data.get("resolved"):
            said = {k: v for of_corpus in pickle.load(open(a.said, "rb")).values() for k, v in of_corpus.items()} if a.said else {}
            parser = other(a.parser) if a.parser else None if a.said else teacher or model
            with half():
                # What was said of other words (they may be cut differently since) is not said of these.
                said = {d["id"]: said[d["id"]] for k in SAID for d in data[k] if d["id"] in said and len(said[d["id"]][0]) == len(d["words"])}
                resolve(lambda doc: said.get(doc["id"]) or (parse(parser.eval(), doc) if parser else None))
            for doc in data["polnear_train"]:
                if doc["id"] in said:
                    doc["said"] = said[doc["id"]][1]
            # What a model says of languages that it never saw parsed is no example of them.
            for doc in data.get("other_train", []) + data.get("corrected", []):
                doc.pop("said", None)
            data["resolved"] = True
            if os.access(os.path.dirname(os.path.abspath(a.data)), os.W_OK):
                with open(a.data, "wb") as f:
                    pickle.dump(data, f)
        names = sorted(d["id"] for d in data["gold_train"])
        random.Random(3).shuffle(names)
        aside = set(open(a.aside).read().split()) if a.aside else set(names[k] for k in range(len(names)) if k % 5 == a.fold)
        kept = [x for x in names if x not in aside]
        kept = set(kept[:round(len(kept) * a.share)])
        data["gold_kept"] = [d for d in data["gold_train"] if d["id"] in aside]
        data["gold_train"] = [d for d in data["gold_train"] if d["id"] in kept]
        print(json.dumps({"gold": len(data["gold_train"]), "aside": len(aside)}), flush=True)
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
        torch.save({"state": state, "xpos": XPOS, "upos": UPOS, "rel": REL, "mentions": C.MENTIONS, "names": C.NAMES, "acts": ACTS, "event_types": G.TYPES, "args": vars(a), "size": size}, os.path.join(a.out, "reader.pt"))

    model.train()
    trained = encoder + heads
    for step, (_, corpus, batch) in enumerate(steps):
        if step % a.sync == 0 or a.workers == 1:
            done = W.agree(trained, max(step / len(steps), (time.time() - start) / (60 * a.minutes)))
        if done >= 1:
            break
        factor = min(1, (step + 1) / a.warm) * (1 - done)
        for group, lr in zip(optimiser.param_groups, (a.lr, a.head_lr)):
            group["lr"] = lr * factor
        rows = [build(doc, i, j, rng, a.hide) for doc, i, j in batch]
        c = collate(rows)
        with half():
            h = model.words(c["ids"], c["shape"], c["quote"], c["first"], c["mask"]).float()
        loss, info = torch.zeros(()), {}
        if corpus in ("gum_train", "ewt_train", "trees_train"):
            loss, info = tree_loss(model, rows, h)
            if corpus == "trees_train":
                names, count = named_loss(model, rows, h)
                loss = loss + over(model.name(h), pad([{"x": r["doc"]["name"][r["i"]:r["j"]]} for r in rows], "x", -100)) + names / max(count, 1)
                info = {"foreign": info["arc"], "foreign_names": names.item() / max(count, 1)}
        elif corpus == "events":
            loss, info = sentence_loss(model, rows, h)
        elif corpus == "ner":
            loss = 1.5 * over(model.name(h), pad([{"x": r["doc"]["name"][r["i"]:r["j"]]} for r in rows], "x", -100))
            info = {"ner": loss.item()}
        elif corpus == "gap":
            ante, count = entity_loss(model, rows, h)
            if count:
                loss, info = 0.4 * ante / count, {"gap": ante.item() / count}
        elif corpus != "plain":
            loss, info = attribution_loss(model, rows, h, rng, corpus, teacher)
        if teacher:
            vectors, cues = D.taught_loss(model, teacher, rows, h)
            loss = loss + a.taught * vectors + 2 * cues
            info |= {"vectors": vectors.item(), "told": cues.item()}
        if not loss.requires_grad:
            continue
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        decay = min(a.average, (step + 1) / (step + 10))
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
