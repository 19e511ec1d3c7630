"""Trains the event-type head and writes model/events.safetensors; with --folds, cross-validates instead.

    python training/events.py --gold plv_train.tsv --own training/events --encoder DIR --binary target/release/onrecord-dev \
        --out model [--folds 5] [--log FILE]

With --begin and --teacher, the small head of the fast model instead: the layers of a small reader, trained to give a larger head's
answers beside the gold; --plain has further sentences, of which only the larger head says anything.

The gold has plv_train's columns (marked_sentence, gold_root, sentence_id); our own sentences are in training/events/own*.tsv.
In cross-validation, what is tested on is always the gold; our own sentences are only ever trained on.
"""
import argparse, csv, glob, json, os, random, re, time
import torch
import torch.nn.functional as F
import corpora as C
import distill as D
from events_network import FROZEN, EventTypes, QUADS, TYPES

CLS, SEP = 101, 102
MARK = re.compile(r"</?[st]>")


def unmark(marked):
    """The sentence without its marks, and the spans of source and target."""
    text, spans, opened, at = [], {"s": [], "t": []}, {}, 0
    length = 0
    for m in MARK.finditer(marked):
        text.append(marked[at:m.start()]); length += m.start() - at; at = m.end()
        name = m.group()[-2]
        if "/" in m.group():
            if name in opened:
                spans[name].append((opened.pop(name), length))
        else:
            opened[name] = length
    text.append(marked[at:])
    return "".join(text), spans["s"], spans["t"]


def rows(file, gold):
    with open(file, encoding="utf8", newline="") as f:
        for r in csv.DictReader((l for l in f if l.strip()), delimiter="\t", quoting=csv.QUOTE_MINIMAL if gold else csv.QUOTE_NONE):
            text, source, target = unmark(r["marked_sentence"])
            yield {"text": text, "source": source, "target": target, "type": TYPES.index(r["gold_root" if gold else "type"]), "group": r.get("sentence_id", "").split("_")[0], "gold": gold}


def plain(file):
    """Sentences with marked parties and no type, one a line."""
    with open(file, encoding="utf8") as f:
        for line in f:
            text, source, target = unmark(line.rstrip("\n"))
            yield {"text": text, "source": source, "target": target, "type": None, "group": "", "gold": False}


def load(a):
    found = list(rows(a.gold, True))
    if a.own:
        for file in sorted(glob.glob(os.path.join(a.own, "own*.tsv"))):
            found += rows(file, False)
    if a.plain:
        found += plain(a.plain)
    for i, r in enumerate(found):
        r["id"] = str(i)
    prepared = C.prepare(a.binary, a.tokenizer, [{"id": r["id"], "text": r["text"]} for r in found])
    for r in found:
        p = prepared[r["id"]]
        align = C.Aligner(p["words"])
        source, target = set(align.over(r["source"])), set(align.over(r["target"]))
        # As the reader has it: a sign for the start, one before the paragraph, one for the end.
        ids, shape, quote, parties = [CLS, SEP], [0, 10], [0, 0], [(0.0, 0.0), (0.0, 0.0)]
        for w, pieces in enumerate(p["pieces"]):
            for piece in pieces:
                ids.append(piece); shape.append(p["shape"][w]); quote.append(p["quote"][w]); parties.append((float(w in source), float(w in target)))
        r["ids"], r["shape"], r["quote"], r["parties"] = ids + [SEP], shape + [0], quote + [0], parties + [(0.0, 0.0)]
    return found


def folds_of(gold, n, seed):
    """Fold of each row; rows of one text (by id, or of the same words) share one."""
    group, by = {}, {}
    for i, r in enumerate(gold):
        key = by.get(("text", r["text"])) or by.get(("id", r["group"])) or (i,)
        by[("text", r["text"])] = by[("id", r["group"])] = key
        group.setdefault(key, []).append(i)
    keys = sorted(group)
    random.Random(seed).shuffle(keys)
    fold = {}
    counts = [0] * n
    for key in keys:
        to = counts.index(min(counts))
        counts[to] += len(group[key])
        for i in group[key]:
            fold[i] = to
    return [fold[i] for i in range(len(gold))]


def collate(batch):
    width = max(len(r["ids"]) for r in batch)
    x = torch.zeros(len(batch), width, 384)
    for b, r in enumerate(batch):
        x[b, :len(r["ids"])] = r["lower"]
    parties = torch.tensor([r["parties"] + [(0.0, 0.0)] * (width - len(r["ids"])) for r in batch])
    inside = torch.tensor([[k < len(r["ids"]) for k in range(width)] for r in batch])
    return x, parties, inside


def start(a):
    """The untrained head on a trained reader's layers, or on the plain encoder's."""
    if a.begin:
        reader, _, size = D.read(a.begin, a.words)
        model = EventTypes(**{k: size[k] for k in ("layers", "heads", "ffn")})
        model.encoder.load_state_dict(reader.encoder.state_dict())
    elif a.start:
        model = EventTypes()
        state = torch.load(a.start, map_location="cpu", weights_only=False)["state"]
        model.encoder.load_state_dict({k[8:]: v for k, v in state.items() if k.startswith("encoder.")})
    else:
        model = EventTypes()
        model.encoder.load(os.path.join(a.encoder, "model.safetensors"))
    e = model.encoder
    for part in (e.word, e.position, e.shape, e.quote, e.norm, *e.layers[:FROZEN]):
        part.requires_grad_(False)
    e.kind.requires_grad_(False)
    return model


def train(data, a, seed):
    rng = random.Random(seed)
    torch.manual_seed(seed)
    model = start(a)
    body = [p for n, p in model.named_parameters() if p.requires_grad and n.startswith("encoder.")]
    head = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW([{"params": body, "lr": a.lr}, {"params": head, "lr": a.head_lr}], weight_decay=0.01, fused=True)
    per_epoch = -(-len(data) // a.batch)
    steps = int(a.epochs * per_epoch)
    average = {k: v.detach().clone() for k, v in model.named_parameters() if v.requires_grad}
    step, losses = 0, []
    model.train()
    while step < steps:
        # Batches of like length, in random order.
        order = sorted(range(len(data)), key=lambda i: len(data[i]["ids"]) + rng.random() * 12)
        batches = [order[i:i + a.batch] for i in range(0, len(order), a.batch)]
        rng.shuffle(batches)
        for batch in batches:
            if step >= steps:
                break
            factor = min(1, (step + 1) / (0.1 * steps)) * (1 - step / steps)
            for group, lr in zip(optimiser.param_groups, (a.lr, a.head_lr)):
                group["lr"] = lr * factor
            chosen = [data[i] for i in batch]
            inputs, gold = collate(chosen), torch.tensor([-100 if r["type"] is None else r["type"] for r in chosen])
            scores = model(*inputs)
            loss = F.cross_entropy(scores, gold, label_smoothing=a.smooth) if bool((gold >= 0).any()) else torch.zeros(())
            if "taught" in chosen[0]:
                taught = torch.stack([r["taught"] for r in chosen])
                loss = loss + 2 * F.kl_div(scores.log_softmax(1), taught, reduction="batchmean", log_target=True)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body + head, 1.0)
            optimiser.step()
            decay = min(a.average, (step + 1) / (step + 10))
            with torch.no_grad():
                torch._foreach_lerp_(list(average.values()), [p for p in model.parameters() if p.requires_grad], 1 - decay)
            losses.append(loss.item())
            step += 1
    with torch.no_grad():
        for k, v in model.named_parameters():
            if k in average:
                v.copy_(average[k])
    return model.eval(), losses


@torch.no_grad()
def teach(teacher, data):
    """Gives each row the teacher's answer (`row["taught"]`)."""
    for k in range(0, len(data), 32):
        batch = data[k:k + 32]
        lower = [dict(r, lower=teacher.lower(*(torch.tensor(r[n]) for n in ("ids", "shape", "quote")))) for r in batch]
        for r, scores in zip(batch, teacher(*collate(lower)).log_softmax(1)):
            r["taught"] = scores


@torch.no_grad()
def predict(model, data):
    out = [None] * len(data)
    order = sorted(range(len(data)), key=lambda i: len(data[i]["ids"]))
    for k in range(0, len(order), 32):
        batch = order[k:k + 32]
        for i, row in zip(batch, model(*collate([data[i] for i in batch])).softmax(1)):
            out[i] = row
    return out


def figures(gold, found):
    n = len(gold)
    accuracy = sum(g == f for g, f in zip(gold, found)) / n
    quad = sum(QUADS[TYPES[g]] == QUADS[TYPES[f]] for g, f in zip(gold, found)) / n
    f1 = {}
    for t, name in enumerate(TYPES):
        tp = sum(g == t == f for g, f in zip(gold, found))
        f1[name] = round(2 * tp / max(sum(g == t for g in gold) + sum(f == t for f in found), 1), 3)
    return {"accuracy": round(accuracy, 4), "macro_f1": round(sum(f1.values()) / len(f1), 4), "quad": round(quad, 4), "f1": f1}


def arguments():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--gold", required=True); ap.add_argument("--own", default="training/events")
    ap.add_argument("--encoder"); ap.add_argument("--start", help="start from a reader checkpoint instead of the plain encoder")
    ap.add_argument("--begin", help="a folder like model/fast/ whose reader's layers to start from"); ap.add_argument("--words", default="model", help="the folder whose reader lends its word vectors")
    ap.add_argument("--teacher", help="a folder like model/ whose head to learn from"); ap.add_argument("--plain", help="a file of sentences with marked parties and no type")
    ap.add_argument("--binary", default="target/release/onrecord-dev"); ap.add_argument("--tokenizer", default="model/tokenizer.json")
    ap.add_argument("--out", default="model"); ap.add_argument("--checkpoint", help="also write the f32 weights here"); ap.add_argument("--folds", type=int, default=0); ap.add_argument("--only", type=int, nargs="*", help="only these folds")
    ap.add_argument("--epochs", type=float, default=5); ap.add_argument("--batch", type=int, default=16); ap.add_argument("--lr", type=float, default=1.5e-4); ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--smooth", type=float, default=0.1); ap.add_argument("--average", type=float, default=0.99);
    ap.add_argument("--seed", type=int, default=11); ap.add_argument("--threads", type=int, default=1); ap.add_argument("--log"); ap.add_argument("--errors", help="write the wrong ones of the cross-validation here")
    return ap.parse_args()


def main():
    a = arguments()
    torch.set_num_threads(a.threads)
    data = load(a)
    below = start(a).eval()
    for r in data:
        r["lower"] = below.lower(*(torch.tensor(r[k]) for k in ("ids", "shape", "quote")))
    if a.teacher:
        # It has seen the gold: in a cross-validation it would tell what is tested.
        assert not a.folds, "--teacher and --folds do not go together"
        teach(D.read_events(a.teacher, a.words), data)
    gold, own = [r for r in data if r["gold"]], [r for r in data if not r["gold"]]
    log = open(a.log, "w") if a.log else None

    def say(row):
        print(json.dumps(row), flush=True)
        if log:
            log.write(json.dumps(row) + "\n"); log.flush()

    paths = ("begin", "teacher", "words", "plain", "gold", "own", "encoder", "start", "binary", "tokenizer", "out", "log", "errors", "checkpoint")
    say({"gold": len(gold), "own": len(own), "start": "fast reader" if a.begin else "reader" if a.start else "encoder", "args": {k: v for k, v in vars(a).items() if k not in paths}})
    if a.folds:
        fold = folds_of(gold, a.folds, 1)
        found = {}
        for k in a.only or range(a.folds):
            began = time.time()
            test = [i for i, f in enumerate(fold) if f == k]
            model, losses = train([r for r, f in zip(gold, fold) if f != k] + own, a, a.seed + k)
            found |= dict(zip(test, predict(model, [gold[i] for i in test])))
            say({"fold": k, "seconds": round(time.time() - began), "loss": round(sum(losses[-20:]) / 20, 3)} | {n: v for n, v in figures([gold[i]["type"] for i in test], [int(found[i].argmax()) for i in test]).items() if n != "f1"})
        order = sorted(found)
        say({"all": len(order)} | figures([gold[i]["type"] for i in order], [int(found[i].argmax()) for i in order]))
        if a.errors:
            with open(a.errors, "w", encoding="utf8") as f:
                for i in order:
                    best = int(found[i].argmax())
                    if best != gold[i]["type"]:
                        f.write(f"{TYPES[gold[i]['type']]}\t{TYPES[best]}\t{found[i][best]:.2f}\t{gold[i]['text']}\n")
        return
    began = time.time()
    model, losses = train(data, a, a.seed)
    say({"final": True, "seconds": round(time.time() - began), "loss": round(sum(losses[-20:]) / 20, 3)})
    if a.checkpoint:
        torch.save(model.state_dict(), a.checkpoint)
    from events_export import save
    print(save(model, a.out))


if __name__ == "__main__":
    main()
