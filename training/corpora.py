"""Reads the corpora of ../../shared/data and lines their labels up with the product's own words.

The words, word pieces and features come from the Rust library (`onrecord-dev prepare`), so that training and reading
cannot see different input; this file only maps each corpus's labels onto them by character offset.
"""
import bisect, glob, json, os, re, subprocess

MENTIONS = ["none", "person", "organization", "place", "time", "event", "object", "abstract", "animal", "plant", "substance"]
NAMES = ["O"] + [f"{b}-{k}" for k in ("person", "organization", "place", "event", "time", "other") for b in "BI"]


def prepare(binary, tokenizer, documents):
    """Runs the library over {"id", "text", "language"} documents (English where they don't say); the prepared ones, by id."""
    given = "".join(json.dumps({k: d[k] for k in ("id", "text", "language") if k in d}) + "\n" for d in documents)
    done = subprocess.run([binary, "prepare", "--tokenizer", tokenizer], input=given.encode(), capture_output=True, check=True)
    return {p["id"]: p for p in map(json.loads, done.stdout.decode().splitlines())}


class Aligner:
    """Character spans to word indexes."""

    def __init__(self, words):
        self.words, self.ends = words, [e for _, e in words]

    def over(self, spans):
        """Indexes of the words that share a character with the spans."""
        got = set()
        for start, end in spans:
            i = bisect.bisect_left(self.ends, start + 1)
            while i < len(self.words) and self.words[i][0] < end:
                got.add(i)
                i += 1
        return sorted(got)


def read_standoff(path):
    spans, out = {}, []
    for line in open(path, encoding="utf8"):
        parts = line.rstrip("\n").split("\t")
        if parts[0].startswith("T") and len(parts) >= 2:
            role, rest = parts[1].split(" ", 1)
            spans[parts[0]] = [tuple(map(int, piece.split())) for piece in rest.split(";")]
        elif parts[0].startswith("E"):
            statement = {"source": [], "cue": [], "content": []}
            for arg in parts[1].split():
                role, ref = arg.split(":")
                role = role.lower().rstrip("0123456789")
                if role in statement:
                    statement[role] += spans.get(ref, [])
            if statement["content"]:
                out.append(statement)
    return out


def polnear(folder):
    """Articles with their attributions; of several annotators the alphabetically first, as the scorer has it."""
    for file in sorted(glob.glob(os.path.join(folder, "text", "*.txt"))):
        name = os.path.basename(file)[:-4]
        gold = sorted(glob.glob(os.path.join(glob.escape(os.path.join(folder, "attributions")), glob.escape(name) + "_*.ann")))
        if gold:
            yield {"id": name, "text": open(file, encoding="utf8", newline="").read(), "statements": read_standoff(gold[0])}


def own(folder):
    """Passages of our own: `{1s The palace} {1c denied} {1t {2c reports} {2t that the king had left}}.`, parted by empty
    lines; `#` begins a comment. Each passage is a document with the statements that stand inside no other, and each
    content one with the statements inside it (or none), as the reader reads it again on its own."""
    for file in sorted(glob.glob(os.path.join(folder, "*.txt"))):
        lines = [l for l in open(file, encoding="utf8").read().split("\n") if not l.startswith("#")]
        for number, marked in enumerate(p for p in re.split(r"\n\s*\n", "\n".join(lines)) if p.strip()):
            name = f"{os.path.basename(file)}:{number}"
            text, statements = unmark(marked.strip(), name)
            contents = {n: s["content"] for n, s in statements.items()}
            yield from own_documents(name, text, statements, contents)


def unmark(marked, name):
    """The plain text of a passage, and its statements by number."""
    text, statements, open_, length = [], {}, [], 0
    for part in re.split(r"(\{\d+[sct] ?|\})", marked):
        if part == "}":
            n, role, start = open_.pop()
            statements.setdefault(n, {"source": [], "cue": [], "content": []})[role].append((start, length))
        elif part.startswith("{"):
            roles = {"s": "source", "c": "cue", "t": "content"}
            open_.append((int(part[1:].strip()[:-1]), roles[part.strip()[-1]], length))
        else:
            text.append(part)
            length += len(part)
    assert not open_ and all(s["content"] for s in statements.values()), name
    return "".join(text), statements


def own_documents(name, text, statements, contents):
    inside = lambda spans, pieces: all(any(a <= x and y <= b for a, b in pieces) for x, y in spans)
    # What holds a statement directly: the shortest of the contents around it.
    holder = {}
    for n, s in statements.items():
        spans = s["source"] + s["cue"] + s["content"]
        around = [m for m in statements if m != n and inside(spans, contents[m])]
        holder[n] = min(around, key=lambda m: sum(b - a for a, b in contents[m]), default=None)
    top = [s for n, s in statements.items() if holder[n] is None]
    yield {"id": name, "text": text, "statements": top}
    for m in statements:
        for k, (a, b) in enumerate(contents[m]):
            within = [s for n, s in statements.items() if holder[n] == m and inside(s["cue"] + s["content"], [(a, b)])]
            if within or len(text[a:b].split()) >= 6:
                moved = [{r: [(x - a, y - a) for x, y in s[r] if a <= x and y <= b] for r in s} for s in within]
                yield {"id": f"{name}:{m}:{k}", "text": text[a:b], "statements": moved}


def polnear_labels(document, prepared):
    align = Aligner(prepared["words"])
    out = []
    for s in document["statements"]:
        out.append({role: align.over(s[role]) for role in ("cue", "source", "content")})
    return {"statements": out}


def conllu(path):
    """Documents of a CoNLL-U file: text rebuilt from the tokens, sentences with their columns and character spans."""
    doc, sentence = None, None
    text = []
    length = 0

    def add(s):
        nonlocal length
        text.append(s)
        length += len(s)

    def close(doc):
        doc["text"] = "".join(text)
        return doc

    newpar = False
    skip_until = 0
    for line in open(path, encoding="utf8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc"):
            if doc:
                yield close(doc)
            text, length = [], 0
            doc = {"id": line.split("=", 1)[-1].strip(), "sentences": []}
            sentence = None
        elif line.startswith("# newpar") and "block" not in line:
            newpar = True
        elif line.startswith("#"):
            continue
        elif not line:
            sentence = None
            skip_until = 0
        else:
            c = line.split("\t")
            if doc is None:
                doc = {"id": os.path.basename(path), "sentences": []}
            if sentence is None:
                sentence = []
                doc["sentences"].append(sentence)
                if length:
                    if newpar:
                        add("\n")
                    elif not text[-1].endswith(" "):
                        add(" ")
                newpar = False
            misc = dict(m.split("=", 1) for m in c[9].split("|") if "=" in m)
            space = "" if misc.get("SpaceAfter") == "No" else " "
            if "-" in c[0]:
                a, b = map(int, c[0].split("-"))
                start, skip_until = length, b
                add(c[1])
                surface, done = c[1], 0
                if space:
                    add(space)
                multi = (start, surface)
                continue
            if "." in c[0]:
                continue
            if int(c[0]) <= skip_until:
                # A part of a contraction: found inside the surface form where it stands there letter for letter.
                at = multi[1].find(c[1], done)
                span = (multi[0] + at, multi[0] + at + len(c[1])) if at >= 0 else (multi[0], multi[0])
                done = at + len(c[1]) if at >= 0 else done
            else:
                span = (length, length + len(c[1]))
                add(c[1])
                if space:
                    add(space)
            sentence.append({"id": int(c[0]), "form": c[1], "upos": c[3], "xpos": c[4], "feats": c[5], "named": misc.get("NamedEntity") == "Yes", "name": misc.get("Name"), "head": int(c[6]), "rel": c[7].split(":")[0],
                             "deprel": c[7], "span": span, "entity": misc.get("Entity")})
    if doc:
        yield close(doc)


# Relations that English EWT has under another name.
RELATIONS = {"det:poss": "nmod:poss", "obl:arg": "obl", "obl:tmod": "obl:unmarked", "expl:pv": "expl", "flat:name": "flat", "flat:foreign": "flat", "nummod:gov": "nummod", "nummod:entity": "nummod"}
PUNCTUATION = {".": ".", "!": ".", "?": ".", ",": ",", "(": "-LRB-", ")": "-RRB-", "„": "``", "»": "``", "“": "''", "«": "''", '"': "''"}
POSSESSIVE = re.compile(r"его|е[её]|их|(мо|тво|сво)(й|я|ё|и|его|ей|ему|им|их|ю|ём|ими|ом)|(наш|ваш)\w*")
# German nouns that end so may be names of bodies (`Bundesverfassungsgericht`), which GSD does not tell from others.
MAYBE_BODIES = re.compile(r"(gericht|amt|tag|rat|partei|ministerium|verband|union|bund|bank|armee|wehr|polizei|kommission|parlament|regierung|zeitung|agentur|universität|verein|gesellschaft|kirche|klub|club)s?$")


def foreign(paths, language, share):
    """Trees in another language with the tags and relations that English treebanks have, so that one head learns from both; in two
    parts, the first with that share of each document's sentences."""
    out = {"train": [], "dev": []}
    for doc in (d for p in sorted(paths) for d in conllu(p)):
        for t in (t for sentence in doc["sentences"] for t in sentence):
            t["xpos"], t["deprel"] = penn(t), RELATIONS.get(t["deprel"], t["deprel"])
        cut = round(len(doc["sentences"]) * share)
        at = doc["sentences"][cut][0]["span"][0] if cut < len(doc["sentences"]) else len(doc["text"])
        for t in (t for sentence in doc["sentences"][cut:] for t in sentence):
            t["span"] = (t["span"][0] - at, t["span"][1] - at)
        for part, text, sentences in (("train", doc["text"][:at], doc["sentences"][:cut]), ("dev", doc["text"][at:], doc["sentences"][cut:])):
            if sentences:
                out[part].append({"id": f"{doc['id']}:{part}", "language": language, "text": text, "sentences": sentences})
    return out


def penn(t):
    """The Penn tag of a German or Russian token, by its part of speech, its STTS tag and its features."""
    has, stts, form = set(t["feats"].split("|")), t["xpos"], t["form"].lower()
    of = lambda pairs, other: next((tag for k, tag in pairs if k in has or k == stts), other)
    match t["upos"]:
        case "PROPN": return "NNP"
        case "NOUN": return of([("Number=Plur", "NNS")], "NN")
        case "VERB" | "AUX": return of([("VMFIN", "MD"), ("VerbForm=Inf", "VB"), ("VerbForm=Part", "VBN"), ("VerbForm=Conv", "VBG"), ("Tense=Past", "VBD")], "VBZ" if {"Person=3", "Number=Sing"} <= has else "VBP")
        case "ADJ": return of([("Degree=Cmp", "JJR"), ("Degree=Sup", "JJS")], "JJ")
        case "ADV": return of([("PWAV", "WRB"), ("Degree=Cmp", "RBR"), ("Degree=Sup", "RBS")], "RB")
        case "PRON": return of([("PRELS", "WDT"), ("PWS", "WP"), ("PIS", "DT"), ("PDS", "DT")], "WDT" if form.startswith("котор") else "WP" if form in ("кто", "что") else "PRP" if stts in ("PPER", "PRF") or "Person=" in t["feats"] else "DT")
        case "DET": return of([("PPOSAT", "PRP$"), ("PWAT", "WDT")], "PRP$" if POSSESSIVE.fullmatch(form) else "DT")
        case "ADP": return of([("PTKVZ", "RP")], "IN")
        case "PART": return of([("PTKZU", "TO")], "RB")
        case "PUNCT": return PUNCTUATION.get(t["form"], ":")
        case other: return {"CCONJ": "CC", "SCONJ": "IN", "NUM": "CD", "INTJ": "UH", "X": "FW", "SYM": "SYM"}.get(other)


def proper_labels(document, prepared):
    """Names of whatever kind by the proper nouns of a German treebank, and the words that are surely in none: nouns have capitals there,
    so that only the tags tell them from names. Where the tokens say what names there are (`Name=B-person`), these."""
    starts = {s: i for i, (s, _) in enumerate(prepared["words"])}
    named, name = [], [-100] * len(prepared["words"])
    for sentence in document["sentences"]:
        words = [(starts.get(t["span"][0]), t) for t in sentence]
        run = None
        for k, (i, t) in enumerate(words):
            if t["name"] and i is not None:
                name[i] = NAMES.index(t["name"])
            elif i is None or t["upos"] != "PROPN":
                run = None
                before = words[k - 1][1] if k else None
                maybe = t["named"] or MAYBE_BODIES.search(t["form"].lower()) or before and before["upos"] == "PROPN" and t["upos"] in ("NOUN", "ADJ", "NUM", "X")
                if i is not None and not maybe and t["upos"] != "X":
                    name[i] = 0
            elif run and t["rel"] in ("flat", "compound") and named[run - 1][1] == i:
                named[run - 1] = (named[run - 1][0], i + 1)
            elif run:
                # Two names side by side, or one whose parts the tree does not join: where it ends nobody knows.
                named.pop()
                run = None
            else:
                named.append((i, i + 1))
                run = len(named)
    return {"named": named, "name": name}


def tree_labels(document, prepared):
    """Part of speech, head and relation of each word that is also a word of the treebank; None elsewhere."""
    words = prepared["words"]
    starts = {s: i for i, (s, _) in enumerate(words)}
    n = len(words)
    upos, xpos, head, rel, sent = [None] * n, [None] * n, [-1] * n, [None] * n, [-1] * n
    for number, sentence in enumerate(document["sentences"]):
        index = {}
        for token in sentence:
            if token["span"][0] < token["span"][1] and token["span"][0] in starts:
                index.setdefault(token["id"], starts[token["span"][0]])
        spans = [t["span"] for t in sentence if t["span"][0] < t["span"][1]]
        if spans:
            a, b = bisect.bisect_left([s for s, _ in words], spans[0][0]), bisect.bisect_left([s for s, _ in words], spans[-1][1])
            for i in range(a, b):
                sent[i] = number
        by_id = {t["id"]: t for t in sentence}
        for token in sentence:
            i = index.get(token["id"])
            if i is None:
                continue
            upos[i], xpos[i] = token["upos"], token["xpos"]
            if token["head"] == 0:
                head[i], rel[i] = i, "root"
            elif token["head"] in index:
                head[i], rel[i] = index[token["head"]], token["deprel"]
    return {"upos": upos, "xpos": xpos, "head": head, "rel": rel, "sentence": sent}


def entity_labels(document, prepared):
    """GUM's mentions: kind at each head word, names as BIO, and the coreference cluster of each mention head."""
    words = prepared["words"]
    starts = {s: i for i, (s, _) in enumerate(words)}
    n = len(words)
    mention, name, cluster = [0] * n, [0] * n, [-1] * n
    open_, found = [], []
    for sentence in document["sentences"]:
        open_ = []
        for token in sentence:
            if not token["entity"]:
                continue
            for part in split_entities(token["entity"]):
                if part.startswith("("):
                    fields = part[1:].rstrip(")").split("-")
                    entry = {"id": fields[0], "kind": fields[1], "head": fields[5].split(",")[0] if len(fields) > 5 else "1", "tokens": [], "sentence": sentence, "start": token["id"], "wiki": len(fields) > 7}
                    open_.append(entry)
                    if part.endswith(")"):
                        open_.pop()
                        entry["end"] = token["id"]
                        found.append(entry)
                else:
                    key = part.rstrip(")")
                    for k in range(len(open_) - 1, -1, -1):
                        if open_[k]["id"] == key:
                            entry = open_.pop(k)
                            entry["end"] = token["id"]
                            found.append(entry)
                            break
    numbers = {}
    names = []
    for e in found:
        tokens = [t for t in e["sentence"] if e["start"] <= t["id"] <= e["end"]]
        try:
            head = tokens[int(e["head"]) - 1]
        except (ValueError, IndexError):
            continue
        i = starts.get(head["span"][0])
        if i is None or head["span"][0] == head["span"][1]:
            continue
        kind = e["kind"].split(":")[-1]
        if kind in MENTIONS:
            # Of nested mentions with one head (appositions) the outermost comes last and wins.
            mention[i] = MENTIONS.index(kind)
            cluster[i] = numbers.setdefault(e["id"].split("[")[0], len(numbers))
        if head["upos"] == "PROPN":
            names.append((e, tokens, head))
    for e, tokens, head in sorted(names, key=lambda x: -len(x[1])):
        # The name is the run of proper nouns (with their joints) around the head, not its descriptions.
        at = tokens.index(head)
        a = b = at
        joints = {"of", "the", "for", "and", "de", "van", "von", "al", "-", "&", "'s", "’s", "in"}
        propn = lambda t: t["upos"] == "PROPN" or (t["upos"] in ("ADJ", "NOUN", "NUM") and t["form"][:1].isupper())
        while a > 0 and propn(tokens[a - 1]):
            a -= 1
        while b + 1 < len(tokens) and (propn(tokens[b + 1]) or (b + 2 < len(tokens) and tokens[b + 1]["form"] in joints and propn(tokens[b + 2]) and tokens[b + 1]["form"] != "and")):
            b += 1
        kind = e["kind"] if e["kind"] in ("person", "organization", "place", "event", "time") else "other"
        run = [starts[t["span"][0]] for t in tokens[a:b + 1] if t["span"][0] in starts]
        for k, i in enumerate(run):
            name[i] = NAMES.index(("B-" if k == 0 else "I-") + kind)
    return {"mention": mention, "name": name, "cluster": cluster}


def split_entities(value):
    """`(1-person-…(2-place-…-Name)1)` into its openings and closings."""
    out, i = [], 0
    while i < len(value):
        if value[i] == "(":
            j = i + 1
            while j < len(value) and value[j] not in "()":
                j += 1
            if j < len(value) and value[j] == ")":
                j += 1
            out.append(value[i:j])
        else:
            j = value.find(")", i)
            j = len(value) if j < 0 else j + 1
            out.append(value[i:j])
        i = j
    return out


def iob(path):
    """Documents of an IOB2 file of Universal NER: the text of their sentences, and each token's span and label."""
    doc, at = None, 0
    for line in open(path, encoding="utf8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc"):
            if doc:
                yield doc
            doc = {"id": line.split("=", 1)[-1].strip(), "text": "", "tokens": []}
        elif line.startswith("# text"):
            doc["text"] += (" " if doc["text"] else "") + line.split("=", 1)[-1].strip()
        elif line and line[0] != "#":
            _, form, label, *_ = line.split("\t")
            found = doc["text"].find(form, at if doc["tokens"] else 0)
            if found >= 0:
                at = found + len(form)
                doc["tokens"].append(((found, at), label))
    if doc:
        yield doc


def name_labels(document, prepared):
    """The label of each word's name. A capital outside a person's, body's or place's name may be another kind of name: not known."""
    align, text = Aligner(prepared["words"]), document["text"]
    name = [-100 if text[a].isupper() else 0 for a, _ in prepared["words"]]
    kinds = {"PER": "person", "ORG": "organization", "LOC": "place"}
    for span, label in document["tokens"]:
        for k, w in enumerate(align.over([span])):
            begin, _, kind = label.partition("-")
            if kind in kinds:
                name[w] = NAMES.index(f"{'I' if k else begin}-{kinds[kind]}")
    return {"name": name}
