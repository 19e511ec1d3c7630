"""Statements as span groups, with the doc's own offsets."""

from __future__ import annotations

import pytest

spacy = pytest.importorskip("spacy")

import onrecord  # noqa: E402
import onrecord.spacy  # noqa: E402


def test_a_blank_pipeline_is_enough(text: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("onrecord", config={"published": "2024-03-15"})
    doc = nlp(text)
    record = onrecord.read(text, published="2024-03-15")
    said = doc.spans["statements"]
    assert [(span.id_, span.text) for span in said] == [
        (statement.id, place.of(text)) for statement in record for place in statement.content
    ]
    assert {span.label_ for span in said} <= {"DIRECT", "MIXED", "INDIRECT"}
    for group, role in onrecord.spacy.GROUPS.items():
        for span in doc.spans[group]:
            statement = next(one for one in record if one.id == span.id_)
            assert any(
                span.start_char <= place.start and place.end <= span.end_char for place in getattr(statement, role)
            )
    assert "Henrik Aaldal" in " ".join(span.text for span in doc.spans["sources"])
    assert doc._.onrecord == record.to_dict()


def test_docs_and_pipelines_are_stored_with_what_was_found(text: str, tmp_path: object) -> None:
    from spacy.tokens import Doc

    nlp = spacy.blank("en")
    nlp.add_pipe("onrecord")
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    docs = list(again.pipe([text, " ", text]))
    back = Doc(again.vocab).from_bytes(docs[2].to_bytes())
    assert [span.text for span in back.spans["statements"]] == [span.text for span in docs[0].spans["statements"]] != []
    assert back._.onrecord["schema"] == "onrecord/1"
    assert len(docs[1].spans["statements"]) == 0 and docs[1]._.onrecord is None


def test_a_piece_that_cuts_a_token_takes_the_whole_token() -> None:
    from spacy.tokens import Doc

    nlp = spacy.blank("en")
    # Words that are glued to the quotation marks, as a tokenizer by white space leaves them.
    text = "“Nobody asked us,” Marit Holm said on Friday."
    words = text.split(" ")
    doc = Doc(nlp.vocab, words=words, spaces=[True] * (len(words) - 1) + [False])
    record = onrecord.spacy.annotate(doc, published="2024-03-20")
    assert doc.spans["statements"][0].text == record.statements[0].text
    assert doc.spans["sources"][0].text == "Marit Holm"
