"""The event-type head: a sentence in which two parties are marked, in; one of PLOVER's root types, out.

It is an encoder of its own over the reader's word vectors. They are frozen in the reader's training too, so that this
head fits every reader trained from the same encoder. Its lower layers are a trained reader's and stay as they are; the
parties enter above them as two learned vectors, added to the pieces of the source and of the target.
"""
import torch
from torch import nn
import network as N

TYPES = ["AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"]
FROZEN = 0                       # layers below the parties
QUADS = {t: 1 if i < 3 else 2 if i < 6 else 3 if i < 10 else 4 for i, t in enumerate(TYPES)}


class EventTypes(nn.Module):
    def __init__(self, dropout=0.1, pool_dropout=0.2, **size):
        """size: layers, heads and ffn of the encoder, where they are not the first model's."""
        super().__init__()
        self.encoder = N.Encoder(dropout, **size)
        self.party = nn.Parameter(torch.randn(2, N.WIDTH) * 0.05)
        self.drop = nn.Dropout(pool_dropout)
        self.label = nn.Linear(3 * N.WIDTH, len(TYPES))

    @classmethod
    def of(cls, state):
        """The head of a checkpoint, whatever its size."""
        layers = {k.split(".")[2] for k in state if k.startswith("encoder.layers.")}
        first = "encoder.layers.0."
        model = cls(layers=len(layers), heads=len(state[first + "qkv.bias"]) // (3 * N.HEAD), ffn=len(state[first + "up.bias"]))
        model.load_state_dict(state)
        return model.eval()

    @torch.no_grad()
    def lower(self, ids, shape, quote):
        """What the frozen layers say of one sentence's pieces: [t, width]. Without dropout, so that it need not be done twice."""
        e = self.encoder
        x = e.word(ids) + e.position.weight[:len(ids)] + e.kind + e.shape(shape) + e.quote(quote)
        x = e.norm(x).unsqueeze(0)
        for layer in e.layers[:FROZEN]:
            x = layer(x, None)
        return x[0]

    def forward(self, x, parties, inside):
        """x: [b, t, width], of `lower`; parties: [b, t, 2], whether a piece is the source's or the target's; inside: [b, t], whether it is no padding."""
        mask = None if bool(inside.all()) else torch.where(inside, 0.0, -1e4)[:, None, None, :]
        x = self.encoder.drop(x + parties @ self.party)
        for layer in self.encoder.layers[FROZEN:]:
            x = layer(x, mask)
        # What was not marked is a row of zeros: a sentence may have no target.
        weights = torch.cat([parties, inside.unsqueeze(2).float()], 2)
        pooled = weights.transpose(1, 2) @ x / weights.sum(1).clamp(min=1).unsqueeze(2)
        return self.label(self.drop(pooled.flatten(1)))
