"""Averages two checkpoints of one line of training, weight by weight (Wortsman et al. 2022, "Model soups").

    python training/average.py FIRST.pt SECOND.pt OUT.pt
"""
import sys
import torch

first, second, out = sys.argv[1:]
a, b = (torch.load(f, weights_only=False) for f in (first, second))
for name, value in a["state"].items():
    if value.dtype.is_floating_point:
        a["state"][name] = (value + b["state"][name]) / 2
torch.save(a, out)
