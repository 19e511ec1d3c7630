"""The record of an article as objects: what the JSON Schema of the record (``docs/record.schema.json``) says, typed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, NamedTuple, Optional, TypeVar, Union

from . import _native
from ._tables import Table

_T = TypeVar("_T")


class Span(NamedTuple):
    """A stretch of an article's text, in characters as Python counts them: ``text[span.start:span.end]``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that it covers."""
        return text[self.start : self.end]


def words(text: str, spans: Iterable[Span]) -> str:
    """The words of some spans, the pieces joined by `` … ``."""
    return " … ".join(span.of(text) for span in spans)


class Note(NamedTuple):
    """Something that was skipped, repaired or doubted."""

    reason: str
    remedy: Optional[str] = None
    span: Optional[Span] = None


class Part(NamedTuple):
    """A stretch of the text that is a headline, a paragraph, a caption …"""

    kind: str
    span: Span


class Wording(NamedTuple):
    """A place where the outlet's own choice of words shows: ``scare_quote`` or ``distancing``."""

    kind: str
    span: Span


class Party(NamedTuple):
    """Somebody who takes part: the words, and the id of the actor where it could be told."""

    span: Span
    actor: Optional[str] = None


class Occasion(NamedTuple):
    """An event at which something was said."""

    span: Span
    with_: Optional[Party] = None
    place: Optional[Party] = None


class Mention(NamedTuple):
    """A place in the text that speaks of an actor, and how it was tied to it."""

    span: Span
    how: str
    confidence: float
    because: Optional[str] = None


class Quantity(NamedTuple):
    """How many of what an event is told to concern."""

    span: Span
    value: float
    of: str


class Hand(NamedTuple):
    """Whose hand put something right last, and when."""

    coder: str
    #: RFC 3339.
    at: str


@dataclass(frozen=True)
class Article:
    """The article. What is not known is ``None``."""

    id: str
    origin: str
    text: str = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    url: Optional[str] = None
    outlet: Optional[str] = None
    title: Optional[str] = None
    authors: tuple[str, ...] = ()
    #: A day, or RFC 3339 with the offset that the page gave.
    published: Optional[str] = None
    language: Optional[str] = None
    extraction_confidence: Optional[float] = None
    #: The section of the paper, and the page or pages, where an export says so.
    section: Optional[str] = None
    page: Optional[str] = None
    #: Who put right what is told of it, where somebody did.
    coded: Optional[Hand] = None

    @property
    def day(self) -> Optional[dt.date]:
        """The day of publication, by the article's own clock."""
        return dt.date.fromisoformat(self.published[:10]) if self.published else None


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts, speaks or is spoken of."""

    id: str
    kind: str
    mentions: tuple[Mention, ...] = field(repr=False)
    name: Optional[str] = None
    wikidata: Optional[str] = None
    country: Optional[str] = None
    dictionary: Optional[str] = None
    role: Optional[str] = None
    anonymous: bool = False
    #: Who said which actor this is, where somebody did.
    coded: Optional[Hand] = None


@dataclass(frozen=True)
class When:
    """An expression of time, and the first and last day or minute that it can stand for."""

    id: str
    span: Span
    timex: dict[str, Any] = field(repr=False)
    precision: Optional[str] = None
    earliest: Optional[str] = None
    latest: Optional[str] = None
    anchor: Any = field(default=None, repr=False)
    modifier: Optional[str] = None


@dataclass(frozen=True)
class Statement:
    """Something that somebody is reported to have said, thought or felt."""

    record: Record = field(repr=False, compare=False)
    id: str
    #: ``direct``, ``mixed`` or ``indirect``.
    kind: str
    #: Where what is said stands.
    content: tuple[Span, ...] = field(repr=False)
    confidence: float
    #: Id of the actor who says it; :attr:`speaker` is the actor.
    speaker_id: Optional[str] = None
    speaker_how: Optional[str] = None
    #: What is done in saying it: ``say``, ``promise``, ``deny`` …
    act: Optional[str] = None
    negated: bool = False
    cue: tuple[Span, ...] = field(default=(), repr=False)
    source: tuple[Span, ...] = field(default=(), repr=False)
    addressee: Optional[Party] = field(default=None, repr=False)
    addressee_how: Optional[str] = field(default=None, repr=False)
    occasion: Optional[Occasion] = field(default=None, repr=False)
    medium: Optional[Span] = field(default=None, repr=False)
    when: Optional[str] = field(default=None, repr=False)
    conditions: tuple[Span, ...] = field(default=(), repr=False)
    concessions: tuple[Span, ...] = field(default=(), repr=False)
    hedges: tuple[Span, ...] = field(default=(), repr=False)
    repeats: Optional[str] = field(default=None, repr=False)
    inside: Optional[str] = field(default=None, repr=False)
    #: Who put something of it right, or confirmed it, where somebody did.
    coded: Optional[Hand] = None

    @property
    def text(self) -> str:
        """What is said, in the article's words."""
        return words(self.record.text, self.content)

    @property
    def cue_text(self) -> str:
        """The words that mark the saying."""
        return words(self.record.text, self.cue)

    @property
    def source_text(self) -> str:
        """The words that name the speaker."""
        return words(self.record.text, self.source)

    @property
    def speaker(self) -> Optional[Actor]:
        """Who says it, where that is known."""
        return self.record.actor(self.speaker_id) if self.speaker_id else None

    @property
    def speaker_name(self) -> Optional[str]:
        """The speaker's name, or else the article's words for the speaker."""
        speaker = self.speaker
        return (speaker.name if speaker else None) or self.source_text or None

    def __repr__(self) -> str:
        act = f" {'not ' if self.negated else ''}{self.act}" if self.act else ""
        said = _short(self.text, 80)
        return f"<{self.id} {self.speaker_name or 'nobody named'}: {said!r} ({self.kind}{act}, {self.confidence:.2f})>"


@dataclass(frozen=True)
class Event:
    """Something that is reported to happen, typed as PLOVER has it (``docs/events.md``)."""

    record: Record = field(repr=False, compare=False)
    id: str
    type: str
    quad: str
    cameo: str
    anchor: tuple[Span, ...] = field(repr=False)
    source: tuple[Party, ...] = field(repr=False)
    status: str
    confidence: float
    target: tuple[Party, ...] = field(default=(), repr=False)
    mode: Optional[str] = None
    context: tuple[str, ...] = ()
    mutual: bool = False
    when: Optional[str] = None
    place: Optional[Party] = None
    inside: Optional[str] = None
    statement: Optional[str] = None
    numbers: tuple[Quantity, ...] = field(default=(), repr=False)
    mentions: tuple[Span, ...] = field(default=(), repr=False)
    #: Who put something of it right, or confirmed it, where somebody did.
    coded: Optional[Hand] = None

    @property
    def text(self) -> str:
        """The words that tell of it."""
        return words(self.record.text, self.anchor)

    def names(self, parties: Iterable[Party]) -> list[str]:
        """The names of parties, or the article's words where they have none."""
        known = ((self.record.actor(p.actor) if p.actor else None, p) for p in parties)
        return [(actor.name if actor else None) or p.span.of(self.record.text) for actor, p in known]

    def __repr__(self) -> str:
        arrow = " ↔ " if self.mutual else " → "
        who = arrow.join(filter(None, [", ".join(self.names(self.source)), ", ".join(self.names(self.target))]))
        return f"<{self.id} {self.type} {who}: {_short(self.text, 60)!r} ({self.status})>"


class Record:
    """One article with everything that was read out of it.

    The parts are made when they are asked for, so a record that only goes into a table costs nothing more.
    """

    def __init__(self, entry: _native.Entry) -> None:
        self._entry = entry

    @property
    def text(self) -> str:
        """The text in which every span counts."""
        return self._entry.text or ""

    def to_json(self) -> str:
        """The record as JSON, by the published schema."""
        return self._entry.json() or "null"

    def to_dict(self) -> dict[str, Any]:
        """The record as dictionaries and lists, by the published schema. What is absent is left out."""
        made: dict[str, Any] = json.loads(self.to_json())
        return made

    def to_arrow(self, table: str = "statements") -> Table:
        """Its rows of one of the tables of ``docs/columns.md``."""
        return Table(self._entry.table(table))

    def to_pandas(self, table: str = "statements") -> Any:
        """Its rows of a table as a data frame of pandas."""
        return self.to_arrow(table).to_pandas()

    def to_polars(self, table: str = "statements") -> Any:
        """Its rows of a table as a data frame of polars."""
        return self.to_arrow(table).to_polars()

    @cached_property
    def _made(self) -> dict[str, Any]:
        return self.to_dict()

    @cached_property
    def article(self) -> Article:
        """The article itself."""
        return _make(Article, self._made["article"], parts=_list(Part, self._made["article"].get("parts")))

    @cached_property
    def statements(self) -> list[Statement]:
        """Its sayings, in the order of their first content character."""
        return [_statement(self, one) for one in self._made["statements"]]

    @cached_property
    def actors(self) -> list[Actor]:
        """Who the article speaks of, in the order of their first mentions."""
        every = self._made.get("actors", [])
        return [_make(Actor, one, mentions=_list(Mention, one["mentions"])) for one in every]

    @cached_property
    def events(self) -> list[Event]:
        """What it reports as happening."""
        return [_event(self, one) for one in self._made.get("events", [])]

    @cached_property
    def times(self) -> list[When]:
        """Every expression of time in the parts that are read."""
        return [_make(When, one) for one in self._made.get("times", [])]

    @cached_property
    def wording(self) -> list[Wording]:
        """What the outlet's choice of words shows, apart from what is said."""
        return list(_list(Wording, self._made.get("wording")))

    @cached_property
    def notes(self) -> list[Note]:
        """What was skipped, repaired or doubted."""
        return list(_list(Note, self._made.get("notes")))

    def actor(self, id: str) -> Optional[Actor]:
        """The actor of an id."""
        return self._actors.get(id)

    @cached_property
    def _actors(self) -> dict[str, Actor]:
        return {actor.id: actor for actor in self.actors}

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.statements)

    def __len__(self) -> int:
        return len(self.statements)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self._made == other._made

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> Any:
        raise TypeError("a Record cannot be pickled; send its to_json(), or rows of a table, from process to process")

    def __repr__(self) -> str:
        article = self.article
        what = article.title or _short(self.text, 60)
        facts = [fact for fact in (article.outlet, article.published and article.published[:10]) if fact]
        head = f"<onrecord.Record: {what!r}" + "".join(f", {fact}" for fact in facts)
        counts = {"statement": len(self.statements), "actor": len(self.actors), "event": len(self.events)}
        head += ": " + ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts.items())
        shown = [f"  {statement!r}" for statement in self.statements[:5]]
        more = len(self.statements) - len(shown)
        return "\n".join([head, *shown, *([f"  … and {more} more"] if more > 0 else [])]) + ">"

    def _repr_html_(self) -> str:
        from ._html import marked

        return marked(self)


class Unread:
    """An article that could not be read, in its place among the others. ``error`` says why; it counts as false."""

    def __init__(self, error: Exception, source: Any, entry: Optional[_native.Entry] = None) -> None:
        #: Why: one of the exceptions of this package.
        self.error = error
        #: What was given.
        self.source = source
        self._entry = entry

    def to_arrow(self, table: str = "statements") -> Table:
        """The row that stands for it, with its note."""
        if self._entry is None:
            raise self.error
        return Table(self._entry.table(table))

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        message = getattr(self.error, "message", str(self.error))
        return f"<onrecord.Unread: {message}>"


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _span(value: Optional[list[int]]) -> Optional[Span]:
    return None if value is None else Span(*value)


def _party(value: Optional[dict[str, Any]]) -> Optional[Party]:
    return None if value is None else Party(Span(*value["span"]), value.get("actor"))


def _spans(value: Optional[list[list[int]]]) -> tuple[Span, ...]:
    return tuple(Span(*one) for one in value or ())


def _list(of: type[_T], values: Optional[list[dict[str, Any]]]) -> tuple[_T, ...]:
    def one(value: dict[str, Any]) -> _T:
        known = {key: value.get(key) for key in of._fields if key in value}  # type: ignore[attr-defined]
        if "span" in known:
            known["span"] = _span(known["span"])
        return of(**known)

    return tuple(one(value) for value in values or ())


_NAMES: dict[type, frozenset[str]] = {}


def _make(of: type[_T], value: dict[str, Any], **made: Any) -> _T:
    # A later onrecord may add fields, which these types then do not have; `to_dict` has them all.
    names = _NAMES.setdefault(of, frozenset(f.name for f in fields(of)))  # type: ignore[arg-type]
    known = {key: one for key, one in value.items() if key in names}
    if "span" in known:
        known["span"] = _span(known["span"])
    if known.get("coded") is not None:
        known["coded"] = Hand(**known["coded"])
    for key in ("authors", "context"):
        if key in known:
            known[key] = tuple(known[key])
    return of(**{**known, **made})


def _statement(record: Record, value: dict[str, Any]) -> Statement:
    spans = {key: _spans(value.get(key)) for key in ("content", "cue", "source", "conditions", "concessions", "hedges")}
    occasion = value.get("occasion")
    if occasion is not None:
        occasion = Occasion(Span(*occasion["span"]), _party(occasion.get("with")), _party(occasion.get("place")))
    return _make(
        Statement,
        value,
        record=record,
        speaker_id=value.get("speaker"),
        addressee=_party(value.get("addressee")),
        occasion=occasion,
        medium=_span(value.get("medium")),
        **spans,
    )


def _event(record: Record, value: dict[str, Any]) -> Event:
    parties = {key: tuple(filter(None, map(_party, value.get(key, [])))) for key in ("source", "target")}
    return _make(
        Event,
        value,
        record=record,
        anchor=_spans(value["anchor"]),
        mentions=_spans(value.get("mentions")),
        numbers=_list(Quantity, value.get("numbers")),
        place=_party(value.get("place")),
        **parties,
    )


Read = Union[Record, Unread]
