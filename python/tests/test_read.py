"""Reading from Python: the same record as the command line gives, typed, and errors that tell what to do."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import subprocess
import threading
import time
from pathlib import Path

import onrecord
import pytest
from made import article, page


def test_the_record_is_the_command_lines(command: list[str], harbour: Path) -> None:
    out = subprocess.run(
        [*command, "read", str(harbour), "--published", "2024-03-15", "--format", "json"], check=True, capture_output=True
    )
    ours = onrecord.read(harbour, published="2024-03-15").to_dict()
    assert ours == json.loads(out.stdout)


def test_objects_say_what_the_json_says(harbour: Path) -> None:
    record = onrecord.read(harbour, published=dt.date(2024, 3, 15), outlet="Radio Kalvik")
    made = record.to_dict()
    assert record.article.day == dt.date(2024, 3, 15)
    assert record.article.outlet == "Radio Kalvik"
    assert record.text == harbour.read_text("utf-8")
    assert len(record) == len(made["statements"]) > 10
    for statement, one in zip(record, made["statements"]):
        assert statement.text == " … ".join(record.text[start:end] for start, end in one["content"])
        assert statement.kind == one["kind"]
        assert (statement.speaker and statement.speaker.id) == one.get("speaker")
        assert statement.act == one.get("act")
    assert [actor.id for actor in record.actors] == [one["id"] for one in made["actors"]]
    assert all(mention.span.of(record.text) for actor in record.actors for mention in actor.mentions)
    assert [event.type for event in record.events] == [one["type"] for one in made.get("events", [])]
    assert all(event.names(event.source) or event.names(event.target) for event in record.events)
    assert [when.earliest for when in record.times] == [one.get("earliest") for one in made["times"]]
    assert {part.kind for part in record.article.parts} >= {"headline", "body", "litter"}
    assert record.wording and all(one.span.of(record.text) for one in record.wording)


def test_reprs_show_what_is_there(text: str) -> None:
    record = onrecord.read(text)
    shown = repr(record)
    assert "statements" in shown and "Henrik Aaldal" in shown and "slow repair" in shown
    assert "Marit Holm" in repr(record.statements[-1])
    assert "statements" not in repr(record.to_arrow()) and "rows" in repr(record.to_arrow())
    assert repr(onrecord.read("The meadows are green in May.")).count("\n") == 0


def test_a_page_is_told_from_a_text() -> None:
    made = article(1)
    record = onrecord.read(page(made))
    assert record.article.outlet == made["outlet"] and record.article.published == f"{made['published']}T08:00:00+01:00"
    assert "All rights reserved" not in record.text or record.article.parts[-1].kind == "litter"
    assert onrecord.read(page(made).encode()).statements == record.statements or len(record.statements) > 0
    # A page in a str has been decoded: what it says of its charset is no longer so.
    turkish = page({**made, "title": "Ağrı’da köprü"}).replace("charset='utf-8'", "charset='iso-8859-9'")
    assert onrecord.read(turkish).article.title == "Ağrı’da köprü"
    assert onrecord.read("<3 is what she said it was, “a heart”, on Friday.").text.startswith("<3")


def test_offsets_are_pythons() -> None:
    text = "The cafe\u0301 of 𝔸 was full of 😀 faces. “We are going home,” said Ana Brandt, a nurse."
    record = onrecord.read(text)
    assert record.text == text
    assert [statement.text for statement in record] == ["“We are going home,”"]


def test_the_notebook_shows_the_article_and_escapes_it(text: str) -> None:
    evil = text.replace("a slow repair", "a <script>alert('&')</script> repair") + "\n\n<img src=x onerror=alert(1)>"
    record = onrecord.read({"text": evil, "outlet": "<b>Post</b>"})
    shown = record._repr_html_()
    assert "<script" not in shown and "<img" not in shown and "<b>" not in shown
    assert "&lt;script&gt;" in shown and "or-said" in shown and "Henrik Aaldal" in shown
    import re

    # Every word of the article is there, in order, once.
    body = shown[shown.index('<div class="or-p') : shown.index("<details>")]
    words = re.sub(r"<sup>.*?</sup>|<[^>]+>", "", body)
    import html

    assert html.unescape(words).split() == evil.split()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ("", onrecord.EmptyError),
        ("  \n", onrecord.EmptyError),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", onrecord.NotTextError),
        ("half \ud83d a face", onrecord.NotTextError),
        (Path("/no/such/file.txt"), onrecord.MissingFileError),
        (Path("/"), onrecord.NotAFileError),
        ("<!doctype html><html><body></body></html>", onrecord.NoArticleError),
        ({"body": "x"}, onrecord.InputError),
        ({"text": "x", "outlet": 7}, onrecord.InputError),
        (7, onrecord.InputError),
    ],
)
def test_each_kind_of_error_has_its_class_and_a_hint(given: object, error: type[onrecord.OnrecordError]) -> None:
    with pytest.raises(error) as caught:
        onrecord.read(given)  # type: ignore[arg-type]
    assert caught.value.message and caught.value.hint
    assert "hint: " in str(caught.value)
    assert type(pickle.loads(pickle.dumps(caught.value))) is error


def test_other_errors_have_their_classes(text: str, tmp_path: Path) -> None:
    bad = tmp_path / "actors.tsv"
    bad.write_text("what\tis\tthis\n")
    for error, ask in [
        (onrecord.ActorsError, lambda: onrecord.read(text, actors=bad)),
        (onrecord.UnreadableError, lambda: onrecord.read(text, actors=tmp_path / "none.tsv")),
        (onrecord.ModelError, lambda: onrecord.read(text, model=tmp_path)),
        (onrecord.TableError, lambda: onrecord.read(text).to_arrow("people")),
    ]:
        with pytest.raises(error) as caught:
            ask()
        assert caught.value.hint


def test_a_wrong_date_is_noted_and_the_article_read(text: str) -> None:
    record = onrecord.read(text, published="last spring")
    assert record.statements and any("last spring" in note.reason for note in record.notes)


def test_many_come_in_order_and_the_bad_ones_in_their_places() -> None:
    good = [article(n, 1 + n % 4) for n in range(24)]
    sources: list[object] = [
        one["text"] if n % 2 else {key: one[key] for key in ("text", "id", "outlet")} for n, one in enumerate(good)
    ]
    sources[5], sources[11], sources[17] = "", 3.5, "a \udc80"
    read = list(onrecord.read_many(iter(sources), threads=3))  # type: ignore[arg-type]
    assert [bool(one) for one in read] == [n not in (5, 11, 17) for n in range(24)]
    for n, one in enumerate(read):
        if isinstance(one, onrecord.Unread):
            assert isinstance(one.error, onrecord.InputError) and one.source is sources[n] and repr(one)
        else:
            assert one.text == good[n]["text"]
    alone = onrecord.read(sources[2])  # type: ignore[arg-type]
    assert read[2] == alone
    rows = onrecord.to_arrow(read, "articles").to_pylist()
    # What was no input at all has no row: it has no bytes to be known by.
    assert [row["read"] for row in rows] == [n != 5 for n in range(24) if n not in (11, 17)]


def test_many_take_no_more_than_they_need() -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield f"“It is number {taken},” said Ana Brandt, the mayor."

    many = onrecord.read_many(endless(), threads=2)  # type: ignore[arg-type]
    for number in range(1, 21):
        record = next(many)
        assert f"number {number}," in record.text  # type: ignore[union-attr]
    assert taken <= 20 + 2 * 4
    many.close()  # type: ignore[attr-defined]


def test_many_take_from_the_thread_that_asks() -> None:
    seen = set()

    def sources() -> object:
        for n in range(6):
            seen.add(threading.get_ident())
            yield f"“It is {n},” she said."

    assert len(list(onrecord.read_many(sources(), threads=2))) == 6  # type: ignore[arg-type]
    assert seen == {threading.get_ident()}


def test_what_the_users_iterator_raises_comes_after_what_came_before() -> None:
    def sources() -> object:
        yield "“It is over,” she said."
        raise KeyError("mine")

    many = onrecord.read_many(sources())  # type: ignore[arg-type]
    assert next(many)
    with pytest.raises(KeyError, match="mine"):
        next(many)
    with pytest.raises(ValueError, match="threads=0"):
        onrecord.read_many([], threads=0)


def test_other_threads_run_while_articles_are_read() -> None:
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    clock = threading.Thread(target=tick)
    clock.start()
    begun = time.perf_counter()
    onrecord.read(article(3, 60)["text"])
    took = time.perf_counter() - begun
    done.set()
    clock.join()
    # With the lock held there would be one tick or two, however long it took.
    assert ticks > 5, (ticks, took)
