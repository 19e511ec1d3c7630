"""Archives from Python: the same answers as the command line gives."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import onrecord
import pytest
from made import article


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> onrecord.Archive:
    made = onrecord.Archive(tmp_path_factory.mktemp("archive") / "news.db", create=True)
    sources = [{key: one[key] for key in ("text", "url", "published", "outlet")} for one in map(article, range(12))]
    added = made.add([*sources, "", onrecord.read(article(50)["text"], outlet="Later")], threads=2)
    assert (added.new, added.versions, added.known, len(added.unread)) == (13, 0, 0, 1)
    return made


def test_adding_again_adds_nothing(archive: onrecord.Archive) -> None:
    before = len(archive)
    again = {key: article(3)[key] for key in ("text", "url", "published", "outlet")}
    assert archive.add([again]) == (0, 0, 1, [])
    changed = {**again, "text": again["text"] + "\n\n“It is over,” said Ana Brandt, the mayor."}
    assert archive.add([changed])[:3] == (0, 1, 0)
    assert archive.add([again])[:3] == (0, 0, 1), "an earlier version is known as well"
    assert len(archive) == before + 1
    assert len(archive.table("articles", all_versions=True)) == len(archive.table("articles")) + 1


def test_find_gives_the_documented_columns(archive: onrecord.Archive, command: list[str]) -> None:
    rows = archive.find("kind:direct").to_pandas()
    assert list(rows.columns) == [column.name for column in onrecord.columns("statements")]
    assert len(rows) and set(rows["kind"]) == {"direct"}
    out = subprocess.run(
        [*command, "find", "kind:direct", "--archive", archive.path, "--format", "csv", "--limit", "0"],
        check=True,
        capture_output=True,
        text=True,
    )
    theirs = {(row["article"], row["statement"], row["content"]) for row in csv.DictReader(io.StringIO(out.stdout))}
    assert set(zip(rows["article"], rows["statement"], rows["content"])) == theirs
    assert len(archive.find("kind:direct", limit=3)) == 3 and len(archive.find(limit=0)) == 0
    assert len(archive.find("kind:direct", table="articles")) == rows["article"].nunique()
    assert len(archive.find()) == len(archive) and str(len(archive)) in repr(archive)


def test_counts(archive: onrecord.Archive) -> None:
    counts = archive.count(by="kind")
    assert sum(count.statements for count in counts) == len(archive)
    assert counts == sorted(counts, key=lambda count: -count.statements)
    both = archive.count("kind:direct", ["outlet", "month"], limit=2)
    assert len(both) == 2 and len(both[0].values) == 2


def test_each_kind_of_error(archive: onrecord.Archive, tmp_path: Path) -> None:
    (tmp_path / "other.db").write_text("no archive at all, but a text that is long enough")
    for error, ask in [
        (onrecord.QueryError, lambda: archive.find("act:(")),
        (onrecord.QueryError, lambda: archive.count(by="weather")),
        (onrecord.MissingArchiveError, lambda: onrecord.Archive(tmp_path / "none.db")),
        (onrecord.NotAnArchiveError, lambda: onrecord.Archive(tmp_path / "other.db")),
        (onrecord.UnreachableArchiveError, lambda: onrecord.Archive(tmp_path / "no" / "a.db", create=True)),
        (onrecord.TableError, lambda: archive.find(table="people")),
    ]:
        with pytest.raises(error) as caught:
            ask()
        assert caught.value.hint
    with pytest.warns(onrecord.OnrecordWarning, match="nobody in this archive goes by"):
        assert len(archive.find("speaker:Zarathustra")) == 0
