"""From what a user has in hand to an article for the reader."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, Optional, Union

from . import _native
from ._errors import InputError, MissingFileError, NotAFileError, NotTextError, UnreadableError

#: What can be read: text or a page, their bytes, a file, or any of these with what is known of it.
Source = Union[str, bytes, bytearray, memoryview, "os.PathLike[str]", Mapping[str, Any]]

_FIELDS = ("text", "html", "bytes", "id", "url", "published", "outlet", "language", "content_type")
# What pages begin with; the same elements by which the engine tells a page from a text when it is given bytes.
_PAGE = re.compile(
    r"(?:\s|<\?xml[^>]{0,200}>|<!--.{0,2000}?-->)*"
    r"<(?:!doctype\s+html|(?:html|head|body|article|main|section|div|meta|title|link|script|style|p|h1)[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def given(
    source: Source,
    *,
    id: Optional[str] = None,
    url: Optional[str] = None,
    published: Any = None,
    outlet: Optional[str] = None,
    language: Optional[str] = None,
) -> _native.Given:
    """An article as the reader takes it.

    :raises InputError: when it is nothing that can be read.
    """
    known: dict[str, Any] = dict(id=id, url=url, published=published, outlet=outlet, language=language)
    if isinstance(source, Mapping):
        strange = sorted(set(map(str, source)) - set(_FIELDS))
        if strange:
            raise InputError(
                f"an article has no field `{strange[0]}`",
                f"its fields are {', '.join(_FIELDS)}; leave others out",
            )
        own = {key: value for key, value in source.items() if value is not None}
        known = {key: value for key, value in known.items() if value is not None and key not in own}
        known.update(own)
    elif isinstance(source, str):
        known["html" if _PAGE.match(source[:8192]) else "text"] = source
    elif isinstance(source, (bytes, bytearray, memoryview)):
        known["bytes"] = bytes(source)
    elif isinstance(source, os.PathLike):
        known["bytes"], known["id"] = _file(source), known["id"] or os.fspath(source)
    else:
        raise InputError(
            f"{type(source).__name__} is nothing that can be read",
            "give a text or page as str or bytes, a pathlib.Path, or a dict such as {'text': …, 'outlet': …}",
        )
    if known.get("bytes") is not None:
        known["bytes"] = bytes(known["bytes"])
    if (published := known.get("published")) is not None and not isinstance(published, str):
        # Dates of the standard library, of pandas and of numpy write themselves as they are wanted.
        known["published"] = published.isoformat() if hasattr(published, "isoformat") else str(published)
    if known.get("id") is not None:
        known["id"] = str(known["id"])
    for field, value in known.items():
        if isinstance(value, str) and (bad := _SURROGATE.search(value)):
            raise NotTextError(
                f"the {field} has at character {bad.start()} a lone surrogate (U+{ord(bad.group()):04X}), which is no text",
                "give the bytes instead, or decode them with errors='replace'",
            )
        if value is not None and field != "bytes" and not isinstance(value, str):
            raise InputError(f"the {field} is of type {type(value).__name__}", "give it as str")
    return tuple(known.get(field) for field in _FIELDS)  # type: ignore[return-value]


def _file(path: os.PathLike[str]) -> bytes:
    name = os.fspath(path)
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise MissingFileError(
            f"{name}: no such file", "check the spelling; relative paths start at the working directory"
        ) from None
    except IsADirectoryError:
        raise NotAFileError(f"{name}: is a folder, not a file", "read the files in it") from None
    except OSError as error:
        raise UnreadableError(f"{name}: {error}", "check that you may read it") from error
