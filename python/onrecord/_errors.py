"""What can go wrong: one class for each kind of error. Every one has a ``hint``, which says what to do about it."""

from __future__ import annotations

from typing import Optional


class OnrecordWarning(UserWarning):
    """Something that is no failure, but the likely reason of an answer that surprises."""


class OnrecordError(Exception):
    """The base of every error that onrecord raises.

    ``message`` says what happened and where, ``hint`` what to do about it; shown, an error has both.
    """

    def __init__(self, message: str, hint: Optional[str] = None) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message


class InputError(OnrecordError):
    """An input that gives no article."""


class MissingFileError(InputError):
    """There is no file of that name."""


class NotAFileError(InputError):
    """A folder or a device where a file was wanted."""


class UnreadableError(InputError):
    """The operating system refused."""


class TooLargeError(InputError):
    """More bytes than an article can have."""


class EmptyError(InputError):
    """Nothing to read: no text, or only white space."""


class NotTextError(InputError):
    """Bytes that are no text, or text with characters that are none."""


class NoArticleError(InputError):
    """A page without readable main text."""


class DateError(InputError, ValueError):
    """A date of publication that is none."""


class ModelError(OnrecordError):
    """A model that cannot be used."""


class ActorsError(OnrecordError):
    """A dictionary of actors with a line that cannot be used."""


class BugError(OnrecordError):
    """An article that runs into a bug of onrecord."""


class ExchangeError(OnrecordError):
    """A file of another tool for coding that cannot be written."""


class ForkedError(OnrecordError):
    """Something that was made before a fork, in a process that is not its own."""


class TableError(OnrecordError):
    """A table that cannot be made or used."""


class MissingColumnError(TableError):
    """A table lacks a column that is needed."""


class ColumnTypeError(TableError, TypeError):
    """A column has a type that cannot be used."""


class DamagedRecordError(TableError):
    """A row whose record is none."""


class NotParquetError(TableError):
    """A file that is no Parquet file, or a damaged one."""


class QueryError(OnrecordError, ValueError):
    """A query that makes no sense. The message shows where."""


class ArchiveError(OnrecordError):
    """An archive that cannot be used."""


class MissingArchiveError(ArchiveError):
    """There is no archive of that name."""


class UnreachableArchiveError(ArchiveError):
    """The archive, or its folder, cannot be opened or written."""


class NotAnArchiveError(ArchiveError):
    """A file of another kind."""


class ArchiveFormatError(ArchiveError):
    """Made by a later onrecord, or by an earlier one and not brought up to date."""


class LockedArchiveError(ArchiveError):
    """Another process holds it."""


class DiskFullError(ArchiveError):
    """No room left."""


class DamagedArchiveError(ArchiveError):
    """The archive is damaged."""
