"""Writes a trained checkpoint as the files the product loads: reader.safetensors (int8), labels.json, tokenizer.json.

    python training/export.py --checkpoint RUN/reader.pt --encoder DIR --out model

--onnx writes reader.onnx and link.onnx beside them, for other runtimes.
"""
import argparse, hashlib, json, math, os, shutil, tempfile
import torch
from torch import nn
import torch.nn.functional as F
import network as N


def attention(qkv, width, heads):
    """Scaled dot-product attention of one unpadded window, written out so that every runtime has its operators."""
    q, k, v = qkv.view(-1, 3, heads, width // heads).permute(1, 2, 0, 3)
    a = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(width // heads), -1) @ v
    return a.permute(1, 0, 2).reshape(-1, width)


class Window(nn.Module):
    """Pieces of one window in, everything that is said of each word out."""

    def __init__(self, m):
        super().__init__()
        self.m = m

    def forward(self, ids, shape, quote, first, sentence):
        m, e = self.m, self.m.encoder
        position = torch.arange(ids.shape[0])
        x = e.norm(e.word(ids) + e.position(position) + e.kind + e.shape(shape) + e.quote(quote))
        for layer in e.layers:
            x = layer.norm1(x + layer.out(attention(layer.qkv(x), layer.heads * N.HEAD, layer.heads)))
            x = layer.norm2(x + layer.down(F.gelu(layer.up(x))))
        h = x[first]
        arcs = m.arc_dep(h) @ m.arc_head(h).transpose(0, 1) / math.sqrt(N.ARC)
        i = torch.arange(first.shape[0])
        arcs = torch.where(i[:, None] == i[None, :], m.arc_root(h), arcs)
        arcs = torch.where(sentence[:, None] == sentence[None, :], arcs, torch.tensor(-1e4))
        heads = arcs.argmax(1)
        rel = m.rel(F.gelu(m.rel_dep(h) + m.rel_head(h)[heads]))
        return (m.cue(h), m.link.plain(h), m.link.gated(h), m.link.cue_gate(h), m.link.cue_add(h), m.xpos(h), m.upos(h), m.mention(h), m.name(h),
                arcs, rel, m.ante_query(h), m.ante_key(h))


class Cues(nn.Module):
    """The link head for some cues: [n, L, LINK] in, label scores out."""

    def __init__(self, link):
        super().__init__()
        self.link = link

    def forward(self, x, paragraph, in_cue, valid):
        l = self.link
        n, length = x.shape[0], N.BEFORE + N.AFTER
        x = l.norm0(x + l.position + l.paragraph(paragraph) + in_cue[:, :, None] * l.in_cue)
        q, k, v = l.qkv(x).view(n, length, 3, l.heads, N.LINK_HEAD).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(2, 3) / math.sqrt(N.LINK_HEAD) + ((valid - 1) * 1e4)[:, None, None, :]
        a = (torch.softmax(scores, -1) @ v).permute(0, 2, 1, 3).reshape(n, length, l.heads * N.LINK_HEAD)
        x = l.norm1(x + l.out(a))
        x = l.norm2(x + l.down(F.gelu(l.up(x))))
        return l.label(x)


OUTPUTS = ["cue", "plain", "gated", "cue_gate", "cue_add", "xpos", "upos", "mention", "name", "arcs", "rel", "ante_query", "ante_key"]


def load(path):
    c = torch.load(path, map_location="cpu", weights_only=False)
    m = N.Reader(len(c["xpos"]), len(c["upos"]), len(c["rel"]), len(c["mentions"]), len(c["names"]), len(c["acts"]), **c.get("size", {}))
    m.load_state_dict(c["state"])
    return m.eval(), c


COLS = 16                        # width of a panel in crates/onrecord/src/model/engine/kernel.rs


def rounded(w):
    """Rows of integers from -127 to 127, and what one unit of each row is worth."""
    scale = w.abs().amax(1).clamp(min=1e-12) / 127
    return torch.round(w / scale[:, None]).to(torch.int8), scale


def panels(linear):
    """A linear layer's weights in the order in which the engine reads them: sixteen outputs side by side, the inputs in pairs."""
    q, scale = rounded(linear.weight.data)
    outputs, inputs = q.shape
    q = F.pad(q, (0, 0, 0, -outputs % COLS)).view(-1, COLS, inputs // 2, 2).transpose(1, 2)
    return {"weight": q, "scale": scale, "bias": linear.bias.data}


def fingerprint(scale, position):
    """What tells one set of word vectors and positions from another: the same as in engine/weights.rs."""
    hash = hashlib.sha256()
    for part in (scale, position):
        hash.update(part.float().contiguous().numpy().tobytes())
    return hash.hexdigest()


def tensors(m, words=True, blocks=None):
    """The file's lists; word vectors and positions only if `words`, and the vectors as the blocks that are given, if any are."""
    e, l, out = m.encoder, m.link, {}
    def add(name, parts):
        out.update({f"{name}.{k}": v.float() if v.dtype != torch.int8 else v for k, v in parts.items()})
    def norm(name, n):
        add(name, {"weight": n.weight.data, "bias": n.bias.data})
    def layer(name, x):
        for part in ("qkv", "out", "up", "down"):
            add(name + part, panels(getattr(x, part)))
        norm(name + "norm1", x.norm1)
        norm(name + "norm2", x.norm2)
    if words:
        if blocks is None:
            out["word"], out["word.scale"] = rounded(e.word.weight.data)
        else:
            out["word"] = blocks
        out["position"] = e.position.weight.data + e.kind.data
    out["shape"], out["quote"] = e.shape.weight.data, e.quote.weight.data
    norm("norm", e.norm)
    for i, x in enumerate(e.layers):
        layer(f"layers.{i}.", x)
    for name in ("cue", "xpos", "upos", "mention", "name", "arc_dep", "arc_head", "arc_root", "rel_dep", "rel_head", "rel", "ante_query", "ante_key", "event", "status", "act_in", "act"):
        add(name, panels(getattr(m, name)))
    for name in ("plain", "gated", "cue_gate", "cue_add", "label"):
        add("link." + name, panels(getattr(l, name)))
    out["link.position"], out["link.paragraph"], out["link.in_cue"], out["link.frame"] = l.position.data, l.paragraph.weight.data, l.in_cue.data, l.frame.weight.data
    norm("link.norm0", l.norm0)
    layer("link.", l)
    return {k: v.contiguous() for k, v in out.items()}


def onnx(m, out, keep_float):
    t, w = 37, 29
    window = (torch.randint(5, 30000, (t,)), torch.ones(t, dtype=torch.long), torch.zeros(t, dtype=torch.long), torch.arange(1, w + 1), torch.zeros(w, dtype=torch.long))
    n = 3
    cues = (torch.randn(n, N.BEFORE + N.AFTER, N.LINK), torch.zeros(n, N.BEFORE + N.AFTER, dtype=torch.long), torch.zeros(n, N.BEFORE + N.AFTER), torch.ones(n, N.BEFORE + N.AFTER))
    with tempfile.TemporaryDirectory() as tmp:
        reader, link = os.path.join(tmp, "reader.onnx"), os.path.join(tmp, "link.onnx")
        axes = {k: {0: "pieces"} for k in ("ids", "shape", "quote")} | {k: {0: "words"} for k in ("first", "sentence", *OUTPUTS)}
        axes["arcs"] = {0: "words", 1: "words"}
        torch.onnx.export(Window(m), window, reader, input_names=["ids", "shape", "quote", "first", "sentence"], output_names=OUTPUTS, dynamic_axes=axes, opset_version=17, dynamo=False)
        torch.onnx.export(Cues(m.link), cues, link, input_names=["x", "paragraph", "in_cue", "valid"], output_names=["label"],
                          dynamic_axes={k: {0: "cues"} for k in ("x", "paragraph", "in_cue", "valid", "label")}, opset_version=17, dynamo=False)
        if keep_float:
            shutil.copy(reader, out); shutil.copy(link, out)
        else:
            from onnxruntime.quantization import quantize_dynamic, QuantType
            for f in (reader, link):
                # reduce_range: AVX2's 8-bit products add pairs in 16 bits and would overflow with full-range weights.
                quantize_dynamic(f, os.path.join(out, os.path.basename(f)), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul", "Gemm", "Gather"])


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--checkpoint", required=True); ap.add_argument("--encoder", help="the folder whose tokenizer.json to write too"); ap.add_argument("--out", required=True)
    ap.add_argument("--words-of", help="a folder whose reader has the word vectors, so that this one's file names them only")
    ap.add_argument("--blocks", help="a words.safetensors (see e5.py): the word vectors as they came, which were not trained")
    ap.add_argument("--no-events", action="store_true", help="say that there is no events.safetensors")
    ap.add_argument("--overlap", type=int, default=56, help="words that two neighbouring windows share at least")
    ap.add_argument("--bytes", action="store_true", help="say that 8 bits are enough for the rows, of the reader and of the events")
    ap.add_argument("--onnx", choices=("int8", "float"), help="write ONNX graphs too")
    a = ap.parse_args()
    m, c = load(a.checkpoint)
    os.makedirs(a.out, exist_ok=True)
    from safetensors.torch import load_file, save_file
    said = {"format": "onrecord-reader/2", "width": str(N.WIDTH), "heads": str(m.encoder.layers[0].heads), "layers": str(len(m.encoder.layers)),
            "link_width": str(N.LINK), "link_heads": str(m.link.heads)}
    if a.words_of:
        w = load_file(os.path.join(a.words_of, "reader.safetensors"))
        said["words"] = fingerprint(w["word.scale"], w["position"])
    save_file(tensors(m, words=not a.words_of, blocks=load_file(a.blocks)["word"] if a.blocks else None), os.path.join(a.out, "reader.safetensors"), said)
    if a.onnx:
        onnx(m, a.out, a.onnx == "float")
    eight = ({"bytes": [""], "event_bytes": [""]} if a.bytes else {}) | ({"second_opinion": False} if a.no_events else {})
    json.dump(eight | {"xpos": c["xpos"], "upos": c["upos"], "rel": c["rel"], "mentions": c["mentions"], "names": c["names"], "acts": c["acts"], "event_types": c["event_types"], "before": N.BEFORE, "after": N.AFTER, "near": N.NEAR,
               "window": c["args"]["window"], "overlap": a.overlap, "ante_distance": [round(x, 5) for x in m.ante_distance.weight[:, 0].tolist()]}, open(os.path.join(a.out, "labels.json"), "w"), indent=1)
    if a.encoder:
        shutil.copy(os.path.join(a.encoder, "tokenizer.json"), a.out)
    for f in sorted(os.listdir(a.out)):
        os.chmod(os.path.join(a.out, f), 0o644)
        print(f, os.path.getsize(os.path.join(a.out, f)))


if __name__ == "__main__":
    main()
