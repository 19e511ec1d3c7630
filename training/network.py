"""The reader model: a MiniLM encoder that also sees letter case, quotation marks and paragraph breaks, and its heads."""
import torch
from torch import nn
import torch.nn.functional as F

WIDTH, LAYERS, HEADS, FFN = 384, 6, 12, 1536
VOCABULARY = 30522               # pieces of the English encoder
HEAD = WIDTH // HEADS            # width of one head, in every model
SHAPES, QUOTES = 11, 6           # Shape and QuoteMark in crates/onrecord/src/language; 10 is a paragraph break
FRAMES = 16                      # a statement, or one of PLOVER's types
ROLES = 6                        # beside a statement's source and content: addressee, time, occasion; source, target and place of an event, whose time is the same as a statement's
STATUS, ACT = 7, 128             # an event's six statuses and whether it is mutual; middle of the head of acts
LINK = 160                       # width of the link head
LINK_HEADS, LINK_HEAD = 4, 40    # heads of its attention, and the width of one in every model
LINK_FFN = 320                   # its middle
BEFORE, AFTER = 80, 112          # words around a cue in which its source and content are looked for
NEAR = 1                         # paragraphs before and after the cue's in which they are looked for: what lies beyond is 1 in 400 words
PARAGRAPHS = 7                   # clipped distance in paragraphs, -3 to 3
ARC, REL, COREF = 128, 96, 96


class Layer(nn.Module):
    """A post-norm transformer layer, as BERT has it; with fewer heads than WIDTH has room for, its attention is narrower."""

    def __init__(self, dropout, heads=HEADS, ffn=FFN):
        super().__init__()
        self.heads, inner = heads, heads * HEAD
        self.qkv = nn.Linear(WIDTH, 3 * inner)
        self.out = nn.Linear(inner, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, ffn)
        self.down = nn.Linear(ffn, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x, mask):
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, HEAD).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(b, t, self.heads * HEAD))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, dropout=0.1, layers=LAYERS, heads=HEADS, ffn=FFN, vocabulary=VOCABULARY):
        super().__init__()
        self.word = nn.Embedding(vocabulary, WIDTH)
        self.position = nn.Embedding(512, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.shape = nn.Embedding(SHAPES, WIDTH)
        self.quote = nn.Embedding(QUOTES, WIDTH)
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.quote.weight)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout, heads, ffn) for _ in range(layers))

    def load(self, path, of=None, pieces=None):
        """Takes the weights of a BERT over (all-MiniLM-L6-v2's, multilingual-e5-small's); word and position embeddings stay as they
        are. `of` names which of its layers these are, `pieces` which of its pieces the vocabulary has, where it is cut."""
        from safetensors.torch import load_file
        w = load_file(path)
        words = w["embeddings.word_embeddings.weight"]
        self.word.weight.data = words if pieces is None else words[pieces].clone()
        self.position.weight.data = w["embeddings.position_embeddings.weight"]
        self.kind.data = w["embeddings.token_type_embeddings.weight"][0]
        self.norm.weight.data, self.norm.bias.data = w["embeddings.LayerNorm.weight"], w["embeddings.LayerNorm.bias"]
        for i, layer in enumerate(self.layers):
            p = f"encoder.layer.{of[i] if of else i}."
            for part in ("weight", "bias"):
                layer.qkv._parameters[part].data = torch.cat([w[f"{p}attention.self.{n}.{part}"] for n in ("query", "key", "value")])
                layer.out._parameters[part].data = w[f"{p}attention.output.dense.{part}"]
                layer.norm1._parameters[part].data = w[f"{p}attention.output.LayerNorm.{part}"]
                layer.up._parameters[part].data = w[f"{p}intermediate.dense.{part}"]
                layer.down._parameters[part].data = w[f"{p}output.dense.{part}"]
                layer.norm2._parameters[part].data = w[f"{p}output.LayerNorm.{part}"]
        self.word.weight.requires_grad_(False)
        self.position.weight.requires_grad_(False)
        self.kind.requires_grad_(False)

    def forward(self, ids, shape, quote, mask=None):
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.word(ids) + self.position(positions) + self.kind + self.shape(shape) + self.quote(quote)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x


class Link(nn.Module):
    """For one anchor and the words around it: what each word is to it. A statement's anchor is its cue: each word is of its
    source, of its content, or neither (three scores, of which one wins). The other roles are scored each for itself: one
    word may be the addressee and stand in the content, or be source and target of what is mutual."""

    def __init__(self, dropout=0.1, heads=LINK_HEADS, ffn=LINK_FFN):
        super().__init__()
        self.heads, inner = heads, heads * LINK_HEAD
        self.plain = nn.Linear(WIDTH, LINK)
        self.gated = nn.Linear(WIDTH, LINK)
        self.cue_gate = nn.Linear(WIDTH, LINK)
        self.cue_add = nn.Linear(WIDTH, LINK)
        self.position = nn.Parameter(torch.zeros(BEFORE + AFTER, LINK))
        self.paragraph = nn.Embedding(PARAGRAPHS, LINK)
        self.in_cue = nn.Parameter(torch.zeros(LINK))
        self.frame = nn.Embedding(FRAMES, LINK)
        nn.init.normal_(self.frame.weight, std=0.02)
        with torch.no_grad():
            self.frame.weight[0] = 0
        nn.init.normal_(self.position, std=0.02)
        nn.init.normal_(self.paragraph.weight, std=0.02)
        nn.init.normal_(self.in_cue, std=0.02)
        self.norm0 = nn.LayerNorm(LINK)
        self.qkv, self.out = nn.Linear(LINK, 3 * inner), nn.Linear(inner, LINK)
        self.norm1 = nn.LayerNorm(LINK)
        self.up, self.down = nn.Linear(LINK, ffn), nn.Linear(ffn, LINK)
        self.norm2 = nn.LayerNorm(LINK)
        self.label = nn.Linear(LINK, 3 + ROLES)
        self.drop = nn.Dropout(dropout)

    def forward(self, plain, gated, cue, in_cue, paragraph, valid, frame):
        """plain, gated: [n, L, LINK], the words' projections; cue: [n, WIDTH]; in_cue, valid: [n, L]; paragraph: [n, L] in 0..7; frame: [n]."""
        n, length, _ = plain.shape
        x = plain + gated * self.cue_gate(cue).unsqueeze(1) + (self.cue_add(cue) + self.frame(frame)).unsqueeze(1)
        x = x + self.position + self.paragraph(paragraph) + in_cue.unsqueeze(2) * self.in_cue
        x = self.drop(self.norm0(x))
        q, k, v = self.qkv(x).view(n, length, 3, self.heads, LINK_HEAD).permute(2, 0, 3, 1, 4)
        mask = torch.where(valid, 0.0, -1e4)[:, None, None, :]
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(n, length, self.heads * LINK_HEAD))))
        x = self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))
        return self.label(x)


class Reader(nn.Module):
    def __init__(self, xpos, upos, rel, mentions, names, acts, dropout=0.1, link_heads=LINK_HEADS, link_ffn=LINK_FFN, **size):
        """size: layers, heads, ffn and vocabulary of the encoder, where they are not the first model's."""
        super().__init__()
        self.encoder = Encoder(dropout, **size)
        self.drop = nn.Dropout(dropout)
        self.cue = nn.Linear(WIDTH, 3)
        self.role = nn.Linear(WIDTH, 3)          # auxiliary: source, content or neither, of any cue
        self.link = Link(dropout, link_heads, link_ffn)
        self.event = nn.Linear(WIDTH, FRAMES)    # the event that a word is the anchor of, or none
        self.status = nn.Linear(WIDTH, STATUS)
        self.act_in, self.act = nn.Linear(3 * WIDTH, ACT), nn.Linear(ACT, acts)
        self.xpos, self.upos = nn.Linear(WIDTH, xpos), nn.Linear(WIDTH, upos)
        self.mention, self.name = nn.Linear(WIDTH, mentions), nn.Linear(WIDTH, names)
        self.arc_dep, self.arc_head = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.arc_root = nn.Linear(WIDTH, 1)
        self.rel_dep, self.rel_head, self.rel = nn.Linear(WIDTH, REL), nn.Linear(WIDTH, REL), nn.Linear(REL, rel)
        self.ante_query, self.ante_key = nn.Linear(WIDTH, COREF), nn.Linear(WIDTH, COREF)
        self.ante_distance = nn.Embedding(10, 1)
        nn.init.zeros_(self.ante_distance.weight)

    def words(self, ids, shape, quote, first, mask=None):
        """The vector of each word: its first piece's. first: [b, w]."""
        x = self.encoder(ids, shape, quote, mask)
        return self.drop(torch.gather(x, 1, first.unsqueeze(2).expand(-1, -1, WIDTH)))

    def arcs(self, h, sentence):
        """Scores [b, dependent, head]; a word as its own head is the root. Only words of one sentence."""
        scores = self.arc_dep(h) @ self.arc_head(h).transpose(1, 2) / ARC ** 0.5
        eye = torch.eye(h.shape[1], dtype=torch.bool, device=h.device)
        scores = torch.where(eye, self.arc_root(h).expand(-1, -1, h.shape[1]), scores)
        same = sentence.unsqueeze(1) == sentence.unsqueeze(2)
        return torch.where(same, scores, torch.full_like(scores, -1e4))

    def relations(self, h, heads):
        chosen = torch.gather(self.rel_head(h), 1, heads.unsqueeze(2).expand(-1, -1, REL))
        return self.rel(F.gelu(self.rel_dep(h) + chosen))

    def acts(self, cue, content, source):
        """Scores of what is done in saying it: [n, acts], of the mean vectors of the three; zeros where one has no word."""
        return self.act(self.drop(F.gelu(self.act_in(torch.cat([cue, content, source], 1)))))

    def antecedents(self, query, key):
        """Scores [mention, earlier mention]; column i for mention i itself means: none, scored 0."""
        n = query.shape[0]
        scores = query @ key.T / COREF ** 0.5
        i = torch.arange(n, device=query.device)
        gap = (i[:, None] - i[None, :]).clamp(min=0)
        bucket = torch.bucketize(gap, torch.tensor([1, 2, 3, 5, 8, 12, 20, 32, 64]))
        scores = scores + self.ante_distance(bucket).squeeze(2)
        scores = torch.where(i[:, None] == i[None, :], torch.zeros_like(scores), scores)
        return torch.where(i[:, None] < i[None, :], torch.full_like(scores, -1e4), scores)
