"""Signals and forks: who wishes to stop is not kept waiting, and what belongs to another process says so."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Callable

import onrecord
import pytest
from made import article

COPIES = 60_000

#: Every row of the one article, under as many addresses: enough that going through all takes many seconds.
MANY = """
WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {copies})
    INSERT INTO articles (id, address) SELECT n + 1, 'copy ' || n FROM n;
INSERT INTO versions (id, article, number, received, fetched, text_hash, record_hash, origin, url, outlet, title, published,
        language, added, reader)
    SELECT a.id, a.id, 1, received, fetched, text_hash, record_hash, origin, url, outlet, title, published, language, added, reader
    FROM articles a JOIN versions v ON v.id = 1 WHERE a.id > 1;
INSERT INTO bodies (version, text, record) SELECT v.id, text, record FROM versions v JOIN bodies b ON b.version = 1 WHERE v.id > 1;
INSERT INTO statements (version, number, current, kind, negated, conditional, hedged, confidence, spans, hash)
    SELECT v.id, 0, 1, kind, negated, conditional, hedged, confidence, spans, hash
    FROM versions v JOIN statements s ON s.version = 1 AND s.number = 0 WHERE v.id > 1;
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "news.db"
    onrecord.Archive(path, create=True).add([{"text": article(0)["text"]}])
    with sqlite3.connect(path) as db:
        db.executescript(MANY.format(copies=COPIES))
    db.close()
    return path


ASKED = {
    "find": "archive.find('kind:direct OR kind:mixed OR kind:indirect')",
    "rows": "archive.find()",
    "waiting": "[threading.Thread(target=archive.find, daemon=True).start(), time.sleep(0.5), archive.find()]",
}


@pytest.mark.parametrize("asked", list(ASKED))
def test_ctrl_c_ends_a_question(large: Path, asked: str) -> None:
    # A run in the background of a shell ignores the signal, and its children would with it.
    heeds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    script = f"{heeds}; import onrecord, threading, time; archive = onrecord.Archive({str(large)!r}); print('now', flush=True); {ASKED[asked]}"
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "now\n"
    time.sleep(1)
    assert child.poll() is None, "it was too short a question"
    begun = time.monotonic()
    child.send_signal(signal.SIGINT)
    _, told = child.communicate(timeout=60)
    assert time.monotonic() - begun < 3, told
    assert "KeyboardInterrupt" in told, told


def test_an_archive_goes_on_after_a_question_that_was_stopped(large: Path) -> None:
    archive = onrecord.Archive(large)
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        archive.find()
    assert len(archive.find(limit=1)) == 1


def in_a_fork(work: Callable[[], None]) -> None:
    """Sees that this raises nothing in a child, and ends there."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert os.waitstatus_to_exitcode(status) == 0
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    pytest.fail("the child hangs")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_what_was_made_before_a_fork_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "news.db"
    archive = onrecord.Archive(path, create=True)
    archive.add([text])
    articles = iter(onrecord.read_many([text] * 20, threads=2))
    next(articles)

    def child() -> None:
        with pytest.raises(onrecord.ForkedError) as caught:
            next(articles)
        assert caught.value.hint
        with pytest.raises(onrecord.ForkedError):
            archive.find()
        # Others, made here, are as good as ever.
        assert len(list(onrecord.read_many([text] * 3, threads=2))) == 3
        assert len(onrecord.Archive(path)) == found

    found = len(archive)
    assert found > 0
    in_a_fork(child)
    assert sum(1 for _ in articles) == 19
    assert len(archive) == found
