"""The teacher and the student of a distillation: `train.py --teacher DIR` trains the second with the first's help.

The teacher is the shipped 8-bit model, taken back to floats. The student has the same word vectors, fewer layers with fewer
heads and narrower middles, each cut out of a layer of the teacher's: the heads and middle neurons that do most there
(Michel et al. 2019, "Are Sixteen Heads Really Better than One?", has heads removed by what they do). It learns to give the
teacher's word vectors (Jiao et al. 2020, "TinyBERT"), so that the teacher's heads fit it from the start.
"""
import hashlib, json, os
import torch
import torch.nn.functional as F
import network as N

LINEAR = ("cue", "xpos", "upos", "mention", "name", "arc_dep", "arc_head", "arc_root", "rel_dep", "rel_head", "rel", "ante_query", "ante_key",
          "link.plain", "link.gated", "link.cue_gate", "link.cue_add", "link.label")


def teacher(folder):
    """The model of a folder that export.py wrote, in floats, and its labels. Its auxiliary `role` head is lost: it is not exported."""
    from safetensors.torch import load_file
    w = load_file(os.path.join(folder, "reader.safetensors"))
    labels = json.load(open(os.path.join(folder, "labels.json"), encoding="utf8"))
    m = N.Reader(*(len(labels[k]) for k in ("xpos", "upos", "rel", "mentions", "names")), dropout=0.0)
    state = m.state_dict()

    def linear(name, to):
        panels, scale = w[name + ".weight"], w[name + ".scale"]
        # The inverse of export.panels: [panel, pair of inputs, column, 2] to rows of outputs.
        rows = panels.transpose(1, 2).reshape(-1, 2 * panels.shape[1])[:len(scale)]
        state[to + ".weight"], state[to + ".bias"] = rows.float() * scale[:, None], w[name + ".bias"]

    for name in LINEAR:
        linear(name, name)
    layers = [(f"layers.{i}.", f"encoder.layers.{i}.") for i in range(N.LAYERS)] + [("link.", "link.")]
    for name, to in layers:
        for part in ("qkv", "out", "up", "down"):
            linear(name + part, to + part)
    norms = [("norm", "encoder.norm"), ("link.norm0", "link.norm0")] + [(f + n, t + n) for f, t in layers for n in ("norm1", "norm2")]
    for name, to in norms:
        for part in (".weight", ".bias"):
            state[to + part] = w[name + part]
    state["encoder.word.weight"] = w["word"].float() * w["word.scale"][:, None]
    state["encoder.position.weight"], state["encoder.kind"] = w["position"], torch.zeros(N.WIDTH)
    state["encoder.shape.weight"], state["encoder.quote.weight"] = w["shape"], w["quote"]
    for part in ("position", "in_cue"):
        state["link." + part] = w["link." + part]
    state["link.paragraph.weight"] = w["link.paragraph"]
    state["ante_distance.weight"] = torch.tensor(labels["ante_distance"])[:, None]
    m.load_state_dict(state)
    return m.eval().requires_grad_(False), labels


def name(folder):
    """What tells one teacher from another."""
    with open(os.path.join(folder, "reader.safetensors"), "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()[:12]


@torch.no_grad()
def weights_of(teacher, batches):
    """How much each head and each middle neuron of each layer does: the mean size of what it adds to the sum."""
    heads = torch.zeros(N.LAYERS, N.HEADS)
    middle = torch.zeros(N.LAYERS, N.FFN)
    e = teacher.encoder
    for c in batches:
        x = e.norm(e.word(c["ids"]) + e.position(torch.arange(c["ids"].shape[1])) + e.kind + e.shape(c["shape"]) + e.quote(c["quote"]))
        for i, layer in enumerate(e.layers):
            b, t, _ = x.shape
            q, k, v = layer.qkv(x).view(b, t, 3, N.HEADS, N.HEAD).permute(2, 0, 3, 1, 4)
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=c["mask"]).transpose(1, 2)
            out = layer.out.weight.view(N.WIDTH, N.HEADS, N.HEAD)
            heads[i] += torch.einsum("bthd,whd->bthw", a, out).norm(dim=3).mean((0, 1))
            x = layer.norm1(x + layer.out(a.reshape(b, t, N.WIDTH)))
            u = F.gelu(layer.up(x))
            middle[i] += u.abs().mean((0, 1)) * layer.down.weight.norm(dim=0)
            x = layer.norm2(x + layer.down(u))
    return heads, middle


def student(teacher, labels, layers, heads, ffn, dropout, batches):
    """A smaller model, cut out of the teacher's given layers."""
    m = N.Reader(*(len(labels[k]) for k in ("xpos", "upos", "rel", "mentions", "names")), dropout=dropout, layers=len(layers), heads=heads, ffn=ffn)
    mine, theirs = m.state_dict(), teacher.state_dict()
    for name in mine:
        if not name.startswith("encoder.layers.") and mine[name].shape == theirs[name].shape:
            mine[name] = theirs[name].clone()
    does, middle = weights_of(teacher, batches)
    for to, of in enumerate(layers):
        keep = does[of].topk(heads).indices.sort().values
        rows = (keep[:, None] * N.HEAD + torch.arange(N.HEAD)).flatten()
        three = torch.cat([rows + k * N.WIDTH for k in range(3)])
        wide = middle[of].topk(ffn).indices.sort().values
        get = lambda part: theirs[f"encoder.layers.{of}.{part}"]
        put = lambda part, value: mine.__setitem__(f"encoder.layers.{to}.{part}", value.clone())
        put("qkv.weight", get("qkv.weight")[three]); put("qkv.bias", get("qkv.bias")[three])
        put("out.weight", get("out.weight")[:, rows]); put("out.bias", get("out.bias"))
        put("up.weight", get("up.weight")[wide]); put("up.bias", get("up.bias")[wide])
        put("down.weight", get("down.weight")[:, wide]); put("down.bias", get("down.bias"))
        for part in ("norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"):
            put(part, get(part))
    m.load_state_dict(mine)
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
