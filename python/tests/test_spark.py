"""Spark on a real cluster of processes: two workers that are not the driver, one core each."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import onrecord
import pytest
from made import article, copies, page, warc

pytestmark = pytest.mark.spark
pyspark = pytest.importorskip("pyspark")
pa = pytest.importorskip("pyarrow")

import onrecord.spark  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql import functions as F  # noqa: E402


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    # The workers' Python has to be the one that has onrecord.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("onrecord")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.executor.memory", "700m")
        .config("spark.task.maxFailures", "4")
        .config("spark.local.dir", str(tmp_path_factory.mktemp("spark")))
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three WARC files; one has a page without an article, and one breaks off."""
    folder = tmp_path_factory.mktemp("crawl")
    warc(folder / "a.warc.gz", [article(n) for n in range(0, 12)])
    warc(folder / "b.warc.gz", [article(n) for n in range(12, 20)], damaged=True)
    warc(folder / "c.warc.gz", [article(n) for n in range(20, 28)])
    whole = (folder / "c.warc.gz").read_bytes()
    (folder / "c.warc.gz").write_bytes(whole[:-40])
    return folder


@pytest.fixture(scope="module")
def lake(spark: SparkSession, crawl: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake") / "lake"
    articles = onrecord.spark.read_warc(spark, crawl, parts=2)
    onrecord.spark.write(articles, str(folder), partition_by=["day"])
    return folder


def test_a_data_frame_of_articles_is_read_as_the_batch_function_reads_it(spark: SparkSession) -> None:
    rows = [{"id": str(n), "text": article(n, 2)["text"], "published": "2024-03-20"} for n in range(5)]
    rows.append({"id": "none", "text": None, "published": None})
    frame = spark.createDataFrame(rows, "id string, text string, published string")
    for table in ("statements", "articles"):
        ours = onrecord.read_batch(pa.RecordBatch.from_pylist(rows), table)
        theirs = onrecord.spark.read(frame, table)
        assert theirs.columns == ours.schema.names
        keys = [name for name in ("article", "statement") if name in ours.schema.names]
        got = theirs.toArrow().sort_by([(key, "ascending") for key in keys])
        assert got.to_pylist() == pa.Table.from_batches([ours]).sort_by([(key, "ascending") for key in keys]).to_pylist()
    about = {field.name: field.metadata.get("comment") for field in onrecord.spark.read(frame).schema}
    assert about["speaker"] == next(c.about for c in onrecord.columns("statements") if c.name == "speaker")


def test_a_data_frame_of_something_else_is_told_apart_at_once(spark: SparkSession) -> None:
    frame = spark.createDataFrame([("1", "x")], "id string, body string")
    for ask in (onrecord.spark.read, onrecord.spark.duplicates, onrecord.spark.sayings):
        with pytest.raises(onrecord.MissingColumnError) as caught:
            ask(frame)
        assert caught.value.hint


def test_pages_of_warc_files_come_once_with_where_they_lie(spark: SparkSession, crawl: Path) -> None:
    for parts in (1, 3):
        pages = onrecord.spark.warc(spark, str(crawl / "*.gz"), parts=parts)
        got = pages.toPandas()
        assert got["url"].dropna().is_unique
        assert set(got["url"].dropna()) >= {f"https://news.example/{n}" for n in range(27)}
        notes = got[got["note"].notna()]
        assert len(notes) == 1 and "c.warc.gz" in notes["file"].iloc[0] and "breaks off" in notes["note"].iloc[0]
    import gzip

    whole = gzip.decompress((crawl / "a.warc.gz").read_bytes())
    for row in got[got["file"].str.endswith("a.warc.gz")].itertuples():
        at = int(row.offset)
        assert whole[at:].startswith(b"WARC/1.0")
        assert f"WARC-Target-URI: {row.url}\r\n".encode() in whole[at : at + 400]
        assert bytes(row.bytes).decode() == page(article(int(row.url.rsplit("/", 1)[1])))


def test_a_lake_holds_every_page_once_and_all_tables_agree(spark: SparkSession, lake: Path) -> None:
    articles = spark.read.parquet(f"{lake}/articles")
    read = articles.where("read").select("article").toPandas()["article"]
    assert sorted(read) == sorted(set(read)) and set(read) >= {f"https://news.example/{n}" for n in range(27)}
    unread = articles.where("NOT read").toPandas()
    assert len(unread) == 2 and all(note for note in unread["notes"])
    count = articles.agg(F.sum("statements")).first()[0]
    assert spark.read.parquet(f"{lake}/statements").where("note IS NULL").count() == count > 27
    assert (lake / "statements" / "day=2024-03-05").is_dir()
    # A question, as somebody would put it.
    articles.createOrReplaceTempView("articles")
    spark.read.parquet(f"{lake}/statements").createOrReplaceTempView("statements")
    asked = spark.sql(
        "SELECT speaker, count(*) AS n FROM statements WHERE kind != 'indirect' AND speaker IS NOT NULL "
        "GROUP BY speaker ORDER BY n DESC"
    ).collect()
    assert {row.speaker for row in asked} <= set(__import__("made").PEOPLE) and asked[0].n > 1


def plain(schema: pa.Schema) -> dict[str, str]:
    """Names and types of columns; whether a list's element is called `item` or `element`, and may be null, is the
    writer's own."""

    def name(of: pa.DataType) -> str:
        if pa.types.is_list(of) or pa.types.is_large_list(of):
            return f"list<{name(of.value_type)}>"
        if pa.types.is_struct(of):
            return "struct<" + ", ".join(f"{field.name}: {name(field.type)}" for field in of) + ">"
        return str(of).removeprefix("large_")

    return {field.name: name(field.type) for field in schema}


def test_one_schema_whoever_writes(
    spark: SparkSession, lake: Path, crawl: Path, command: list[str], tmp_path: Path
) -> None:
    import pyarrow.parquet as pq

    flat = tmp_path / "flat"
    onrecord.spark.write(spark.read.parquet(f"{lake}/articles"), str(flat))
    by_spark = {table: next((flat / table).glob("*.parquet")) for table in onrecord.TABLES}
    read, export, archive = tmp_path / "read", tmp_path / "export", tmp_path / "news.db"
    # Some articles of these files cannot be read, which the exit code tells.
    assert subprocess.run([*command, "add", crawl, "--to-parquet", read]).returncode == 3
    subprocess.run([*command, "add", lake, "--archive", archive], check=True)
    subprocess.run([*command, "export", "parquet", "--archive", archive, "-o", export], check=True)
    for table in onrecord.TABLES:
        of_spark = plain(pq.read_schema(by_spark[table]))
        for folder in (read, export):
            theirs = plain(pq.read_schema(next((folder / table).glob("*.parquet"))))
            assert list(theirs.items()) == list(of_spark.items()), (table, folder)

    # The lake that Spark wrote, loaded into an archive, is the archive that the command line makes of the same files.
    direct = tmp_path / "direct.db"
    subprocess.run([*command, "add", crawl, "--archive", direct])
    columns = ["article", "statement", "content", "speaker_key", "act", "confidence"]
    ours, theirs = (
        onrecord.Archive(path).find().to_pandas()[columns].sort_values(columns[:2]).reset_index(drop=True)
        for path in (archive, direct)
    )
    assert len(ours) and ours.equals(theirs)


def test_duckdb_polars_and_pandas_read_the_lake(spark: SparkSession, lake: Path) -> None:
    import duckdb
    import pandas
    import polars
    import pyarrow.dataset

    wanted = spark.read.parquet(f"{lake}/statements").where("note IS NULL")
    count, days = wanted.count(), wanted.select("day").distinct().count()
    files = f"{lake}/statements/**/*.parquet"
    by_duckdb = duckdb.sql(
        f"SELECT count(*), count(DISTINCT day), sum(len(content_spans)) FROM read_parquet('{files}', hive_partitioning = true) "
        "WHERE note IS NULL"
    ).fetchall()[0]
    frame = polars.scan_parquet(files, hive_partitioning=True).filter(polars.col("note").is_null()).collect()
    # pandas has to be told what the folders' names are: it cannot tell by itself where one of them stands for no day.
    by_day = pyarrow.dataset.partitioning(pa.schema([("day", pa.date32())]), flavor="hive")
    table = pandas.read_parquet(lake / "statements", partitioning=by_day)
    table = table[table["note"].isna()]
    spans = wanted.agg(F.sum(F.size("content_spans"))).first()[0]
    assert by_duckdb == (count, days, spans)
    assert (len(frame), frame["day"].n_unique(), frame["content_spans"].list.len().sum()) == (count, days, spans)
    assert (len(table), table["day"].nunique(), table["content_spans"].map(len).sum()) == (count, days, spans)
    row = frame.row(0, named=True)
    text = duckdb.sql(f"SELECT text FROM read_parquet('{lake}/articles/**/*.parquet') WHERE article = ?", params=[row["article"]])
    text = text.fetchall()[0][0]
    assert " … ".join(text[span["start"] : span["end"]] for span in row["content_spans"]) == row["content"]


def executors(of: int) -> list[int]:
    """The processes that run executors below a process, by /proc."""
    parents, names = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
                names[int(entry.name)] = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rsplit(")", 1)[1].split()[1])

    def below(pid: int) -> bool:
        while pid in parents:
            if parents[pid] == of:
                return True
            pid = parents[pid]
        return False

    return [pid for pid, name in names.items() if b"CoarseGrainedExecutorBackend" in name and b"java" in name and below(pid)]


def test_a_worker_killed_in_the_middle_costs_nothing_and_doubles_nothing(spark: SparkSession, tmp_path: Path) -> None:
    rows = [(str(n), article(n, 4)["text"]) for n in range(96)]
    frame = spark.createDataFrame(rows, "id string, text string").repartition(12)
    out = tmp_path / "articles"
    killed: list[int] = []

    def kill() -> None:
        # When some of the tasks are done and others run.
        tracker = spark.sparkContext.statusTracker()
        while not killed and not finished.is_set():
            for stage in tracker.getActiveStageIds():
                info = tracker.getStageInfo(stage)
                if info and info.numTasks == 12 and 2 <= info.numCompletedTasks <= 8:
                    victim = executors(os.getpid())[0]
                    os.kill(victim, signal.SIGKILL)
                    killed.append(victim)
                    return
            time.sleep(0.02)

    finished = threading.Event()
    killer = threading.Thread(target=kill)
    killer.start()
    # A task waits a little, so that there is a middle to be killed in.
    slow = onrecord.spark.read(frame, "articles").mapInArrow(pausing, onrecord.spark.schema("articles"))
    slow.write.parquet(str(out))
    finished.set()
    killer.join()
    assert killed, "nobody was killed: the job was over too soon for this test to say anything"
    got = spark.read.parquet(str(out)).select("article", "read").toPandas()
    assert sorted(got["article"]) == sorted(n for n, _ in rows)
    assert got["read"].all()


def pausing(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import time

    for batch in batches:
        time.sleep(0.5)
        yield batch


# Functions of a test module are not importable where the workers are.
try:
    from pyspark import cloudpickle

    cloudpickle.register_pickle_by_value(__import__("sys").modules[__name__])
except ImportError:
    pass


def test_a_model_is_loaded_once_a_worker(spark: SparkSession) -> None:
    def loads(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import os

        import onrecord._reading
        import pyarrow

        for _ in batches:
            onrecord._reading.reader()
            info = onrecord._reading._loaded.cache_info()
            yield pyarrow.RecordBatch.from_pydict({"pid": [os.getpid()], "misses": [info.misses]})

    seen = spark.range(0, 8, 1, 8).mapInArrow(loads, "pid bigint, misses bigint").toPandas()
    # Workers are used again for task after task, and none of them loads twice.
    assert seen["pid"].nunique() < 8 and set(seen["misses"]) == {1}


def groups(pairs: list[tuple[str, str]]) -> set[frozenset[str]]:
    """Groups by their members."""
    made: dict[str, set[str]] = {}
    for member, group in pairs:
        made.setdefault(group, set()).add(member)
    return {frozenset(members) for members in made.values()}


def test_groups_are_the_archives(spark: SparkSession, command: list[str], tmp_path: Path) -> None:
    import json

    # In the order in which a lake has them, whose rows all tell the same second: the bounds go by the order.
    articles = sorted(copies(24), key=lambda one: one["url"])
    archive = onrecord.Archive(tmp_path / "news.db", create=True)
    added = archive.add([{key: one[key] for key in ("text", "url", "published", "outlet")} for one in articles])
    assert added.new == len(articles)
    (tmp_path / "lake").mkdir()
    subprocess.run([*command, "export", "parquet", "--archive", archive.path, "-o", tmp_path / "lake"], check=True)
    lake = spark.read.parquet(f"{tmp_path}/lake/articles")

    out = subprocess.run(
        [*command, "duplicates", "--archive", archive.path, "--format", "json", "--limit", "0"],
        check=True, capture_output=True, text=True,
    )
    theirs = [json.loads(line) for line in out.stdout.splitlines()]
    ours = onrecord.spark.duplicates(lake).toPandas()
    assert groups(list(zip(ours["article"], ours["report"]))) == {
        frozenset(carrier["article"] for carrier in report["carriers"]) for report in theirs
    }
    assert len(theirs) == 8
    by_article = {
        carrier["article"]: (report.get("voice"), report["evidence"])
        for report in theirs for carrier in report["carriers"]
    }
    for row in ours.itertuples():
        assert (row.voice, row.evidence) == by_article[row.article]
    # One stands for each report: the one the archive takes too, unless it goes by the order of adding, of which a lake
    # knows no more than the second.
    assert ours.groupby("report")["origin"].sum().eq(1).all()

    out = subprocess.run(
        [*command, "sayings", "--archive", archive.path, "--format", "json", "--limit", "0"],
        check=True, capture_output=True, text=True,
    )
    theirs = [json.loads(line) for line in out.stdout.splitlines()]
    ours = onrecord.spark.sayings(lake).toPandas()
    names = [f"{row.article}#{row.statement}" for row in ours.itertuples()]
    assert groups(list(zip(names, ours["saying"]))) == {
        frozenset(f"{one['article']}#{one['statement']}" for one in saying["carried"]) for saying in theirs
    }
    assert len(theirs) > 30


def test_components_hang_together_whatever_their_shape(spark: SparkSession) -> None:
    chain = [(f"c{n:03}", f"c{n + 1:03}") for n in range(40)]
    star = [("s000", f"s{n:03}") for n in range(1, 20)]
    ring = [(f"r{n:03}", f"r{(n + 1) % 9:03}") for n in range(9)]
    edges = spark.createDataFrame([*chain, *star, *ring, ("x", "y")], "a string, b string")
    got = onrecord.spark._components(edges).toPandas()
    assert got["node"].is_unique and len(got) == 41 + 20 + 9 + 2
    assert dict(zip(got["node"], got["group"])) == {
        node: {"c": "c000", "s": "s000", "r": "r000", "x": "x", "y": "x"}[node[0]] for node in got["node"]
    }
    none = spark.createDataFrame([], "a string, b string")
    assert onrecord.spark._components(none).count() == 0
