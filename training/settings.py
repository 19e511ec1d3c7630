"""What a run of train.py was asked for, its data and their labels: read from the command line when this is imported."""
import argparse, os, pickle, random
import torch
import gold as G
import network as N

DESCRIPTION = """Trains the reader model. Two cores suffice.

    python training/train.py --data DATA.pkl --encoder DIR --out DIR

One optimiser step reads one batch of one corpus: attributions (PolNeAR), trees (EWT), trees with entities and
coreference (GUM). The learning rate falls linearly over the steps, or over --minutes if they run out first."""
ap = argparse.ArgumentParser(description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--data", required=True); ap.add_argument("--encoder", help="folder of the encoder to begin with, where there is no --teacher"); ap.add_argument("--out", required=True)
ap.add_argument("--window", type=int, default=320); ap.add_argument("--batch", type=int, default=4)
ap.add_argument("--epochs", type=float, default=5, help="epochs of PolNeAR"); ap.add_argument("--own", type=float, default=0, help="epochs of our own passages"); ap.add_argument("--gum", type=float, default=6); ap.add_argument("--ewt", type=float, default=2)
ap.add_argument("--gold", type=float, default=0, help="epochs of the gold of whole articles"); ap.add_argument("--sentences", type=float, default=0, help="epochs of sentences with an event"); ap.add_argument("--gap", type=float, default=0, help="epochs of GAP's pronouns")
ap.add_argument("--trees", type=float, default=0, help="epochs of German and Russian trees")
ap.add_argument("--corrected", type=float, default=0, help="epochs of articles of which some statements are corrected (see retrain.py)")
ap.add_argument("--ner", type=float, default=0, help="epochs of sentences with marked names"); ap.add_argument("--other", type=float, default=0, help="epochs of the gold in other languages")
ap.add_argument("--of", help="the layers of --encoder that the model's are, where they are not its first ones")
ap.add_argument("--say", help="write what --parser says of the documents' words to this file, for a --said, and end")
ap.add_argument("--said", help="what a model with another vocabulary says of the documents' words (see --say): in place of a --parser, and for all words of PolNeAR too")
ap.add_argument("--parser", help="a checkpoint that says what the gold's words are, in place of the one that is gone on from")
ap.add_argument("--fold", type=int, default=-1, help="keep this fifth of the gold aside and look at it"); ap.add_argument("--aside", help="with --fold: a file of the articles' names to keep aside, so that they stay the same as the gold grows"); ap.add_argument("--share", type=float, default=1, help="share of the gold to train on, for a learning curve")
ap.add_argument("--event", type=float, default=2, help="weight of the events' anchors"); ap.add_argument("--roles", type=float, default=20, help="weight of the roles beside source and content")
ap.add_argument("--lr", type=float, default=2.2e-4); ap.add_argument("--head-lr", type=float, default=1e-3)
ap.add_argument("--warm", type=int, default=150, help="steps over which the learning rate rises")
ap.add_argument("--minutes", type=float, default=95); ap.add_argument("--seed", type=int, default=11); ap.add_argument("--threads", type=int, default=2)
ap.add_argument("--resume", help="a checkpoint whose weights and size to go on from")
ap.add_argument("--frozen", type=int, default=0, help="lowest encoder layers to leave as they are")
ap.add_argument("--teacher", help="a folder like model/: train a smaller model with this one's help (see distill.py)")
ap.add_argument("--begin", help="a folder like model/fast/: a smaller model to go on from, instead of cutting one out of the teacher")
ap.add_argument("--layers", default="0,2,5", help="the layers, of the teacher or of --begin, that the smaller model's are cut out of")
ap.add_argument("--heads", type=int, default=6); ap.add_argument("--ffn", type=int, default=512)
ap.add_argument("--link-heads", type=int, default=N.LINK_HEADS); ap.add_argument("--link-ffn", type=int, default=N.LINK_FFN)
ap.add_argument("--dropout", type=float, default=0.1); ap.add_argument("--hide", type=float, default=0.04, help="share of words hidden behind the mask sign")
ap.add_argument("--plain", type=float, default=0, help="epochs of the texts without labels, for a smaller model")
ap.add_argument("--taught", type=float, default=3, help="weight of the distance to the teacher's word vectors")
ap.add_argument("--half", action="store_true", help="products of encoder and link head in bfloat16: twice as fast where the processor has it")
ap.add_argument("--links", type=int, default=0, help="cues of a batch that the link head is trained on; 0 is all")
ap.add_argument("--workers", type=int, default=1, help="processes that each train on batches of their own and take the mean of their weights every --sync steps; ends by --minutes")
ap.add_argument("--sync", type=int, default=10); ap.add_argument("--save", type=int, default=1200, help="steps between two checkpoints")
ap.add_argument("--look", type=int, default=1200, help="steps between two looks at the figures")
ap.add_argument("--average", type=float, default=0.998, help="how slowly the running mean of the weights, which is what is kept, follows them: less for a short run")
ap.add_argument("--steps", type=int, default=0, help="stop early (for a trial)")
a = ap.parse_args()
random.seed(a.seed); torch.manual_seed(a.seed); torch.set_num_threads(a.threads)
os.makedirs(a.out, exist_ok=True)
data = pickle.load(open(a.data, "rb"))
XPOS, UPOS, REL = data["xpos"], data["upos"], data["rel"]
ACTS = [act for act, _ in data["acts"]]
IN_GROUP = [torch.tensor([k for k, (_, g) in enumerate(data["acts"]) if g == group]) for group in G.GROUPS]
xpos_id, upos_id, rel_id = ({k: i for i, k in enumerate(v)} for v in (XPOS, UPOS, REL))


def half():
    return torch.autocast("cpu", torch.bfloat16, enabled=a.half)
