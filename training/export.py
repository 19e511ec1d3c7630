"""Writes a trained checkpoint as the files the product loads: reader.onnx, link.onnx (int8), labels.json, tokenizer.json.

    python training/export.py --checkpoint RUN/reader.pt --encoder DIR --out model
"""
import argparse, json, math, os, shutil, tempfile
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
            x = layer.norm1(x + layer.out(attention(layer.qkv(x), N.WIDTH, N.HEADS)))
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
        q, k, v = l.qkv(x).view(n, length, 3, 4, N.LINK // 4).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(2, 3) / math.sqrt(N.LINK // 4) + ((valid - 1) * 1e4)[:, None, None, :]
        a = (torch.softmax(scores, -1) @ v).permute(0, 2, 1, 3).reshape(n, length, N.LINK)
        x = l.norm1(x + l.out(a))
        x = l.norm2(x + l.down(F.gelu(l.up(x))))
        return l.label(x)


OUTPUTS = ["cue", "plain", "gated", "cue_gate", "cue_add", "xpos", "upos", "mention", "name", "arcs", "rel", "ante_query", "ante_key"]


def load(path):
    c = torch.load(path, map_location="cpu", weights_only=False)
    m = N.Reader(len(c["xpos"]), len(c["upos"]), len(c["rel"]), len(c["mentions"]), len(c["names"]))
    m.load_state_dict(c["state"])
    return m.eval(), c


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--checkpoint", required=True); ap.add_argument("--encoder", required=True); ap.add_argument("--out", required=True)
    ap.add_argument("--float", action="store_true", help="write the f32 graphs instead")
    a = ap.parse_args()
    m, c = load(a.checkpoint)
    os.makedirs(a.out, exist_ok=True)
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
        if a.float:
            shutil.copy(reader, a.out); shutil.copy(link, a.out)
        else:
            from onnxruntime.quantization import quantize_dynamic, QuantType
            for f in (reader, link):
                # reduce_range: AVX2's 8-bit products add pairs in 16 bits and would overflow with full-range weights.
                quantize_dynamic(f, os.path.join(a.out, os.path.basename(f)), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul", "Gemm", "Gather"])
    json.dump({"xpos": c["xpos"], "upos": c["upos"], "rel": c["rel"], "mentions": c["mentions"], "names": c["names"], "before": N.BEFORE, "after": N.AFTER,
               "window": c["args"]["window"], "ante_distance": [round(x, 5) for x in m.ante_distance.weight[:, 0].tolist()]}, open(os.path.join(a.out, "labels.json"), "w"), indent=1)
    shutil.copy(os.path.join(a.encoder, "tokenizer.json"), a.out)
    for f in sorted(os.listdir(a.out)):
        print(f, os.path.getsize(os.path.join(a.out, f)))


if __name__ == "__main__":
    main()
