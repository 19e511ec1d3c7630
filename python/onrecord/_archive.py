"""An archive: the records of many articles in one file, and questions put to them."""

from __future__ import annotations

import datetime as dt
import json
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple, Optional, Union, cast, overload

from . import _native
from ._asked import (
    Agreement,
    CodebookVersion,
    CoderDifference,
    Given,
    Happening,
    LetSpeak,
    Merged,
    Naming,
    Positions,
    Saying,
    ScareQuoted,
    Verbs,
)
from ._errors import OnrecordWarning
from ._input import Source
from ._reading import Paths, read_many, reader
from ._record import Record, Unread
from ._tables import Table

#: Articles that come into the archive together: a kill costs no more than these.
_BATCH = 64


def _now() -> str:
    """What time it is, as the archive keeps it."""
    return dt.datetime.now(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Added(NamedTuple):
    """What adding amounted to."""

    #: Articles that the archive did not know.
    new: int
    #: Articles that it knew with other texts.
    versions: int
    #: Articles that it had.
    known: int
    #: What could not be read, each with its error.
    unread: list[Unread]


class Count(NamedTuple):
    """How many statements have these values."""

    #: One for each that was counted by; ``None`` where it is not known.
    values: tuple[Optional[str], ...]
    statements: int


class Archive:
    """An archive, opened for asking. It is made, or brought up to date, by :meth:`add` or by ``onrecord add``.

    :param path: The file. Of one that is not there yet, ``create=True`` makes an empty one.
    :raises ArchiveError: one of its kinds, when the file is no archive that can be used.
    """

    def __init__(self, path: Union[str, os.PathLike[str]], *, create: bool = False) -> None:
        self.path = Path(path)
        if create and not self.path.exists():
            _native.Archive(self.path, reader())
        self._native = _native.Archive(self.path)

    def find(self, query: str = "", *, table: str = "statements", limit: Optional[int] = None) -> Table:
        """What a query wants, in the documented columns, in the order in which the articles were added.

        :param query: As ``docs/query.md`` has it; nothing for everything.
        :param table: ``"statements"`` for the statements; of other tables, the rows of the articles with such a statement.
        :param limit: No more rows than about this; all if not given.
        :raises QueryError: when the query makes no sense.
        """
        if not query.strip() and limit is None:
            return Table(self._native.table(table))
        found, unknown = self._native.find(query, table, limit)
        self._warn(unknown)
        return Table(found)

    def table(self, table: str = "statements", *, all_versions: bool = False) -> Table:
        """A whole table: of the latest version of each article, or of all versions."""
        return Table(self._native.table(table, all_versions))

    def count(self, query: str = "", by: Union[str, Sequence[str]] = (), *, limit: Optional[int] = None) -> list[Count]:
        """How many statements a query wants, by ``"speaker"``, ``"act"``, ``"outlet"``, ``"month"`` …, or by
        ``"speaker.party"`` of a table of speakers (``onrecord actors table``), the most first."""
        names = [by] if isinstance(by, str) else list(by)
        counts, unknown = self._native.count(query, names, limit)
        self._warn(unknown)
        return [Count(tuple(values), statements) for values, statements in counts]

    def positions(
        self,
        issue: str,
        *,
        pro: Optional[str] = None,
        con: Optional[str] = None,
        actors: int = 20,
        stands: int = 50,
    ) -> Positions:
        """Which side each actor takes on an issue, in the order of time (``docs/positions.md``).

        :param issue: The query whose statements and events are on the issue, such as ``"about:ferry"``.
        :param pro: A query that finds statements for it; without one, words and acts tell.
        :param con: One that finds statements against it.
        :param actors: No more than so many actors, those with most stands first.
        :param stands: No more than so many stands of each, the latest.
        :raises QueryError: when a query makes no sense.
        """
        found, unknown = self._native.positions(issue, pro, con, actors, stands)
        self._warn(unknown)
        return cast(Positions, json.loads(found))

    def sayings(self, query: str = "", *, limit: Optional[int] = None) -> list[Saying]:
        """What several articles have one and the same person say, those with most voices first (``docs/sayings.md``)."""
        found, unknown = self._native.sayings(query, limit)
        self._warn(unknown)
        return cast("list[Saying]", json.loads(found))

    def events(self, query: str = "", *, limit: Optional[int] = None) -> list[Happening]:
        """What is reported to happen, each event once with all articles that tell of it, the latest first
        (``docs/events.md``)."""
        found, unknown = self._native.events(query, limit)
        self._warn(unknown)
        return cast("list[Happening]", json.loads(found))

    @overload
    def wording(
        self,
        what: Literal["names"],
        query: str = ...,
        *,
        of: Optional[str] = ...,
        by: Union[str, Sequence[str]] = ...,
        copies: bool = ...,
        limit: Optional[int] = ...,
    ) -> list[Naming]: ...
    @overload
    def wording(
        self,
        what: Literal["verbs"],
        query: str = ...,
        *,
        by: Union[str, Sequence[str]] = ...,
        copies: bool = ...,
        limit: Optional[int] = ...,
    ) -> list[Verbs]: ...
    @overload
    def wording(
        self,
        what: Literal["scare_quotes"],
        query: str = ...,
        *,
        by: Union[str, Sequence[str]] = ...,
        copies: bool = ...,
        limit: Optional[int] = ...,
    ) -> list[ScareQuoted]: ...
    @overload
    def wording(
        self,
        what: Literal["voices"],
        query: str = ...,
        *,
        by: Union[str, Sequence[str]] = ...,
        copies: bool = ...,
        limit: Optional[int] = ...,
    ) -> list[LetSpeak]: ...
    def wording(
        self,
        what: str,
        query: str = "",
        *,
        of: Optional[str] = None,
        by: Union[str, Sequence[str]] = "outlet",
        copies: bool = False,
        limit: Optional[int] = 50,
    ) -> Any:
        """The words that outlets choose (``docs/wording.md``).

        :param what: ``"names"`` for how they name somebody or something, ``"verbs"`` for the cues by which they report,
            ``"scare_quotes"``, or ``"voices"`` for whom they let speak.
        :param query: Statements that are looked at, or whose articles are.
        :param of: With ``"names"``, the actor; without it, the sets of terms that onrecord knows.
        :param by: What is counted apart: ``"outlet"``, ``"day"``, ``"month"``, ``"year"``, and of verbs ``"speaker"``.
        :param copies: Count copies of a report again.
        :param limit: No more rows than this; all if none.
        """
        names = [by] if isinstance(by, str) else list(by)
        rows = limit if limit is not None else 2**31
        found, unknown = self._native.wording(what, of, query, [name for name in names if name], copies, rows)
        self._warn(unknown)
        return json.loads(found)

    def correct(
        self,
        article: str,
        statement: Optional[str] = None,
        *,
        person: str,
        speaker: Union[str, None, Literal[False]] = False,
        act: Union[str, None, Literal[False]] = False,
        negated: bool = False,
        content: Optional[Sequence[tuple[int, int]]] = None,
        cue: Optional[Sequence[tuple[int, int]]] = None,
        source: Optional[Sequence[tuple[int, int]]] = None,
        is_statement: Optional[bool] = None,
    ) -> list[int]:
        """Says what is right where the reading is wrong (``docs/corrections.md``). Gives the numbers of the corrections.

        :param article: The article's address, as the column ``article`` has it.
        :param statement: The statement's id, ``"s3"``. Without one, a statement that the reading lacks is filled in, and
            ``content`` says where it stands.
        :param person: Who says so.
        :param speaker: Who says it: a name or key; ``None`` if the text does not tell.
        :param act: What is done in saying it, such as ``"promise"``; ``None`` if that cannot be told.
        :param negated: With ``act``: the text says that it was not done.
        :param content: Where what is said stands: pairs of start and end, in code points of the article's text.
        :param cue: Where the words stand that mark the saying; nothing in the list if there are none.
        :param source: Where the words stand that name the speaker.
        :param is_statement: ``False`` strikes it out; ``True`` says that somebody has looked.
        :raises QueryError: when it says what cannot be. Nothing is changed then by that correction.
        """
        given = [None if one is False else [] if one is None else [one] for one in (speaker, act)]
        spans = tuple(None if one is None else [(start, end) for start, end in one] for one in (content, cue, source))
        writing = _native.Archive(self.path, reader())
        return writing.correct(
            article, statement, person, _now(), given[0], given[1], negated, (spans[0], spans[1], spans[2]), is_statement
        )

    def undo(self, correction: int, *, person: str) -> None:
        """Takes a correction back. It stays in the archive, marked as undone."""
        _native.Archive(self.path, reader()).undo(correction, person, _now())

    def codebook(self, version: Optional[int] = None) -> Optional[str]:
        """The codebook in force, as it was given (``docs/coding.md``); ``None`` if there is none.

        :param version: Another one than that in force: :meth:`codebooks` lists them.
        :raises QueryError: when there is none of this number.
        """
        return self._native.codebook(version)

    def codebooks(self) -> list[CodebookVersion]:
        """All codebooks that were given, with who gave them and when; the last is in force."""
        found: list[CodebookVersion] = json.loads(self._native.codebooks())
        return found

    def set_codebook(self, source: Union[str, os.PathLike[str]], *, person: str, drop: bool = False) -> int:
        """Puts a codebook in force, and gives its number. The one before is kept.

        :param source: TOML, as ``docs/coding.md`` describes it; or the path of a file, such as ``Path("book.toml")``, with that
            or with the codes of MAXQDA, NVivo, ATLAS.ti or QualCoder (``.qdc``, ``docs/exchange.md``). A string is never a path.
        :param drop: It may lack what is in use; those codes stay and count again when it is back.
        :raises QueryError: when it does not hold, or lacks what is in use.
        :raises ExchangeError: when a ``.qdc`` file is damaged.
        :raises OSError: when a file cannot be read.
        """
        if not isinstance(source, str):
            source, notes = _native.codebook_of(Path(source))
            for note in notes:
                warnings.warn(note, OnrecordWarning, stacklevel=2)
        return _native.Archive(self.path, reader()).set_codebook(source, drop, person, _now())

    def export_codebook(self, path: Union[str, os.PathLike[str]], *, version: Optional[int] = None) -> None:
        """Writes the codebook in force as a ``.qdc`` file of REFI-QDA, for MAXQDA, NVivo, ATLAS.ti and QualCoder
        (``docs/exchange.md``). A file that is there is replaced.

        :param version: Another one than that in force: :meth:`codebooks` lists them.
        :raises QueryError: when there is no codebook, or none of this number.
        :raises ExchangeError: when it cannot be written.
        """
        self._native.export_codebook(Path(path), version)

    def code(
        self,
        article: Optional[str] = None,
        of: Optional[str] = None,
        *,
        person: str,
        concept: Optional[str] = None,
        agrees: Optional[bool] = None,
        score: Optional[str] = None,
        variable: Optional[tuple[str, str]] = None,
        memo: Optional[str] = None,
        absent: bool = False,
    ) -> int:
        """Gives a statement, an event, an article or an actor a code, and gives its number (``docs/coding.md``).

        :param article: The article's address; nothing where an actor is coded.
        :param of: The statement's or event's id, ``"s3"`` or ``"e2"``; nothing for the article itself; the actor's key.
        :param person: Who gives it.
        :param concept: It is about this concept of the codebook: ``agrees`` says for or against, ``score`` is the value on its
            scale.
        :param variable: Or a variable and its value.
        :param memo: Or words on it.
        :param absent: It is said not to be so.
        :raises QueryError: when there is no such unit, or the codebook does not have what is given.
        """
        given = [one for one in (("concept", concept), variable, ("memo", memo)) if one and one[1] is not None]
        if len(given) != 1:
            raise TypeError("give one of concept, variable and memo")
        name, value = given[0]
        code = (name, str(value), agrees, score, absent)
        return _native.Archive(self.path, reader()).code(article, of, code, person, _now())

    def take_back(self, code: int, *, person: str) -> None:
        """Takes a code back. It stays in the archive, marked as undone."""
        _native.Archive(self.path, reader()).take_back(code, person, _now())

    def codes(self, person: Optional[str] = None) -> list[Given]:
        """All codes in force, in the order in which they were given; one person's if one is named."""
        found: list[Given] = json.loads(self._native.codes(person))
        return found

    def agreement(self, coders: Sequence[str], query: str = "") -> list[Agreement]:
        """How far coders agree, variable by variable, over what two of them or more have judged."""
        found: list[Agreement] = json.loads(self._native.agreement(list(coders), query))
        return found

    def differences(self, coders: Sequence[str], query: str = "") -> list[CoderDifference]:
        """What coders differ in, with what was settled."""
        found: list[CoderDifference] = json.loads(self._native.differences(list(coders), query))
        return found

    def merge(self, other: Union[str, os.PathLike[str]], *, person: str) -> Merged:
        """Takes over what others coded and corrected in another archive. All of it or nothing."""
        merged: Merged = json.loads(_native.Archive(self.path, reader()).merge(Path(other), person, _now()))
        return merged

    def export(
        self,
        format: Literal["dna", "qdpx", "brat", "xmi", "webanno"],
        path: Union[str, os.PathLike[str]],
        query: str = "",
        *,
        issues: Optional[Mapping[str, str]] = None,
    ) -> int:
        """Writes a file, or a new folder, for another tool for coding (``docs/exchange.md``). Gives how many articles it has.

        For tables there are :meth:`find` and :meth:`table`.

        :param format: ``"dna"`` for Discourse Network Analyzer, ``"qdpx"`` for MAXQDA and others, ``"brat"``, ``"xmi"`` for
            INCEpTION, ``"webanno"``.
        :param query: Which statements; nothing for all of them.
        :param issues: Names of issues and their queries, which become concepts with sides: ``{"ferry": "about:ferry"}``.
        :raises ExchangeError: when it cannot be written.
        """
        count, notes = self._native.export(format, Path(path), query, list((issues or {}).items()), _now())
        for note in notes:
            warnings.warn(note, OnrecordWarning, stacklevel=2)
        return count

    def add(
        self,
        articles: Iterable[Union[Record, Source]],
        *,
        threads: Optional[int] = None,
        actors: Optional[Paths] = None,
    ) -> Added:
        """Adds records, or articles that are read first. Adding again adds nothing twice.

        What was added is there for good batch by batch, so a run that is stopped has lost little.
        """
        writing = _native.Archive(self.path, reader(actors))
        new = versions = known = 0
        unread: list[Unread] = []
        every = iter(articles)
        while some := list(islice(every, _BATCH)):
            read = iter(read_many([one for one in some if not isinstance(one, Record)], threads=threads, actors=actors))
            done = [one if isinstance(one, Record) else next(read) for one in some]
            unread += [one for one in done if isinstance(one, Unread)]
            entries = [one._entry for one in done if isinstance(one, Record)]
            added = writing.add(entries, _now())
            new, versions, known = new + added[0], versions + added[1], known + added[2]
        writing.tidy()
        return Added(new, versions, known, unread)

    def __len__(self) -> int:
        """How many statements there are, of the latest version of each article."""
        return sum(count.statements for count in self.count())

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<onrecord.Archive {str(self.path)!r}: {len(self)} statements>"

    @staticmethod
    def _warn(unknown: list[str]) -> None:
        for name in unknown:
            message = f"nobody in this archive goes by `{name}`: try a part of the name, or its beginning with a * after it"
            warnings.warn(message, OnrecordWarning, stacklevel=3)


