"""How wrong the model is on a batch of each kind of corpus."""
import torch
import torch.nn.functional as F
import corpora as C
import distill as D
import gold as G
import network as N
from batching import anchor_inputs, mean_of, over
from settings import IN_GROUP, a, half, rel_id, upos_id, xpos_id


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
