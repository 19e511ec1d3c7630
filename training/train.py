"""Trains the reader model. Two cores suffice.

    python training/train.py --data DATA.pkl --encoder DIR --out DIR

One optimiser step reads one batch of one corpus: attributions (PolNeAR), trees (EWT), trees with entities and
coreference (GUM). The learning rate falls linearly over the steps, or over --minutes if they run out first.
"""
import json, os, pickle, random, time
import torch
import corpora as C
import distill as D
import gold as G
import network as N
import workers as W
from batching import anchor_inputs, build, collate, over, pad, plan, windows
from losses import attribution_loss, entity_loss, named_loss, sentence_loss, tree_loss
from measure import evaluate
from said import SAID, other, parse, resolve
from settings import ACTS, REL, UPOS, XPOS, a, data, half

TAUGHT = ("polnear_train", "own_train", "gum_train", "ewt_train", "plain", "gold_train", "events", "gap")


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
