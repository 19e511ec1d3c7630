"""What an archive answers: the same names and values as the command line writes with ``--format json``.

Every answer is a plain ``dict`` with a type of its own, so it goes into pandas, JSON or a template as it is. A key that a class
with ``total=False`` lists is left out where nothing is known.
"""

from __future__ import annotations

from typing import Literal, Optional, TypedDict


class Carrier(TypedDict, total=False):
    """An article that has the evidence of a stand."""

    #: The article's address.
    article: str
    version: int
    #: The statement's or event's id in the record.
    id: str
    outlet: str
    #: Whose report the article carries, where several articles do.
    voice: str
    published: str


class Mark(TypedDict):
    """A stand that does not go together with an earlier one."""

    what: Literal["change", "contradiction"]
    #: The number of the other stand.
    against: int
    #: Whether one of the two, or their being opposed, is inferred.
    inferred: bool
    because: str


# ``from`` is a word of the language: the days need the other way of writing the type.
Stand = TypedDict(
    "Stand",
    {
        "number": int,
        "side": str,
        "inferred": bool,
        "because": str,
        "from": str,
        "to": str,
        "dated_by": str,
        "evidence": dict[str, object],
        "words": str,
        "conditions": list[str],
        "hedges": list[str],
        "told_by": str,
        "carriers": list[Carrier],
        "voices": int,
        "marks": list[Mark],
    },
    total=False,
)
Stand.__doc__ = """One stand on an issue: one evidence, however many articles carry it."""


class Position(TypedDict, total=False):
    """Where one actor stands on an issue."""

    actor: str
    #: The same actor in every article.
    key: str
    kind: str
    #: ISO 3166-1 alpha-3.
    country: str
    #: Stands for the issue, against it, and of which the words do not tell the side.
    pro: int
    con: int
    unclear: int
    changes: int
    contradictions: int
    #: In the order of time, the latest of them where there are many.
    stands: list[Stand]


class Positions(TypedDict):
    """Who stands where on an issue."""

    #: Those with most stands first.
    actors: list[Position]
    actors_in_all: int
    #: Statements that were looked at.
    statements: int
    #: Of these, statements left out because their speaker is not known.
    nobody: int
    more_statements: bool
    events_left_out: bool
    #: Names in the queries that lead to nobody.
    unknown: list[str]


class Difference(TypedDict):
    """Words that stand in one wording and not in another, or in both."""

    what: str
    words: str


class Carried(TypedDict, total=False):
    """A saying as one article has it."""

    article: str
    #: The statement's id in the record.
    statement: str
    outlet: str
    voice: str
    #: Whether another article stands for the report that this one carries.
    duplicate: bool
    published: str
    speaker: str
    #: ``direct``, ``mixed`` or ``indirect``.
    kind: str
    content: str
    #: How these words relate to the fullest wording.
    sameness: str
    differences: list[Difference]


class Saying(TypedDict, total=False):
    """A statement that several articles have."""

    #: Its number in this archive, for ``saying:`` in a query.
    saying: int
    speaker: str
    #: The fullest wording.
    words: str
    articles: int
    #: How many outlets or agencies say it on their own.
    voices: int
    #: In the order of publication.
    carried: list[Carried]


# As for ``Stand``.
Happening = TypedDict(
    "Happening",
    {
        "id": str,
        "type": str,
        "quad": str,
        "cameo": str,
        "mode": str,
        "contexts": list[str],
        "source": list[dict[str, object]],
        "target": list[dict[str, object]],
        "mutual": bool,
        "place": str,
        "from": str,
        "to": str,
        "status": str,
        "voice": str,
        "mentions": int,
        "articles": int,
        "outlets": int,
        "origins": int,
        "conflicts": list[dict[str, object]],
        "tellings": list[dict[str, object]],
    },
    total=False,
)
Happening.__doc__ = """An event, once, with all articles that tell of it."""


class Share(TypedDict):
    """A share of a whole, with the 95% interval of Wilson 1927."""

    count: int
    of: int
    share: float
    low: float
    high: float


class Naming(TypedDict):
    """One way of naming somebody or something."""

    #: One value for each that was counted apart by.
    group: list[Optional[str]]
    #: The set of terms, or the actor as it was asked for.
    of: str
    words: str
    times: int
    #: How many of the articles that name it at all name it so.
    articles: Share


class CueCount(TypedDict):
    """How often a cue is used."""

    cue: str
    count: int
    #: Whether it keeps the outlet's distance.
    distancing: bool


class Verbs(TypedDict):
    """The verbs and other cues by which statements are reported."""

    group: list[Optional[str]]
    distancing: Share
    cues: list[CueCount]


class ScareQuoted(TypedDict):
    """Words in quotation marks that are nobody's reported statement."""

    group: list[Optional[str]]
    words: str
    times: int
    articles: Share
    #: An article that has it, and where it stands there, in code points.
    article: str
    start: int


class LetSpeak(TypedDict):
    """Who is let speak, and at which length."""

    group: list[Optional[str]]
    speaker: Optional[str]
    key: Optional[str]
    statements: Share
    direct: Share
    mixed: int
    indirect: int
    words: int
    quoted: int


class CodebookVersion(TypedDict):
    """A codebook as it was given (``docs/coding.md``)."""

    #: Its number: the highest is in force.
    version: int
    #: The file, TOML.
    source: str
    #: Who gave it.
    person: str
    #: When, RFC 3339.
    made: str


class Given(TypedDict, total=False):
    """A code that somebody gave to something (``docs/coding.md``)."""

    #: ``"statement"``, ``"event"``, ``"article"`` or ``"actor"``.
    unit: str
    article: str
    #: The id of the statement or event in the record, or the actor's key.
    of: str
    id: int
    #: ``"concept"``, ``"memo"`` or the variable.
    name: str
    value: str
    agrees: bool
    score: str
    absent: bool
    person: str
    made: str
    via: str
    settled: bool


class Agreement(TypedDict):
    """How far coders agree on one variable."""

    variable: str
    level: Literal["nominal", "ordinal", "interval"]
    units: int
    same: int
    #: Krippendorff's alpha; ``None`` where it is not defined.
    alpha: Optional[float]
    #: Between this and ``high`` lies alpha with 95 of 100 samples.
    low: Optional[float]
    high: Optional[float]


class Said(TypedDict):
    """What a coder says."""

    coder: str
    value: str


class CoderDifference(TypedDict, total=False):
    """Something on which coders differ."""

    article: str
    unit: str
    of: str
    words: str
    variable: str
    said: list[Said]
    settled: str


class Merged(TypedDict):
    """What taking over another archive's codes and corrections came to."""

    articles: int
    #: Articles that both have, with other texts.
    other_texts: list[str]
    corrections: int
    codes: int
    already: int
    undone: int
    coders: int
    assignments: int
    waiting: int
