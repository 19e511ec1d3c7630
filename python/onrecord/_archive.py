"""An archive: the records of many articles in one file, and questions put to them."""

from __future__ import annotations

import datetime as dt
import os
import warnings
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Optional, Union

from . import _native
from ._errors import OnrecordWarning
from ._input import Source
from ._reading import Paths, read_many, reader
from ._record import Record, Unread
from ._tables import Table

#: Articles that come into the archive together: a kill costs no more than these.
_BATCH = 64


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
        """How many statements a query wants, by ``"speaker"``, ``"act"``, ``"outlet"``, ``"month"`` …, the most first."""
        names = [by] if isinstance(by, str) else list(by)
        counts, unknown = self._native.count(query, names, limit)
        self._warn(unknown)
        return [Count(tuple(values), statements) for values, statements in counts]

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
            added = writing.add(entries, dt.datetime.now(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
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


