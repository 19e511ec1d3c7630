"""Statements on a spaCy ``Doc``, as span groups with the doc's own offsets.

>>> import spacy, onrecord.spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("onrecord")
>>> doc = nlp("“Nobody asked us,” Marit Holm said on Friday.")
>>> [span.text for span in doc.spans["statements"]]
['“Nobody asked us,”']

Any pipeline will do, a blank one too: nothing of spaCy's own analysis is used or changed.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Optional, Union

from spacy.language import Language
from spacy.tokens import Doc, Span

from ._errors import EmptyError
from ._reading import Paths, read

if TYPE_CHECKING:
    from ._record import Record, Statement
    from ._record import Span as Place

#: The groups of spans on ``doc.spans``, with the role of a statement that each holds.
GROUPS = {"statements": "content", "cues": "cue", "sources": "source"}


def annotate(doc: Doc, *, published: Any = None, actors: Optional[Paths] = None) -> Record:
    """Reads a doc's text and puts what it finds on the doc.

    ``doc.spans["statements"]``, ``["cues"]`` and ``["sources"]`` have one span for each piece. A span's ``label_`` is the
    statement's kind in the first, and ``CUE`` or ``SOURCE`` in the others; its ``id_`` is the statement's id; a source's
    ``kb_id_`` is the speaker's Wikidata identifier, where it is known. Where a piece begins or ends within a token, the span
    takes in the whole token.

    ``doc._.onrecord`` is the record as dictionaries, which lasts when the doc is stored.

    :raises EmptyError: when the doc has no text.
    """
    record = read(doc.text, published=published, language=doc.lang_ or None, actors=actors)
    groups: dict[str, list[Span]] = {name: [] for name in GROUPS}
    for statement in record.statements:
        for name, role in GROUPS.items():
            for place in getattr(statement, role):
                groups[name] += _spans(doc, place, statement, name)
    for name, spans in groups.items():
        doc.spans[name] = spans
    doc.user_data["onrecord"] = record.to_json()
    return record


def _spans(doc: Doc, place: Place, statement: Statement, group: str) -> list[Span]:
    label = statement.kind.upper() if group == "statements" else group[:-1].upper()
    found = doc.char_span(place.start, place.end, label=label, alignment_mode="expand")
    if found is None:
        return []
    speaker = statement.speaker
    known = speaker.wikidata if group == "sources" and speaker else None
    made = Span(doc, found.start, found.end, label=label, kb_id=known or "", span_id=statement.id)
    return [made]


def _record(doc: Doc) -> Optional[dict[str, Any]]:
    kept = doc.user_data.get("onrecord")
    return None if kept is None else json.loads(kept)


if not Doc.has_extension("onrecord"):
    Doc.set_extension("onrecord", getter=_record)


class Component:
    """The component ``onrecord`` of a pipeline. A doc without text passes through with empty groups."""

    def __init__(self, published: Optional[str] = None, actors: Optional[Union[str, list[str]]] = None) -> None:
        self.published = published
        self.actors = actors

    def __call__(self, doc: Doc) -> Doc:
        # A doc may know its own date: `nlp.make_doc(text)`, then `doc.user_data["published"] = "2024-03-20"`.
        published = doc.user_data.get("published", self.published)
        try:
            annotate(doc, published=published, actors=self.actors)
        except EmptyError:
            for name in GROUPS:
                doc.spans[name] = []
        return doc

    def to_disk(self, path: os.PathLike[str], *, exclude: Any = ()) -> None:
        """Nothing is kept beside the settings."""

    def from_disk(self, path: os.PathLike[str], *, exclude: Any = ()) -> Component:
        """Nothing is kept beside the settings."""
        return self


@Language.factory("onrecord", default_config={"published": None, "actors": None})  # type: ignore[untyped-decorator]
def component(nlp: Language, name: str, published: Optional[str], actors: Any) -> Component:
    """Makes the component of a pipeline."""
    return Component(published, actors)
