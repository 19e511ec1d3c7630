"""Tables: Arrow in, Arrow out, and into every library that people use."""

from __future__ import annotations

import datetime as dt

import onrecord
import pytest
from made import article

pa = pytest.importorskip("pyarrow")


def batch(**columns: list[object]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(columns)


def test_straight_into_pandas_polars_and_pyarrow(text: str) -> None:
    import pandas
    import polars

    record = onrecord.read(text, published="2024-03-20", url="https://skerry.example/1")
    rows = record.to_arrow()
    frame, table = record.to_pandas(), rows.to_pyarrow()
    assert isinstance(frame, pandas.DataFrame) and list(frame.columns) == rows.columns == table.column_names
    assert list(frame["content"]) == [statement.text for statement in record]
    assert frame["day"][0] == dt.date(2024, 3, 20)
    assert record.to_polars("actors")["name"].to_list() == [actor.name for actor in record.actors]
    assert polars.DataFrame(rows)["statement"].to_list() == [statement.id for statement in record]
    assert "<table" in rows._repr_html_() and len(rows) == len(record)


def test_columns_are_the_documented_ones(text: str) -> None:
    from pathlib import Path

    docs = (Path(__file__).parents[2] / "docs" / "columns.md").read_text("utf-8")
    record = onrecord.read(text)
    for table in onrecord.TABLES:
        every = onrecord.columns(table)
        assert record.to_arrow(table).columns == [column.name for column in every]
        for column in every:
            there = ", always there" if column.required else ""
            assert f"| `{column.name}` | `{column.type}`{there} | {column.about} |" in docs


def test_the_batch_function_gives_a_row_for_every_article_and_never_fails() -> None:
    given = batch(
        id=["good", "empty", "none", "bad"],
        text=[article(1)["text"], " ", None, "x"],
        published=["2024-03-20", None, None, "1 May"],
    )
    out = onrecord.read_batch(given, "articles")
    assert isinstance(out, pa.RecordBatch)
    assert out.column("article").to_pylist() == ["good", "empty", "none", "bad"]
    assert out.column("read").to_pylist() == [True, False, False, True]
    assert all(notes for notes in out.column("notes").to_pylist()[1:])
    statements = onrecord.read_batch(given)
    assert statements.column("note").to_pylist().count(None) == len(statements) - 2
    for table in onrecord.TABLES:
        assert onrecord.retable(out, table).equals(onrecord.read_batch(given, table))


def test_the_batch_function_takes_every_kind_of_arrow() -> None:
    import pandas
    import polars

    rows = {"id": [1, 2], "text": [article(1, 1)["text"], article(2, 1)["text"]]}
    expected = pa.table(onrecord.read_batch(pa.RecordBatch.from_pydict(rows)).to_pydict())
    whole = onrecord.read_batch(pa.table(rows))
    assert isinstance(whole, pa.Table) and whole.to_pydict() == expected.to_pydict()
    chunks = pa.concat_tables([pa.table({k: v[:1] for k, v in rows.items()}), pa.table({k: v[1:] for k, v in rows.items()})])
    assert onrecord.read_batch(chunks).to_pydict() == expected.to_pydict()
    made = onrecord.read_batch(polars.DataFrame(rows))
    assert isinstance(made, onrecord.Table) and made.to_pyarrow().to_pydict() == expected.to_pydict()
    frame = pa.Table.from_pandas(pandas.DataFrame(rows))
    assert onrecord.read_batch(frame).to_pydict() == expected.to_pydict()
    none = onrecord.read_batch(pa.RecordBatch.from_pydict({"id": pa.array([], "string"), "text": pa.array([], "string")}))
    assert none.num_rows == 0 and none.schema.names == expected.column_names


def test_a_batch_that_is_none_of_articles_says_so() -> None:
    with pytest.raises(onrecord.MissingColumnError, match="only id, body"):
        onrecord.read_batch(batch(id=["1"], body=["x"]))
    with pytest.raises(onrecord.ColumnTypeError, match="`text` has type"):
        onrecord.read_batch(batch(text=[b"x"]))
    with pytest.raises(onrecord.MissingColumnError):
        onrecord.retable(batch(article=["1"]), "statements")
    with pytest.raises(onrecord.TableError, match="no table `people`"):
        onrecord.read_batch(batch(text=["x"]), "people")


def test_many_become_one_table() -> None:
    read = list(onrecord.read_many([article(n, 1)["text"] for n in range(3)] + [""]))
    frame = onrecord.to_arrow(read).to_pandas()
    assert frame["note"].notna().sum() == 1
    assert frame["article"].nunique() == 4
    assert len(onrecord.to_arrow([], "events")) == 0
