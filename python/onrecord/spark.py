"""onrecord on Spark: articles and WARC files to tables, and groups of near-duplicates and sayings over them.

Every function takes and gives a ``DataFrame`` and does nothing before an action. The work is done by the batch function
(:func:`onrecord.read_batch`) in Spark's Python workers, on Arrow batches, one article after the other in each; a worker loads
the model once. ``onrecord`` has to be installed where the workers are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from glob import glob, has_magic
from typing import Any, Optional, Union

import pyarrow
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from . import _native
from ._errors import MissingColumnError
from ._reading import Paths, reader
from ._tables import TABLES, columns, one_batch

Batches = Iterator[pyarrow.RecordBatch]
Work = Callable[[Batches], Batches]

#: What WARC files are called, packed or not.
_WARC = (".warc", ".warc.gz", ".warc.zst", ".warc.br")
#: What of the table of articles the other tables and the groups are made of.
_NEEDED = (
    *("article", "version", "current", "published", "outlet", "url", "notes", "text", "record"),
    *("received", "fetched", "added", "reader"),
)

#: What is read of an article, and what is known of it.
_INPUT = (
    *("text", "html", "bytes", "id", "url", "published", "outlet", "language"),
    *("fetched", "content_type", "note"),
)


def schema(table: str = "statements") -> str:
    """The schema of a table, as Spark's SQL writes it, with what each column means as its comment."""

    def column(name: str, of: str, about: str) -> str:
        about = about.replace("\\", "\\\\").replace("'", "\\'")
        return f"`{name}` {of} COMMENT '{about}'"

    return ", ".join(column(name, of, about) for name, of, _, about in columns(table))


def read(
    articles: DataFrame, table: str = "statements", *, actors: Optional[Paths] = None, model: Optional[str] = None
) -> DataFrame:
    """Reads a data frame of articles into one of the tables of ``docs/columns.md``.

    :param articles: With the columns ``text``, ``html`` or ``bytes``, and any of ``id``, ``url``, ``published``, ``outlet``,
        ``language``, ``fetched``, ``content_type``. Others are left aside.
    :param table: ``"articles"`` loses nothing; :func:`retable` makes the others of it without reading again.
    :param actors: Dictionaries of actors, by paths that every worker has.
    :returns: A row with a note for each article that cannot be read. It never fails the job.
    :raises MissingColumnError: when there is nothing to read in it.
    """
    known = [name for name in _INPUT if name in articles.columns]
    if not {"text", "html", "bytes"} & set(known):
        raise MissingColumnError(
            f"the data frame has none of the columns `text`, `html` and `bytes`, only {', '.join(articles.columns)}",
            "rename the column that holds the articles to text (plain), html (pages) or bytes (either)",
        )

    def work(batches: Batches) -> Batches:
        loaded = reader(actors, model)
        for batch in batches:
            for some in _small(batch):
                yield from _batches(loaded.read_batch(some, table))

    return articles.select(*known).mapInArrow(work, schema(table))


def warc(
    spark: SparkSession, paths: Union[str, os.PathLike[str], Sequence[str]], *, parts: Optional[int] = None
) -> DataFrame:
    """The pages of WARC files as a data frame, for :func:`read`.

    Its columns are ``file``; ``offset``, the byte of the unpacked file at which the page's record begins; ``id``, ``url``,
    ``fetched``, ``content_type``, ``bytes``; and ``note``, which says why a record could not be had.

    :param paths: Files, folders (every WARC file in them) and patterns, on a file system that the driver and every worker have.
    :param parts: In how many tasks each file is read. A task goes through the whole file and keeps its share, since
        unpacking takes a small part of the time that reading takes. Without it, as many as give every core four tasks.
    """
    work, tasks = _tasks(spark, paths, parts, lambda pages: pages)
    texts = ("file", "id", "url", "published", "outlet", "language", "fetched", "content_type", "note")
    fields = [f"{name} string" for name in texts] + ["offset bigint", "bytes binary"]
    return tasks.mapInArrow(work, ", ".join(fields))


def read_warc(
    spark: SparkSession,
    paths: Union[str, os.PathLike[str], Sequence[str]],
    table: str = "articles",
    *,
    parts: Optional[int] = None,
    actors: Optional[Paths] = None,
    model: Optional[str] = None,
) -> DataFrame:
    """The pages of WARC files, read into a table: :func:`warc` and :func:`read` in one step, in which no page leaves the worker
    that unpacked it."""

    def read_pages(pages: Batches) -> Batches:
        loaded = reader(actors, model)
        for batch in pages:
            yield from _batches(loaded.read_batch(batch, table))

    work, tasks = _tasks(spark, paths, parts, read_pages)
    return tasks.mapInArrow(work, schema(table))


def retable(articles: DataFrame, table: str) -> DataFrame:
    """Another table of the table of articles. Nothing is read again."""
    return _needed(articles).mapInArrow(_each(lambda batch: _native.retable(batch, table)), schema(table))


def write(articles: DataFrame, folder: str, *, partition_by: Sequence[str] = (), mode: str = "errorifexists") -> None:
    """Writes a table of articles and all tables that follow from it as a lake: a folder of Parquet files for each, which is
    what ``onrecord export parquet`` writes, and what ``onrecord add`` loads into an archive.

    :param partition_by: Columns that every table has: ``day``, ``outlet``.
    """
    spark = articles.sparkSession

    def put(frame: DataFrame, table: str) -> None:
        # In the documented order: what was read from partitions has their columns last.
        frame = frame.select(*(column.name for column in columns(table)))
        frame.write.partitionBy(*partition_by).mode(mode).parquet(f"{folder}/{table}", compression="zstd")

    put(articles, "articles")
    # Of what was written: articles are read once, whatever becomes of a worker afterwards.
    written = spark.read.schema(schema("articles")).parquet(f"{folder}/articles")
    for table in TABLES:
        if table != "articles":
            put(retable(written, table), table)


def duplicates(articles: DataFrame) -> DataFrame:
    """Groups the articles that are the same report, as an archive does (``docs/duplicates.md``).

    :param articles: A table of articles. Of several rows of one article, the one that was added last counts.
    :returns: A row for each article that shares its report with others: ``article``; ``report``, the same for all that carry
        it; ``origin``, whether the article stands for it; ``voice``, whose it seems to be; ``evidence``, why.
    """
    bounds = _native.bounds()

    def signatures(batch: pyarrow.RecordBatch) -> _native.Table:
        return _native.report_signatures(reader(), batch)

    found = _needed(articles).mapInArrow(
        _each(signatures),
        "article string, added string, outlet string, published string, agency string, agency_place string, "
        "size int, sketch array<bigint>, shingles binary",
    )
    latest = Window.partitionBy("article").orderBy(F.desc_nulls_last("added"), F.desc("size"), F.xxhash64("shingles"))
    found = found.withColumn("rank", F.row_number().over(latest)).where("rank = 1").drop("rank").persist()

    keys = found.select("article", "added", F.size("sketch").alias("keys"), F.explode("sketch").alias("key"))
    pairs = _candidates(keys, ["article"], bounds["articles_of_one_shingle"])
    # Of a small sketch half is enough.
    least = F.greatest(F.lit(1), F.least(F.lit(bounds["shingles_shared"]), F.floor(F.col("keys") / 2)))
    pairs = _closest(pairs.where(F.col("shared") >= least), ["article"], bounds["articles_compared"])
    bodies = found.select("article", "shingles")
    others = bodies.select(F.col("article").alias("other_article"), F.col("shingles").alias("other_shingles"))
    compared = pairs.join(bodies, "article").join(others, "other_article").withColumnRenamed("other_article", "other")
    same = compared.select("article", "other", "shingles", "other_shingles").mapInArrow(
        _each(_native.same_reports), "article string, other string, resemblance double, containment double"
    )
    groups = _components(same.select(F.col("article").alias("a"), F.col("other").alias("b")))
    carriers = groups.select(F.col("node").alias("article"), F.col("group").alias("report")).join(found, "article")
    ordered = carriers.repartition("report").sortWithinPartitions("report", F.asc_nulls_first("added"), "article")
    return ordered.select(
        "report", "article", "outlet", "published", "agency", "agency_place", "size"
    ).mapInArrow(_origins, "report string, article string, voice string, evidence string, origin boolean")


def sayings(articles: DataFrame) -> DataFrame:
    """Groups the statements that are the same saying, as an archive does (``docs/sayings.md``).

    :param articles: A table of articles. Of several rows of one article, the one that was added last counts.
    :returns: A row for each statement that another article has too: ``article``, ``statement``, and ``saying``, the same for
        all of one saying.
    """
    bounds = _native.bounds()
    latest = Window.partitionBy("article").orderBy(F.desc_nulls_last("added"), F.desc("received"))
    every = _needed(articles).where("record IS NOT NULL")
    every = every.withColumn("rank", F.row_number().over(latest)).where("rank = 1").drop("rank")
    found = every.mapInArrow(
        _each(_native.saying_signatures),
        "article string, added string, statement string, said string, number int, kept array<bigint>, sought array<bigint>",
    ).persist()

    ids = ["article", "number", "statement"]
    kept, sought = (found.select("added", *ids, F.explode(name).alias("key")) for name in ("kept", "sought"))
    pairs = _latest_candidates(kept, sought, ids, bounds["statements_of_one_key"])
    pairs = _closest(pairs, ids, bounds["statements_compared"], latest=True)
    # Within an article it is the reading that tells repetitions.
    pairs = pairs.where("article != other_article")
    said = found.select("article", "statement", "said")
    others = said.select(*(F.col(name).alias(f"other_{name}") for name in said.columns))
    compared = pairs.select("article", "statement", "other_article", "other_statement")
    compared = compared.join(said, ["article", "statement"]).join(others, ["other_article", "other_statement"])
    same = compared.mapInArrow(
        _each(_native.same_sayings),
        "article string, statement string, other_article string, other_statement string, sameness string",
    )
    edges = same.select(
        F.struct("article", "statement").alias("a"),
        F.struct(F.col("other_article").alias("article"), F.col("other_statement").alias("statement")).alias("b"),
    )
    groups = _components(edges)
    saying = F.concat_ws("#", "group.article", "group.statement")
    return groups.select("node.article", "node.statement", saying.alias("saying"))


def _candidates(keys: DataFrame, ids: list[str], most: int) -> DataFrame:
    """Each with those added before it that share a key with it, and how many keys they share. Of all that have a key, so
    many are looked at: the first."""
    order = [F.asc_nulls_first("added"), *ids]
    keys = keys.withColumn("rank", F.row_number().over(Window.partitionBy("key").orderBy(*order)))
    first = keys.where(F.col("rank") <= most).select(
        "key", F.col("rank").alias("other_rank"), *(F.col(name).alias(f"other_{name}") for name in ["added", *ids])
    )
    pairs = keys.join(first, "key").where("rank > other_rank")
    of = [*ids, "added", "keys", *(f"other_{name}" for name in ["added", *ids])]
    return pairs.groupBy(*of).agg(F.count("*").alias("shared"))


def _latest_candidates(kept: DataFrame, sought: DataFrame, ids: list[str], most: int) -> DataFrame:
    """Each with those added before it that are kept under a key that it seeks, and how many keys that is so of. Under one key,
    so many are looked at: the latest."""
    rows = kept.withColumn("kept", F.lit(1)).unionByName(sought.withColumn("kept", F.lit(0)))
    # How many are kept before it; of what is kept itself, its own place, from 1.
    before = Window.partitionBy("key").orderBy(F.asc_nulls_first("added"), *ids, "kept")
    rows = rows.withColumn("rank", F.sum("kept").over(before.rowsBetween(Window.unboundedPreceding, Window.currentRow)))
    # By blocks of that size, two of which hold the latest, a key that very many have makes no more pairs than it must.
    rows = rows.withColumn("block", F.floor((F.col("rank") - 1) / most))
    mine = rows.where("kept = 0 AND rank > 0")
    mine = mine.withColumn("block", F.explode(F.array(F.col("block"), F.col("block") - 1)))
    others = rows.where("kept = 1").select(
        "key", "block", F.col("rank").alias("other_rank"), *(F.col(name).alias(f"other_{name}") for name in ["added", *ids])
    )
    pairs = mine.join(others, ["key", "block"])
    pairs = pairs.where((F.col("other_rank") <= F.col("rank")) & (F.col("other_rank") > F.col("rank") - most))
    of = [*ids, "added", *(f"other_{name}" for name in ["added", *ids])]
    return pairs.groupBy(*of).agg(F.count("*").alias("shared"))


def _closest(pairs: DataFrame, ids: list[str], most: int, latest: bool = False) -> DataFrame:
    """For each, those that share most keys with it; of those that share as many, the first, or the latest."""
    order = [F.asc_nulls_first("other_added"), *(F.asc(f"other_{name}") for name in ids)]
    if latest:
        order = [F.desc_nulls_last("other_added"), *(F.desc(f"other_{name}") for name in ids)]
    window = Window.partitionBy(*ids).orderBy(F.desc("shared"), *order)
    return pairs.withColumn("place", F.row_number().over(window)).where(F.col("place") <= most)


def _components(edges: DataFrame) -> DataFrame:
    """What hangs together: ``node`` and ``group``, the least node of those that do.

    Large-star and small-star in turn (Kiveris et al., "Connected Components in MapReduce and Beyond", SoCC 2014), until
    every edge leads from a node to its group.
    """

    def stars(edges: DataFrame, large: bool) -> DataFrame:
        turned = edges.select(F.col("b").alias("a"), F.col("a").alias("b"))
        around = edges.unionByName(turned) if large else edges
        least = around.groupBy("a").agg(F.min("b").alias("m")).select("a", F.least("a", "m").alias("m"))
        around = around.join(least, "a")
        if large:
            made = around.where("b > a").select(F.col("b").alias("a"), F.col("m").alias("b"))
        else:
            made = around.select(F.col("b").alias("a"), F.col("m").alias("b"))
            made = made.unionByName(least.select("a", F.col("m").alias("b")))
        made = made.where("a != b")
        return made.select(F.greatest("a", "b").alias("a"), F.least("a", "b").alias("b")).distinct()

    def state(edges: DataFrame) -> Any:
        # Of every edge and not of their number only: edges may move and stay as many.
        sums = F.count("*"), F.sum(F.xxhash64("a", "b").cast("decimal(38,0)"))
        return tuple(edges.agg(*sums).first() or ())

    edges = edges.select(F.greatest("a", "b").alias("a"), F.least("a", "b").alias("b")).distinct()
    edges = _cut(edges)
    before = state(edges)
    while True:
        edges = _cut(stars(stars(edges, large=True), large=False))
        now = state(edges)
        if now == before:
            break
        before = now
    roots = edges.select(F.col("b").alias("node"), F.col("b").alias("group")).distinct()
    return edges.select(F.col("a").alias("node"), F.col("b").alias("group")).unionByName(roots)


def _cut(frame: DataFrame) -> DataFrame:
    """Works it out now, so that plans do not grow from round to round: into the session's folder for checkpoints, which
    survives the loss of a worker, if there is one (``spark.sparkContext.setCheckpointDir``)."""
    try:
        kept = frame.sparkSession.sparkContext.getCheckpointDir()
    except Exception:  # Spark Connect has no context to ask.
        kept = None
    return frame.checkpoint() if kept else frame.localCheckpoint()


def _origins(batches: Batches) -> Batches:
    """Whose reports are, with all of one report in one batch: rows come in their order, and batches end anywhere."""
    waiting: Optional[pyarrow.Table] = None
    for batch in batches:
        rows = pyarrow.Table.from_batches([batch])
        rows = rows if waiting is None else pyarrow.concat_tables([waiting, rows])
        reports = rows.column("report")
        last, start = reports[-1].as_py(), len(rows) - 1
        while start > 0 and reports[start - 1].as_py() == last:
            start -= 1
        waiting = rows.slice(start)
        if start > 0:
            yield from _batches(_native.origins(one_batch(rows.slice(0, start))))
    if waiting is not None:
        yield from _batches(_native.origins(one_batch(waiting)))


def _needed(articles: DataFrame) -> DataFrame:
    for name in ("article", "text", "record"):
        if name not in articles.columns:
            raise MissingColumnError(
                f"the data frame has no column `{name}`",
                "give the table of articles, which has the whole records; docs/columns.md lists its columns",
            )
    return articles.select(*(name for name in _NEEDED if name in articles.columns))


def _small(batch: pyarrow.RecordBatch) -> Iterator[pyarrow.RecordBatch]:
    """A batch in pieces that are no more than what is well held in memory together."""
    for start in range(0, batch.num_rows, _native.MAX_ROWS):
        yield batch.slice(start, _native.MAX_ROWS)


def _batches(table: Any) -> Iterable[pyarrow.RecordBatch]:
    made: list[pyarrow.RecordBatch] = pyarrow.table(table).to_batches()
    return made


def _each(of: Callable[[pyarrow.RecordBatch], Any]) -> Work:
    def work(batches: Batches) -> Batches:
        for batch in batches:
            for some in _small(batch):
                yield from _batches(of(some))

    return work


def _files(paths: Union[str, os.PathLike[str], Sequence[str]]) -> list[str]:
    given = [os.fspath(paths)] if isinstance(paths, (str, os.PathLike)) else [os.fspath(path) for path in paths]
    files: list[str] = []
    for path in given:
        if os.path.isdir(path):
            inside = (os.path.join(at, name) for at, _, names in os.walk(path) for name in names)
            files += sorted(name for name in inside if name.endswith(_WARC))
        elif has_magic(path):
            files += sorted(glob(path, recursive=True))
        else:
            files.append(path)
    if not files:
        raise FileNotFoundError(f"no WARC file in {', '.join(given)}")
    # Nothing twice, however often it is named.
    return list(dict.fromkeys(map(os.path.abspath, files)))


def _tasks(
    spark: SparkSession,
    paths: Union[str, os.PathLike[str], Sequence[str]],
    parts: Optional[int],
    do: Work,
) -> tuple[Work, DataFrame]:
    """A data frame with one row, and so one task, for each part of each file; and what to do with it."""
    files = _files(paths)
    if parts is None:
        try:
            cores = spark.sparkContext.defaultParallelism
        except Exception:  # Spark Connect has no context to ask.
            cores = 1
        parts = max(1, -(-4 * cores // len(files)))
    tasks = [(file, part, parts) for part in range(parts) for file in files]

    def pages(file: str, part: int, parts: int) -> Batches:
        for batch in _native.Pages([file], part, parts):
            for one in _batches(batch):
                names = pyarrow.array([file] * one.num_rows, pyarrow.string())
                fields = [pyarrow.field("file", pyarrow.string()), *one.schema]
                arrays = [names, *one.columns]
                made = pyarrow.RecordBatch.from_arrays(arrays, schema=pyarrow.schema(fields))
                yield made.select(_PAGES)

    def work(batches: Batches) -> Batches:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from do(pages(*tasks[number]))

    return work, spark.range(0, len(tasks), 1, len(tasks))


_PAGES = [
    *("file", "id", "url", "published", "outlet", "language", "fetched", "content_type", "note"),
    *("offset", "bytes"),
]
