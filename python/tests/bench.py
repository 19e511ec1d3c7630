"""What reading costs, in seconds of CPU time: the command line, Python and Spark's batch function on the same articles.

    python python/tests/bench.py overhead ../shared/data/polnear/train/text     the same articles by each way
    python python/tests/bench.py growth ../shared/data/pages/html               three sizes of a crawl, and where the time goes
    python python/tests/bench.py groups                                         near-duplicates and sayings at three sizes, on Spark

CPU time of user and system, of the process and all that it started, so that other work on the machine does not count.
The command is target/release/onrecord, or what ONRECORD names.
"""

from __future__ import annotations

import argparse
import gzip
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

COMMAND = os.environ.get("ONRECORD", str(Path(__file__).parents[2] / "target" / "release" / "onrecord"))


def spent() -> float:
    """Seconds of CPU time, of this process and of its children that have ended."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def child(code: str, *args: str) -> float:
    """What some code takes in a fresh interpreter, after the import and the first article."""
    made = "\n".join(
        [
            "import sys, pathlib, resource, onrecord, pyarrow",
            "onrecord.read('“No,” she said.')",
            "before = resource.getrusage(resource.RUSAGE_SELF)",
            code,
            "after = resource.getrusage(resource.RUSAGE_SELF)",
            "print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)",
        ]
    )
    return float(subprocess.run([sys.executable, "-c", made, *args], check=True, capture_output=True).stdout)


def command(*args: str) -> float:
    """What the command takes, its start and the loading of the model included."""
    before = spent()
    subprocess.run([COMMAND, *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return spent() - before


MANY = """
files = [pathlib.Path(name) for name in sys.argv[1:]]
for record in onrecord.read_many(files, threads=1):
    record.to_json()
"""
BATCH = """
files = [pathlib.Path(name) for name in sys.argv[1:]]
def batches():
    for start in range(0, len(files), 64):
        some = [{"id": str(f), "bytes": f.read_bytes()} for f in files[start : start + 64]]
        yield pyarrow.RecordBatch.from_pylist(some)
for batch in batches():
    onrecord.read_batch(batch, "articles")
"""


def overhead(folder: Path, most: int, rounds: int) -> None:
    """The same files by each way, in turn, several times; the least of each counts, which other work disturbs least."""
    files = sorted(str(path) for path in folder.iterdir() if path.is_file())[:most]
    with tempfile.TemporaryDirectory() as scratch:
        nothing = Path(scratch, "short.txt")
        nothing.write_text("“No,” she said.", "utf-8")

        def lake() -> float:
            with tempfile.TemporaryDirectory() as out:
                return command("add", *files, "--to-parquet", out, "--threads", "1")

        def start() -> float:
            with tempfile.TemporaryDirectory() as out:
                return command("add", str(nothing), "--to-parquet", out, "--threads", "1")

        ways: dict[str, Callable[[], float]] = {
            "onrecord read --format jsonl": lambda: command("read", *files, "--format", "jsonl", "--threads", "1"),
            "onrecord read, one short text": lambda: command("read", str(nothing), "--threads", "1"),
            "onrecord add --to-parquet": lake,
            "onrecord add, one short text": start,
            "read_many, to_json": lambda: child(MANY, *files),
            "read_batch, articles": lambda: child(BATCH, *files),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                taken[name].append(way())
        least = {name: min(seconds) for name, seconds in taken.items()}
    print(f"{len(files)} articles, {sum(os.path.getsize(f) for f in files) / 1e6:.2f} MB; the least of {rounds} rounds")
    for name, seconds in least.items():
        print(f"{name:32} {seconds:8.2f} s")
    read = least["onrecord read --format jsonl"] - least["onrecord read, one short text"]
    added = least["onrecord add --to-parquet"] - least["onrecord add, one short text"]
    print(f"read_many against read:        {100 * (least['read_many, to_json'] / read - 1):+.1f}%")
    print(f"read_batch against add:        {100 * (least['read_batch, articles'] / added - 1):+.1f}%")


def growth(folder: Path, sizes: list[int]) -> None:
    """A crawl of so many pages, made of those in the folder: what it takes to unpack it, to find the text, to read, and to
    write tables."""
    from made import record as warc_record
    from onrecord import _native

    pages = [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.html.gz"))]
    reader = _native.Reader()
    reader.read_batch(pyarrow_batch([{"text": "“No,” she said."}]), "articles")
    print("pages  MB packed  unpack   find text and read   tables from records   a page")
    with tempfile.TemporaryDirectory() as scratch:
        for size in sizes:
            crawl = Path(scratch, f"{size}.warc.gz")
            with open(crawl, "wb") as file:
                for number in range(size):
                    url = f"https://news.example/{number}"
                    file.write(gzip.compress(warc_record(url, pages[number % len(pages)])))
            before = spent()
            for _ in _native.Pages([str(crawl)]):
                pass
            unpack = spent() - before
            before = spent()
            tables = [reader.read_batch(batch, "articles") for batch in _native.Pages([str(crawl)])]
            read = spent() - before - unpack
            before = spent()
            for table in tables:
                for name in ("statements", "actors", "events", "notes"):
                    _native.retable(table, name)
            made = spent() - before
            each = (unpack + read + made) / size
            print(
                f"{size:5}  {crawl.stat().st_size / 1e6:9.2f}  {unpack:6.2f}  {read:19.2f}  {made:20.2f}  {each:.4f}",
                flush=True,
            )
    # How much of reading a page is finding its text: the same articles again as the texts that were found.
    batch = pyarrow_batch([{"html": page.decode("utf-8", "replace")} for page in pages])
    before = spent()
    found = reader.read_batch(batch, "articles")
    whole = spent() - before
    import pyarrow

    rows = pyarrow.table(found).to_pylist()
    texts = pyarrow_batch([{"text": row["text"]} for row in rows])
    before = spent()
    reader.read_batch(texts, "articles")
    read = spent() - before
    words = sum(row["words"] or 0 for row in rows)
    good = sum(row["read"] for row in rows)
    print(f"{len(pages)} pages, {good} read, {words / max(good, 1):.0f} words each: {whole:.2f} s, of which reading {read:.2f} s")


def pyarrow_batch(rows: list[dict[str, object]]) -> object:
    import pyarrow

    return pyarrow.RecordBatch.from_pylist(rows)


def groups(sizes: list[int]) -> None:
    """Groups at three sizes, without the reading: seconds by the clock, on two threads, so on a machine with nothing else to do.
    What Spark starts is no child of this process, so its CPU time cannot be told from here."""
    import onrecord
    import pyarrow
    import pyarrow.parquet
    from made import copies

    code = """
import sys, onrecord.spark
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config(
    "spark.sql.shuffle.partitions", "4").config("spark.log.level", "ERROR").getOrCreate()
lake = spark.read.parquet(sys.argv[1])
print(lake.count() if sys.argv[2] == "none" else getattr(onrecord.spark, sys.argv[2])(lake).count())
spark.stop()
"""
    print("articles  start  duplicates  sayings")
    with tempfile.TemporaryDirectory() as scratch:
        for size in sizes:
            rows = [{key: one[key] for key in ("id", "text", "outlet", "published")} for one in copies(size // 2)]
            path = f"{scratch}/{size}.parquet"
            read = onrecord.read_batch(pyarrow.Table.from_pylist(rows), "articles")
            pyarrow.parquet.write_table(read, path)
            took = []
            for what in ("none", "duplicates", "sayings"):
                before = time.time()
                subprocess.run([sys.executable, "-c", code, path, what], check=True, stdout=subprocess.DEVNULL)
                took.append(time.time() - before)
            print(f"{len(rows):8}  {took[0]:5.1f}  {took[1] - took[0]:10.1f}  {took[2] - took[0]:7.1f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["overhead", "growth", "groups"])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--most", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 400, 1600])
    given = parser.parse_args()
    begun = time.time()
    if given.what == "overhead":
        overhead(given.folder, given.most, given.rounds)
    elif given.what == "growth":
        growth(given.folder, given.sizes)
    else:
        groups(given.sizes)
    print(f"({time.time() - begun:.0f} s by the clock)", file=sys.stderr)
