"""Reads the gold of whole articles (../shared/data/gold, training/gold) and GAP, and lines both up with the product's own words.

A gold file holds offsets and labels; its text lies where its name says (`TEXTS`), and the hash in the file tells whether it is
still the text that was annotated.
"""
import csv, functools, hashlib, io, json, os, re, zipfile
import corpora as C

TYPES = ["AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"]
STATUS = ["happened", "ongoing", "planned", "threatened", "denied", "hypothetical"]
GROUPS = ["assertive", "commissive", "directive", "expressive", "declarative", "mental"]
LANGUAGES = ("de", "fr", "es", "ru", "uk", "pt", "it", "pl", "nl")
STATEMENT_ROLES = ["addressee", "when", "occasion"]
EVENT_ROLES = ["source", "target", "place", "when"]


def act_groups(path):
    """The product's acts with the class of each, in the order of the file."""
    return [tuple(line.split()) for line in open(path, encoding="utf8") if line.strip() and not line.startswith("#")]


def language(path):
    """The language of a gold file's text, by its name: `p-de-43924.json`, `x-own-fr-3.json`; English where it names none."""
    parts = os.path.basename(path)[:-5].split("-")[1:]
    code = parts[1] if parts[0] == "own" else parts[0]
    return code if code in LANGUAGES else "en"


def text_of(name, shared, own):
    """The text that a gold file was made of: by the beginning of its name."""
    kind, rest = name.split("-", 1)
    data = os.path.join(shared, "data")
    if kind == "own":
        path = os.path.join(own, "own", name + ".txt")
    elif kind == "pn":
        path = os.path.join(data, "polnear/train/text", rest + ".txt")
    elif kind == "gum":
        return next(iter(C.conllu(os.path.join(data, f"gum/train/GUM_news_{rest}.conllu"))))["text"]
    elif kind == "de" and not os.path.exists(os.path.join(data, "gold/texts", name + ".txt")):
        path = os.path.join(data, "wikinews-de/texts", rest + ".txt")
    else:
        path = os.path.join(data, "gold/texts", name + ".txt")
        if not os.path.exists(path):
            path = os.path.join(data, "wikinews", name + ".txt")
        if not os.path.exists(path):
            return (page if kind == "pg" else story)(data, rest)
    return open(path, encoding="utf8", newline="").read()


@functools.cache
def pages(data):
    return json.load(open(os.path.join(data, "pages/ground-truth.json"), encoding="utf8"))


def page(data, beginning):
    """A page's text by the beginning of its number."""
    return next(p["articleBody"] for k, p in pages(data).items() if k.startswith(beginning))


@functools.cache
def stories(data):
    with zipfile.ZipFile(os.path.join(data, "plover/synthetic_stories.csv.zip")) as z:
        return list(csv.DictReader(io.TextIOWrapper(z.open(z.namelist()[0]), encoding="utf8")))


def story(data, number):
    """One of NGEC's stories, by its row: headline, empty line, text."""
    row = stories(data)[int(number)]
    return row["title"] + "\n\n" + row["text"]


def articles(files, shared, own):
    """One document an article; of several annotators of one article the alphabetically first. Where none of the texts of others are
    at hand (`shared` is not there), those of our own."""
    seen = set()
    for path in sorted(files):
        gold = json.load(open(path, encoding="utf8"))
        if gold["article"] in seen:
            continue
        seen.add(gold["article"])
        try:
            text = text_of(gold["article"], shared, own)
        except FileNotFoundError:
            if os.path.exists(os.path.join(shared, "data")):
                raise
            continue
        assert hashlib.sha256(text.encode()).hexdigest() == gold["sha256"], f"{path}: the text is another one"
        yield {"id": gold["article"], "text": text, "gold": gold, "language": language(path)}


def top(words, head, upos):
    """The word of a run that the others hang on: the one whose own head lies outside; verbs before nouns before others."""
    inside = set(words)
    tops = [w for w in words if head[w] not in inside or head[w] == w]
    rank = {"VERB": 0, "NOUN": 1, "PROPN": 2, "ADJ": 3}
    return min(tops or words, key=lambda w: (rank.get(upos[w], 4), w))


# Forms that are Konjunktiv or nothing, and words that end like one and are none.
KONJUNKTIV = set("sei seien habe hätte hätten werde würde würden wolle solle müsse müssten könne könnten dürfe dürften möge wäre wären wisse".split())
NO_VERB = set("die eine keine seine ihre meine unsere deine diese jene jede welche manche solche alle viele wenige einige mehrere andere beide ohne heute gerade lange gerne eben sowie nahe weite ende mitte je ne erste zweite dritte letzte nächste hohe große neue".split())


def carried_over(text, statement):
    """The verb that tells a German sentence of reported speech that no verb of saying stands by (`Er habe nichts gewusst.`), as its cue;
    none where no verb is surely one. Such a verb is a word of the content as well: that tells it from other cues."""
    if statement.get("cue") or statement["kind"] != "indirect" or statement.get("source"):
        return None
    words = [(a + m.start(), a + m.end()) for a, b in statement["content"] for m in re.finditer(r"\w+", text[a:b])]
    low = lambda w: text[w[0]:w[1]]
    likely = lambda k, w: re.fullmatch(r"[a-zäöüß]{3,}e", low(w)) and low(w) not in NO_VERB and k + 1 < len(words) and low(words[k + 1]).islower()
    return next((w for k, w in enumerate(words) if low(w).lower() in KONJUNKTIV or likely(k, w)), None)


def labels(document, prepared, acts):
    """Statements and events as word indexes."""
    align, gold = C.Aligner(prepared["words"]), document["gold"]
    act_id = {a: i for i, (a, _) in enumerate(acts)}
    group_of = dict(acts)
    over = lambda entry, key: align.over(entry.get(key) or [])
    statements = []
    german = document["language"] == "de"
    for s in gold["statements"]:
        verb = carried_over(document["text"], s) if german else None
        if verb:
            s = {**s, "cue": [verb], "optional": False}
        act = (s.get("act") or "").split("|")[0]
        out = {k: over(s, k) for k in ("cue", "source", "content")}
        out |= {k: over(s, k + "_spans") for k in STATEMENT_ROLES}
        group = group_of.get(act) or s.get("group")
        out |= {"act": act_id.get(act, -1), "group": GROUPS.index(group) if group in GROUPS else -1, "optional": bool(s.get("optional")), "inside": s.get("inside"), "id": s["id"],
                "speaker": s.get("speaker"), "told": bool(s.get("addressee")), "day": bool(s.get("when"))}
        statements.append(out)
    events = []
    for e in gold["events"]:
        out = {k: over(e, k + "_spans") for k in EVENT_ROLES}
        out |= {"anchor": over(e, "anchor"), "type": TYPES.index(e["type"]), "status": STATUS.index(e["status"]), "optional": bool(e.get("optional")), "mutual": bool(e.get("mutual")),
                "names": (e.get("source") or [], e.get("target") or [])}
        if out["anchor"]:
            events.append(out)
    return {"statements": statements, "events": events, "named": named(document["text"], gold, align, german)}


def named(text, gold, align, german):
    """The words of the names that readers gave to speakers and parties, wherever the text has them letter for letter: what is one
    name, of whatever kind."""
    names = {n.strip() for s in gold["statements"] for n in (s.get("speaker") or "").split(";")}
    names |= {n for e in gold["events"] for n in (e.get("source") or []) + (e.get("target") or [])}
    if german:
        # Every noun begins with a capital there: of single words nobody can tell whether they are names.
        names = {n for n in names if " " in n and all(w[:1].isupper() for w in n.split())}
    out, taken = [], set()
    for name in sorted((n for n in names if n[:1].isupper()), key=lambda n: (-len(n), n)):
        for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            words = align.over([m.span()])
            if words and not taken & set(words):
                taken |= set(words)
                out.append((words[0], words[-1] + 1))
    return sorted(out)


def gap(files):
    """GAP's pronouns, each with two names of which it means one, the other or neither."""
    for path in files:
        for row in csv.DictReader(open(path, encoding="utf8"), delimiter="\t", quoting=csv.QUOTE_NONE):
            span = lambda what: [int(row[f"{what}-offset"]), int(row[f"{what}-offset"]) + len(row[what])]
            yield {"id": row["ID"], "text": row["Text"], "pronoun": [span("Pronoun")], "names": [[span("A")], [span("B")]], "means": [row["A-coref"] == "TRUE", row["B-coref"] == "TRUE"]}
