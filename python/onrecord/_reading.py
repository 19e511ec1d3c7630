"""Reading: one article, many, or batches of them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Optional, Union

from . import _native
from ._errors import InputError
from ._input import Source, given
from ._record import Read, Record, Unread
from ._tables import Table, like

if TYPE_CHECKING:
    import pyarrow

Paths = Union[str, "os.PathLike[str]", Sequence[Union[str, "os.PathLike[str]"]]]


@lru_cache(maxsize=4)
def _loaded(model: Optional[str], actors: tuple[tuple[str, int, int], ...]) -> _native.Reader:
    from pathlib import Path

    return _native.Reader(Path(model) if model else None, [Path(name) for name, _, _ in actors])


def reader(actors: Optional[Paths] = None, model: Optional[Union[str, os.PathLike[str]]] = None) -> _native.Reader:
    """A reader, loaded once for the same files: again when one of them has changed."""
    if actors is None:
        names: list[str] = []
    elif isinstance(actors, (str, os.PathLike)):
        names = [os.fspath(actors)]
    else:
        names = [os.fspath(one) for one in actors]

    def state(name: str) -> tuple[str, int, int]:
        try:
            stat = os.stat(name)
        except OSError:
            return name, 0, 0  # The engine says what is wrong with it.
        return name, stat.st_mtime_ns, stat.st_size

    return _loaded(os.fspath(model) if model is not None else None, tuple(map(state, names)))


def read(
    source: Source,
    *,
    published: Any = None,
    url: Optional[str] = None,
    outlet: Optional[str] = None,
    language: Optional[str] = None,
    id: Optional[str] = None,
    actors: Optional[Paths] = None,
    model: Optional[Union[str, os.PathLike[str]]] = None,
) -> Record:
    """Reads one article.

    :param source: A text or a page as ``str`` or ``bytes``, a ``pathlib.Path``, or a dictionary of these fields.
        A ``str`` is taken for a page if it begins like one. Of a text, every span of the record holds for the ``str`` itself.
    :param published: When it was published, ``2024-03-20``, RFC 3339, or a date: relative times are resolved from it.
    :param actors: Your own dictionaries of actors (``onrecord actors import`` makes them).
    :param model: ``base`` (which is taken if nothing is given), ``fast``, or a folder with another model.
    :raises InputError: one of its kinds, when there is nothing to read.
    """
    fields = given(source, id=id, url=url, published=published, outlet=outlet, language=language)
    return Record(reader(actors, model).read(fields))


def read_many(
    sources: Iterable[Source],
    *,
    threads: Optional[int] = None,
    published: Any = None,
    outlet: Optional[str] = None,
    language: Optional[str] = None,
    actors: Optional[Paths] = None,
    model: Optional[Union[str, os.PathLike[str]]] = None,
) -> Iterator[Read]:
    """Reads many articles at once, and gives a :class:`Record` for each, in their order.

    What cannot be read is an :class:`Unread` in its place, which counts as false, and never ends the run. No more than a few
    articles a thread are in memory, however many there are: ``sources`` may be a generator.

    :param threads: Articles that are read at the same time; all cores if not given.
    """
    if threads is not None and threads < 1:
        raise ValueError(f"threads={threads}: at least one is needed")
    return _results(
        reader(actors, model), sources, threads, dict(published=published, outlet=outlet, language=language)
    )


def _results(
    loaded: _native.Reader, sources: Iterable[Source], threads: Optional[int], known: dict[str, Any]
) -> Iterator[Read]:
    # What was given of those that are on their way; as many as the engine has taken and not handed back.
    waiting: deque[Any] = deque()

    def articles() -> Iterator[Any]:
        for source in sources:
            waiting.append(source)
            try:
                yield given(source, **known)
            except InputError as error:
                yield error

    for result in loaded.read_many(articles(), threads):
        source = waiting.popleft()
        if isinstance(result, InputError):
            yield Unread(result, source)
            continue
        entry, error = result
        yield Record(entry) if error is None else Unread(error, source, entry)


def read_batch(
    batch: Any,
    table: str = "statements",
    *,
    actors: Optional[Paths] = None,
    model: Optional[Union[str, os.PathLike[str]]] = None,
) -> Union[Table, pyarrow.RecordBatch, pyarrow.Table]:
    """The batch function: Arrow in, Arrow out, the same that Spark and Ray call.

    :param batch: Anything that speaks Arrow, with the columns ``text``, ``html`` or ``bytes``, and any of ``id``, ``url``,
        ``published``, ``outlet``, ``language``.
    :param table: Which of the tables of ``docs/columns.md`` to make. ``"articles"`` loses nothing: :func:`retable` makes the
        others of it without reading again.
    :returns: A row with a note for an article that cannot be read; it never fails the batch. A ``pyarrow.RecordBatch``
        for one, otherwise a :class:`Table`.
    :raises TableError: when the batch as a whole is none of articles.
    """
    return like(batch, reader(actors, model).read_batch(batch, table))


def retable(articles: Any, table: str) -> Union[Table, pyarrow.RecordBatch, pyarrow.Table]:
    """Another table of rows of the table of articles. Nothing is read again."""
    return like(articles, _native.retable(articles, table))


def to_arrow(records: Iterable[Read], table: str = "statements") -> Table:
    """The rows of many records in one table, those of articles that could not be read with their notes."""
    entries = []
    for record in records:
        if record._entry is None:
            continue
        entries.append(record._entry)
    return Table(_native.table_of(entries, table))
