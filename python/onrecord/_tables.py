"""Tables: rows in the documented columns, on their way into pandas, polars, pyarrow or anything else that speaks Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Union

from . import _native
from ._errors import TableError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

#: The names of the tables.
TABLES: tuple[str, ...] = tuple(_native.TABLES)


class Column(NamedTuple):
    """A column of a table, as ``docs/columns.md`` describes it."""

    name: str
    #: Its type, as Spark's SQL writes it.
    type: str
    #: Whether every row has a value.
    required: bool
    about: str


def columns(table: str = "statements") -> list[Column]:
    """The columns of a table, in order."""
    return [Column(*column) for column in _native.columns(table)]


class Table:
    """Rows of one table.

    Whatever takes Arrow takes it without a copy (the PyCapsule interface): ``pyarrow.table(rows)``,
    ``polars.DataFrame(rows)``. :meth:`to_pandas` and the like are short for that.
    """

    def __init__(self, native: _native.Table) -> None:
        self._native = native

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return self._native.columns

    def __len__(self) -> int:
        return len(self._native)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._native.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> Any:
        return self._native.__arrow_c_schema__()

    def to_pyarrow(self) -> pyarrow.Table:
        """As a table of pyarrow."""
        return _library("pyarrow", "arrow").table(self)

    def to_pandas(self) -> pandas.DataFrame:
        """As a data frame of pandas, days as ``datetime.date``."""
        _library("pandas", "pandas")
        return self.to_pyarrow().to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """As a data frame of polars."""
        return _library("polars", "polars").DataFrame(self)

    def to_pylist(self) -> list[dict[str, Any]]:
        """As dictionaries, one a row."""
        return list(self.to_pyarrow().to_pylist())

    def __repr__(self) -> str:
        shown = ", ".join(self.columns[:6]) + (", …" if len(self.columns) > 6 else "")
        rows = "1 row" if len(self) == 1 else f"{len(self)} rows"
        return f"<onrecord.Table: {rows}, {len(self.columns)} columns: {shown}>"

    def _repr_html_(self) -> str:
        try:
            return str(self.to_pandas()._repr_html_())
        except ImportError:
            from html import escape

            return f"<p>{escape(repr(self))}</p>"


def _library(name: str, extra: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError as error:
        raise ImportError(f"{name} is not installed; get it with: pip install 'onrecord[{extra}]'") from error


def like(given: Any, made: _native.Table) -> Union[Table, pyarrow.RecordBatch, pyarrow.Table]:
    """A table as whoever gave another one expects it: a batch of pyarrow for a batch of pyarrow."""
    module = type(given).__module__
    if not module.startswith("pyarrow"):
        return Table(made)
    import pyarrow

    table = pyarrow.table(made)
    return one_batch(table) if isinstance(given, pyarrow.RecordBatch) else table


def one_batch(table: pyarrow.Table) -> pyarrow.RecordBatch:
    """All rows of a table as one batch."""
    import pyarrow

    batches = table.combine_chunks().to_batches()
    if len(batches) > 1:
        raise TableError("the rows are too many for one batch", "read smaller batches, of 64 articles for instance")
    if batches:
        return batches[0]
    return pyarrow.RecordBatch.from_arrays(
        [pyarrow.array([], type=field.type) for field in table.schema], schema=table.schema
    )
