"""Writes the event-type head as model/events.safetensors, in the form of export.py's reader.safetensors."""
import os
import torch
from safetensors.torch import save_file
import export as X
import network as N
from events_network import FROZEN, TYPES


def tensors(model):
    e, out = model.encoder, {}
    def add(name, parts):
        out.update({f"{name}.{k}": v for k, v in parts.items()})
    def norm(name, n):
        add(name, {"weight": n.weight.data, "bias": n.bias.data})
    out["shape"], out["quote"], out["party"] = e.shape.weight.data, e.quote.weight.data, model.party.data
    norm("norm", e.norm)
    for i, layer in enumerate(e.layers):
        for part in ("qkv", "out", "up", "down"):
            add(f"layers.{i}.{part}", X.panels(getattr(layer, part)))
        norm(f"layers.{i}.norm1", layer.norm1)
        norm(f"layers.{i}.norm2", layer.norm2)
    add("label", X.panels(model.label))
    return {k: (v if v.dtype == torch.int8 else v.float()).contiguous() for k, v in out.items()}


def save(model, folder):
    file = os.path.join(folder, "events.safetensors")
    e = model.encoder
    words = X.fingerprint(X.rounded(e.word.weight.data)[1], e.position.weight.data + e.kind.data)
    save_file(tensors(model), file, {"format": "onrecord-events/1", "width": str(N.WIDTH), "heads": str(e.layers[0].heads), "layers": str(len(e.layers)), "below": str(FROZEN),
                                     "types": " ".join(TYPES), "words": words})
    return file
