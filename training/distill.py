"""The teacher and the student of a distillation: `train.py --teacher DIR` trains the second with the first's help.

The teacher is the shipped 8-bit model, taken back to floats. The student has the same word vectors, fewer layers with fewer
heads and narrower middles, each cut out of a layer of the teacher's: the heads and middle neurons that do most there
(Michel et al. 2019, "Are Sixteen Heads Really Better than One?", has heads removed by what they do). It learns to give the
teacher's word vectors (Jiao et al. 2020, "TinyBERT"), so that the teacher's heads fit it from the start.
"""
import hashlib, json, os
import torch
import torch.nn.functional as F
import e5 as E5
import network as N

LINEAR = ("cue", "xpos", "upos", "mention", "name", "arc_dep", "arc_head", "arc_root", "rel_dep", "rel_head", "rel", "ante_query", "ante_key",
          "event", "status", "act_in", "act", "link.plain", "link.gated", "link.cue_gate", "link.cue_add", "link.label")


LABELS = ("xpos", "upos", "rel", "mentions", "names", "acts")


def opened(folder, name):
    """A file's lists, and what it says of itself."""
    from safetensors import safe_open
    with safe_open(os.path.join(folder, name), "pt") as f:
        return {key: f.get_tensor(key) for key in f.keys()}, f.metadata()


def linear_state(w, name, to, state):
    panels, scale = w[name + ".weight"], w[name + ".scale"]
    # The inverse of export.panels: [panel, pair of inputs, column, 2] to rows of outputs.
    rows = panels.transpose(1, 2).reshape(-1, 2 * panels.shape[1])[:len(scale)]
    state[to + ".weight"], state[to + ".bias"] = rows.float() * scale[:, None], w[name + ".bias"]


def norm_state(w, name, to, state):
    for part in (".weight", ".bias"):
        state[to + part] = w[name + part]


def layer_state(w, name, to, state):
    for part in ("qkv", "out", "up", "down"):
        linear_state(w, name + part, to + part, state)
    for part in ("norm1", "norm2"):
        norm_state(w, name + part, to + part, state)


def word_vectors(lent):
    """A file's word vectors: rows of 8 bits with a scale each, or blocks of 4 bits as e5.py leaves them."""
    if "word.scale" in lent:
        return lent["word"].float() * lent["word.scale"][:, None]
    return torch.from_numpy(E5.blocks(lent["word"].numpy().tobytes())).view(-1, N.WIDTH)


def encoder_size(w, said, lent):
    return {"layers": int(said["layers"]), "heads": int(said["heads"]), "ffn": w["layers.0.down.weight"].shape[1] * 2, "vocabulary": len(lent["word"])}


def encoder_state(w, lent, size, state):
    """An exported encoder's layers over the word vectors and positions that it has or is lent."""
    norm_state(w, "norm", "encoder.norm", state)
    for i in range(size["layers"]):
        layer_state(w, f"layers.{i}.", f"encoder.layers.{i}.", state)
    state["encoder.word.weight"] = word_vectors(lent)
    state["encoder.position.weight"], state["encoder.kind"] = lent["position"], torch.zeros(N.WIDTH)
    state["encoder.shape.weight"], state["encoder.quote.weight"] = w["shape"], w["quote"]


def read_events(folder, words):
    """The event-type head of a folder that events_export.py wrote, in floats; `words` is the folder that lends it word vectors."""
    import events_network as E
    (w, said), (lent, _) = opened(folder, "events.safetensors"), opened(words, "reader.safetensors")
    size = encoder_size(w, said, lent)
    m = E.EventTypes(0.0, 0.0, **size)
    state = m.state_dict()
    encoder_state(w, lent, size, state)
    linear_state(w, "label", "label", state)
    state["party"] = w["party"]
    m.load_state_dict(state)
    return m.eval().requires_grad_(False)


def read(folder, words=None):
    """The model of a folder that export.py wrote, in floats, and its labels; `words` is the folder that lends it word vectors if it has none.
    Its auxiliary `role` head is not exported: it begins anew, from nothing, so that it moves no layer before it has learned something."""
    w, said = opened(folder, "reader.safetensors")
    lent = w if "word" in w else opened(words, "reader.safetensors")[0]
    labels = json.load(open(os.path.join(folder, "labels.json"), encoding="utf8"))
    size = encoder_size(w, said, lent) | {"link_heads": int(said["link_heads"]), "link_ffn": w["link.down.weight"].shape[1] * 2}
    m = N.Reader(*(len(labels[k]) for k in LABELS), dropout=0.0, **size)
    state = m.state_dict()
    encoder_state(w, lent, size, state)
    for name in LINEAR:
        linear_state(w, name, name, state)
    state["link.frame.weight"] = w["link.frame"]
    layer_state(w, "link.", "link.", state)
    norm_state(w, "link.norm0", "link.norm0", state)
    for part in ("position", "in_cue"):
        state["link." + part] = w["link." + part]
    state["link.paragraph.weight"] = w["link.paragraph"]
    state["ante_distance.weight"] = torch.tensor(labels["ante_distance"])[:, None]
    state["role.weight"], state["role.bias"] = torch.zeros(3, N.WIDTH), torch.zeros(3)
    m.load_state_dict(state)
    return m.eval().requires_grad_(False), labels, size


def name(folder):
    """What tells one teacher from another."""
    with open(os.path.join(folder, "reader.safetensors"), "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()[:12]


@torch.no_grad()
def does(layers, run):
    """How much each head and each middle neuron of each layer does while `run` runs: the mean size of what it adds to the sum."""
    heads = [torch.zeros(layer.heads) for layer in layers]
    middle = [torch.zeros(layer.down.in_features) for layer in layers]

    def of_heads(out, inputs, _, sums):
        a = inputs[0].unflatten(-1, (len(sums), -1))
        sums += torch.einsum("...hd,whd->...hw", a, out.weight.unflatten(1, (len(sums), -1))).norm(dim=-1).flatten(0, -2).mean(0)

    def of_middle(down, inputs, _, sums):
        sums += inputs[0].abs().flatten(0, -2).mean(0) * down.weight.norm(dim=0)

    hooks = [l.out.register_forward_hook(lambda *x, s=s: of_heads(*x, s)) for l, s in zip(layers, heads)]
    hooks += [l.down.register_forward_hook(lambda *x, s=s: of_middle(*x, s)) for l, s in zip(layers, middle)]
    run()
    for hook in hooks:
        hook.remove()
    return heads, middle


def cut(to, of, width, heads, middle):
    """Gives a layer those of a wider one's heads (`width` wide each) and middle neurons that do most there."""
    keep = heads.topk(to.heads).indices.sort().values
    rows = (keep[:, None] * width + torch.arange(width)).flatten()
    three = torch.cat([rows + k * of.heads * width for k in range(3)])
    wide = middle.topk(to.down.in_features).indices.sort().values
    to.qkv.weight.data, to.qkv.bias.data = of.qkv.weight[three].clone(), of.qkv.bias[three].clone()
    to.up.weight.data, to.up.bias.data = of.up.weight[wide].clone(), of.up.bias[wide].clone()
    to.out.weight.data, to.down.weight.data = of.out.weight[:, rows].clone(), of.down.weight[:, wide].clone()
    for a, b in ((to.out.bias, of.out.bias), (to.down.bias, of.down.bias)):
        a.data = b.clone()
    for a, b in ((to.norm1, of.norm1), (to.norm2, of.norm2)):
        a.load_state_dict(b.state_dict())


def student(of, labels, layers, size, dropout, run):
    """A smaller model, cut out of the given layers of another and of its link head; `run` shows that one something to judge its parts by."""
    m = N.Reader(*(len(labels[k]) for k in LABELS), dropout=dropout, **size)
    mine, theirs = m.state_dict(), of.state_dict()
    for name in mine:
        if not name.startswith("encoder.layers.") and mine[name].shape == theirs[name].shape:
            mine[name] = theirs[name].clone()
    m.load_state_dict(mine)
    heads, middle = does([*of.encoder.layers, of.link], run)
    for to, i in enumerate(layers):
        cut(m.encoder.layers[to], of.encoder.layers[i], N.HEAD, heads[i], middle[i])
    cut(m.link, of.link, N.LINK_HEAD, heads[-1], middle[-1])
    for part in (m.encoder.word, m.encoder.position):
        part.requires_grad_(False)
    m.encoder.kind.requires_grad_(False)
    return m


@torch.no_grad()
def remember(teacher, documents, windows, build, collate, file):
    """Gives every document the teacher's vectors of its words (`doc["taught"]`, half floats), from `file` if it is there. Of a word
    that two windows see, the one counts that sees more around it."""
    if os.path.exists(file):
        known = torch.load(file, mmap=True)
    else:
        known = [remembered(teacher, doc, windows, build, collate) for doc in documents]
        torch.save(known, file)
    for doc, vectors in zip(documents, known, strict=True):
        assert len(vectors) == len(doc["words"]), f"{file} is of other data"
        doc["taught"] = vectors


def remembered(teacher, doc, windows, build, collate):
    n = len(doc["words"])
    out, depth = torch.zeros(n, N.WIDTH, dtype=torch.float16), torch.full((n,), -1)
    for i, j in windows(doc):
        c = collate([build(doc, i, j)])
        h = teacher.words(c["ids"], c["shape"], c["quote"], c["first"], c["mask"])[0]
        at = torch.arange(j - i)
        far = torch.full_like(at, n)
        inner = torch.minimum(at if i else far, j - i - 1 - at if j < n else far)
        better = inner > depth[i:j]
        out[i:j][better] = h[better].half()
        depth[i:j][better] = inner[better]
    return out


def taught(rows, n):
    """The teacher's vectors of a batch's words, and which of them to learn: near a window's cut the teacher saw more."""
    want, use = torch.zeros(len(rows), n, N.WIDTH), torch.zeros(len(rows), n, dtype=torch.bool)
    for b, row in enumerate(rows):
        i, j, doc = row["i"], row["j"], row["doc"]
        want[b, :j - i] = doc["taught"][i:j].float()
        use[b, 6 if i else 0:j - i - (6 if j < len(doc["words"]) else 0)] = True
    return want, use


def taught_loss(model, teacher, rows, h):
    """How far the student's word vectors are from the teacher's, as a share of their variance, and its cues from the teacher's."""
    want, use = taught(rows, h.shape[1])
    mine, theirs = h[use], want[use]
    vectors = F.mse_loss(mine, theirs) / theirs.var()
    cues = F.kl_div(model.cue(mine).log_softmax(1), teacher.cue(theirs).log_softmax(1), reduction="none", log_target=True)
    return vectors, cues.sum(1).mean()
