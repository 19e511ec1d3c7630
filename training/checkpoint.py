"""Makes a checkpoint to train on from (`train.py --resume`) out of shipped weights: model/, model/fast/, model/world/ or the like.

    python training/checkpoint.py model/world RUN/reader.pt
    python training/checkpoint.py model/fast RUN/reader.pt --words-of model

Exporting it again gives the same file, but for the last bit of some numbers. --hold does so, and says what differs.
"""
import argparse, os
import torch
import distill as D
import export as X
import gold as G


def checkpoint(folder, words=None):
    """What train.py saves, of a folder's weights."""
    model, labels, size = D.read(folder, words)
    assert labels["event_types"] == G.TYPES
    return {"state": model.state_dict(), **{k: labels[k] for k in (*D.LABELS, "event_types")}, "args": {"window": labels["window"]}, "size": size}


def differences(folder, model, words=None):
    """How far each list of a folder's file is from what export.py would write of a model: the largest difference, where there is any."""
    shipped, _ = D.opened(folder, "reader.safetensors")
    again = X.tensors(model, words=words is None, blocks=None if "word.scale" in shipped else shipped.get("word"))
    assert shipped.keys() == again.keys(), shipped.keys() ^ again.keys()
    far = {k: (v.float() - again[k].float()).abs().max().item() for k, v in shipped.items()}
    return {k: v for k, v in far.items() if v}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder"); ap.add_argument("out")
    ap.add_argument("--words-of", help="the folder whose word vectors it reads with, where it has none of its own")
    ap.add_argument("--hold", action="store_true", help="say what would differ if it were exported again")
    a = ap.parse_args()
    made = checkpoint(a.folder, a.words_of)
    os.makedirs(os.path.dirname(os.path.abspath(a.out)), exist_ok=True)
    torch.save(made, a.out)
    if a.hold:
        print("largest differences:", differences(a.folder, X.load(a.out)[0], a.words_of) or "none")


if __name__ == "__main__":
    main()
