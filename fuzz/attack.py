#!/usr/bin/env python3
"""Attacks a workbench and the commands at loopback, and tells what held: `fuzz/attack.py [--binary PATH] [NAME …]`.

Everything happens in a temporary folder and against a server that this script starts, so that anyone can run it anywhere. Each attack
is a function whose name says what must hold; it fails by an assertion. Ends with 1 when something did not hold. Python 3.9, Linux or
macOS; nothing else is needed.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import http.client
import os
import random
import re
import resource
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).parent.parent
PASSWORD = "a password of some length"
TEXT = (
    "Bridge to stay shut until May\n\n"
    "“We have a choice between a slow repair and a dangerous bridge,” said Henrik Aaldal, the head of the port authority, on "
    "Thursday.\n\n"
    "Marit Holm, who runs two ferries, accused the authority of leaving her to pay for its mistakes. “Nobody asked us,” she said.\n"
)
#: What one address space may hold while a page is read: a model, and a page within its bounds.
MEMORY = 3 << 30


class Ground:
    """A folder with an archive, and the binary."""

    def __init__(self, binary: Path, folder: Path) -> None:
        self.binary, self.folder = binary, folder
        self.archive = folder / "news.db"
        (folder / "article.txt").write_text(TEXT, encoding="utf-8")
        self.run("add", folder / "article.txt", "--archive", self.archive)

    def run(self, *arguments: object, code: int | None = 0, seconds: float = 120, **more: object) -> subprocess.CompletedProcess[str]:
        command = [str(self.binary), *map(str, arguments)]
        more.setdefault("stdin", subprocess.DEVNULL)
        ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=seconds, **more)  # type: ignore[call-overload]
        assert code is None or ran.returncode == code, f"{command} ended with {ran.returncode}: {ran.stderr[-2000:]}"
        return ran

    @contextlib.contextmanager
    def server(self, *more: object, archive: Path | None = None, **environment: str):
        command = [str(self.binary), "serve", "--port", "0", "--archive", str(archive or self.archive), *map(str, more)]
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]

        def usual() -> None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (1024, most))

        child = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", env={**os.environ, **environment}, preexec_fn=usual)
        try:
            assert child.stderr is not None
            line = child.stderr.readline()
            found = re.search(r"http://([^/]+)/", line)
            assert found, line
            threading.Thread(target=child.stderr.read, daemon=True).start()
            yield Server(found[1], child)
        finally:
            child.kill()
            child.wait()


class Server:
    def __init__(self, host: str, child: subprocess.Popen[str]) -> None:
        self.host, self.child = host, child
        name, port = host.rsplit(":", 1)
        self.at = (name, int(port))

    def ask(self, path: str, method: str = "GET", body: str | bytes | None = None, seconds: float = 30, **headers: str) -> tuple[int, dict[str, str], str]:
        asked = http.client.HTTPConnection(*self.at, timeout=seconds)
        try:
            asked.request(method, path, body, {"Connection": "close", **{key.replace("_", "-"): value for key, value in headers.items()}})
            answer = asked.getresponse()
            return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read().decode("utf-8", "replace")
        finally:
            asked.close()

    def form(self, path: str, fields: dict[str, str], **headers: str) -> tuple[int, dict[str, str], str]:
        more = {"Content_Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}", **headers}
        return self.ask(path, "POST", urllib.parse.urlencode(fields), **more)

    def token(self) -> str:
        found = re.search(r'name="form_token" value="([^"]+)"', self.ask("/add")[2])
        assert found
        return found[1]

    def open(self, request: bytes) -> socket.socket:
        """A connection on which this was sent and nothing is taken."""
        one = socket.socket()
        # A small window: what is not taken is soon waited for.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.settimeout(10)
        one.connect(self.at)
        with contextlib.suppress(OSError):
            one.sendall(request.replace(b"HOST", self.host.encode()))
        return one

    def answers_in(self, path: str = "/") -> float:
        begun = time.monotonic()
        status, _, _ = self.ask(path)
        assert status == 200, f"{path}: {status}"
        return time.monotonic() - begun


def large(ground: Ground, articles: int = 3000) -> Path:
    """An archive whose export is larger than any buffer."""
    path = ground.folder / "large.db"
    if not path.exists():
        lines = ground.folder / "large.jsonl"
        with lines.open("w", encoding="utf-8") as out:
            for n in range(articles):
                text = TEXT.replace("Thursday", f"day {n}").replace("\n", "\\n").replace('"', '\\"')
                out.write(f'{{"url": "https://a.example/{n}", "text": "{text}"}}\n')
        ground.run("add", lines, "--archive", path, "--model", "fast", seconds=600)
    return path


def pages_that_cost_too_much_are_refused_and_the_others_read(ground: Ground) -> None:
    folder = ground.folder / "bombs"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT, encoding="utf-8")
    kinds = {
        "comments": "<!--" * 15_000_000,
        "closed": "<!---->" * 8_500_000,
        "attributes": "<p" + "".join(f" a{n}" for n in range(200_000)) + ">",
        "tags": "".join(f"<html b{n}>" for n in range(40_000)),
        "bodies": "".join(f"<body b{n}>" for n in range(40_000)),
        "texts": "a<i>" * 3_000_000,
        "formatting": "<b><p>" * 500_000,
        "tables": "<table><tr><td>" * 500_000,
        "instructions": "<?x>" * 5_000_000,
        "entities": "&amp;" * 10_000_000,
        "doctypes": "<!doctype html>" * 2_000_000,
        "svg": "<svg><a>" * 1_000_000,
        "templates": "<template>" * 1_000_000,
        "selects": "<select><option>" * 1_000_000,
    }
    for name, page in kinds.items():
        (folder / f"{name}.html.gz").write_bytes(gzip.compress(f"<html><body>{page}".encode(), 1))

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    begun = time.monotonic()
    limit = None if sys.platform == "darwin" else bounded
    ran = ground.run("add", folder, "--archive", ground.folder / "bombs.db", "--threads", 1, code=None, seconds=600, preexec_fn=limit)
    assert ran.returncode == 3, f"{ran.returncode}: {ran.stderr[-2000:]}"
    seconds = time.monotonic() - begun
    assert seconds < 30 * len(kinds), f"{seconds} s"
    found = ground.run("find", "speaker:Aaldal", "--archive", ground.folder / "bombs.db", "--format", "csv").stdout
    assert "a slow repair" in found


def a_feed_of_attributes_is_refused(ground: Ground) -> None:
    feed = ground.folder / "feed.xml"
    many = "".join(f' a{n}=""' for n in range(200_000))
    feed.write_text(f'<?xml version="1.0"?><rss version="2.0"{many}><channel><title>x</title></channel></rss>', encoding="utf-8")
    begun = time.monotonic()
    ground.run("add", feed, "--archive", ground.folder / "feed.db", code=None, seconds=120)
    assert time.monotonic() - begun < 20


def an_export_replaces_nothing_but_files(ground: Ground) -> None:
    export = ("export", "csv", "--archive", ground.archive, "-o")
    fifo = ground.folder / "fifo"
    os.mkfifo(fifo)
    taken: list[str] = []
    reader = threading.Thread(target=lambda: taken.append(fifo.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    ground.run(*export, fifo)
    reader.join(10)
    assert stat.S_ISFIFO(fifo.stat().st_mode) and "Aaldal" in taken[0]
    target, link = ground.folder / "target.csv", ground.folder / "link.csv"
    target.write_text("before")
    link.symlink_to(target.name)
    ground.run(*export, link)
    assert link.is_symlink() and "Aaldal" in target.read_text(encoding="utf-8")
    if os.path.exists("/dev/full") and os.geteuid() != 0:
        ground.run(*export, "/dev/full", code=1)
    assert not [left for left in ground.folder.iterdir() if left.name.endswith(".part")]


def what_says_something_else_than_the_records_is_found(ground: Ground) -> None:
    copy = ground.folder / "harmed.db"
    harms = [
        "UPDATE statements SET speaker = (SELECT max(id) FROM actors)",
        "UPDATE statements SET act = 'deny'",
        "UPDATE statements SET negated = 1 - negated",
        "UPDATE statements SET day = '1999-01-01'",
        "DELETE FROM casts",
        "DELETE FROM names",
        "UPDATE actors SET name = 'Somebody' WHERE id = 1",
        "DELETE FROM tellings",
        "INSERT INTO statement_words (statement_words) VALUES ('delete-all')",
    ]
    for sql in harms:
        copy.write_bytes(ground.archive.read_bytes())
        with contextlib.closing(sqlite3.connect(copy)) as db:
            db.executescript(sql)
        ran = ground.run("check", "--archive", copy, code=None)
        assert ran.returncode != 0, sql
        ground.run("check", "--archive", copy, "--repair")


def no_flip_of_a_bit_changes_an_answer_unseen(ground: Ground, flips: int = 60) -> None:
    whole = ground.archive.read_bytes()
    asked = ("find", "", "--format", "csv", "--archive")
    before = ground.run(*asked, ground.archive).stdout
    chance = random.Random(1)
    copy = ground.folder / "flipped.db"
    for _ in range(flips):
        bit = chance.randrange(len(whole) * 8)
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        copy.write_bytes(flipped)
        after = ground.run(*asked, copy, code=None)
        if after.returncode == 0 and after.stdout != before:
            assert ground.run("check", "--archive", copy, code=None).returncode != 0, f"bit {bit}"


def guesses_are_slowed_whichever_way_they_come(ground: Ground) -> None:
    (ground.folder / "password").write_text(PASSWORD)
    with ground.server("--password-file", ground.folder / "password") as server:
        tried: list[int] = []

        def guess(n: int) -> None:
            for m in range(40):
                if n % 2:
                    tried.append(server.ask("/api/status", Authorization=f"Bearer guess {n} {m}")[0])
                else:
                    tried.append(server.form("/sign-in", {"password": f"guess {n} {m}"})[0])

        begun = time.monotonic()
        guessing = [threading.Thread(target=guess, args=(n,)) for n in range(16)]
        for one in guessing:
            one.start()
        for one in guessing:
            one.join()
        looked_at = sum(status == 401 for status in tried)
        assert looked_at <= 10 + (time.monotonic() - begun) / 3 + 1, f"{looked_at} of {len(tried)} were looked at"
        assert all(status in (401, 429) for status in tried)
        status, headers, _ = server.ask("/api/status", Authorization=f"Bearer {PASSWORD}")
        assert status == 429 and int(headers["retry-after"]) > 0


def a_session_ends_when_its_browser_signs_out(ground: Ground) -> None:
    (ground.folder / "password").write_text(PASSWORD)
    with ground.server("--password-file", ground.folder / "password") as server:
        cookies = [server.form("/sign-in", {"password": PASSWORD})[1]["set-cookie"].split(";")[0] for _ in range(2)]
        assert cookies[0] != cookies[1]
        token = re.search(r'name="form_token" value="([^"]+)"', server.ask("/", Cookie=cookies[0])[2])
        assert token
        assert server.form("/sign-out", {"form_token": token[1]}, Cookie=cookies[0])[0] == 303
        assert server.ask("/", Cookie=cookies[0])[0] == 303 and server.ask("/", Cookie=cookies[1])[0] == 200


def half_a_request_holds_no_place(ground: Ground) -> None:
    with ground.server() as server:
        # Of this process alone.
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 4096) if most > 0 else 4096, most))
        held = [server.open(b"GET / HTTP/1.1\r\nHost:" if n % 2 else b"") for n in range(500)]
        assert server.answers_in() < 5
        held += [server.open(b"") for _ in range(700)]
        begun = time.monotonic()
        # There is no room now, which is said at once; and there is again within the time that a head may take.
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, headers, _ = server.ask("/", seconds=5)
            assert status == 200 or (status == 503 and "retry-after" in headers), status
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if server.ask("/", seconds=5)[0] == 200:
                    break
            assert time.monotonic() - begun < 30
            time.sleep(0.5)
        for one in held:
            one.close()


def who_takes_no_export_frees_its_slot(ground: Ground) -> None:
    with ground.server(archive=large(ground)) as server:
        asked = b"GET /export?format=json HTTP/1.1\r\nHost: HOST\r\n\r\n"
        held = [server.open(asked) for _ in range(2)]
        time.sleep(1)
        begun = time.monotonic()
        status, headers, _ = server.ask("/export?format=csv&q=act:zzz%20OR%20a")
        assert (status, time.monotonic() - begun < 2) == (503, True) and "retry-after" in headers, status
        assert server.answers_in() < 2
        # One goes away, the other takes nothing: both are rid of.
        held[0].close()
        time.sleep(2)
        assert server.ask("/export?format=csv&q=zzz")[0] == 200
        held.append(server.open(asked))
        while [server.ask("/export?format=csv&q=zzz")[0] for _ in range(2)] != [200, 200]:
            assert time.monotonic() - begun < 60
            time.sleep(1)
        for one in held:
            one.close()


def a_form_that_trickles_is_given_up(ground: Ground) -> None:
    with ground.server() as server:
        head = (
            b"POST /corrections/undo HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nContent-Length: 100000\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        one = server.open(head)
        begun = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - begun < 60:
                one.sendall(b"a")
                one.settimeout(0.5)
                with contextlib.suppress(socket.timeout):
                    if one.recv(1000):
                        break
        assert 20 < time.monotonic() - begun < 45, time.monotonic() - begun


def other_sites_and_names_are_refused(ground: Ground) -> None:
    with ground.server() as server:
        token = server.token()
        for host in ["evil.example", "localhost.evil.example", f"evil.example:{server.at[1]}", "127.0.0.1.nip.io", "[::ffff:127.0.0.1]", ""]:
            assert server.ask("/", Host=host)[0] in (400, 403), host
        fields = {"form_token": token, "name": "x", "query": "y", "person": "z"}
        for origin in ["null", "http://evil.example", f"http://{server.host}.evil.example", "http://localhost"]:
            assert server.form("/searches", fields, Origin=origin)[0] == 403, origin
        for site in ["cross-site", "same-site"]:
            assert server.form("/searches", fields, Sec_Fetch_Site=site)[0] == 403, site
        for other in ["", token[:-1], token + "0", token.swapcase()]:
            assert server.form("/searches", {**fields, "form_token": other})[0] in (403, 400), other
        assert server.form("/searches", fields)[0] == 303


def what_is_gone_back_to_is_a_page_of_this_server(ground: Ground) -> None:
    archive = ground.folder / "undo.db"
    archive.write_bytes(ground.archive.read_bytes())
    for number, back in enumerate(["/\x01", "/\t/evil.example", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nX: y"], 1):
        ground.run("correct", f"{ground.folder / 'article.txt'}#s1", "--act", "deny", "--archive", archive, "--person", "x", code=None)
        with ground.server(archive=archive) as server:
            fields = {"form_token": server.token(), "correction": str(number), "back": back, "person": "x"}
            status, headers, _ = server.form("/corrections/undo", fields)
            assert status in (303, 404, 409), f"{back!r}: {status}"
            assert headers.get("location", "/corrections") == "/corrections", f"{back!r}: {headers}"


def queries_that_are_too_much_say_so(ground: Ground) -> None:
    with ground.server() as server:
        for query in ["inside:(" * 30 + "a" + ")" * 30, "event:(" * 30 + "a" + ")" * 30, "a " * 1000, " OR ".join("a" * 1000), "(" * 5000, "NOT " * 500 + "a"]:
            for path in ["/find", "/api/find", "/sayings", "/events", "/wording", "/export"]:
                more = "&format=csv" if path == "/export" else ""
                status, _, body = server.ask(f"{path}?q={urllib.parse.quote(query)}{more}")
                assert status in (400, 414, 431), f"{path} {query[:40]}: {status} {body[:300]}"
            ran = ground.run("find", query, "--archive", ground.archive, code=None)
            assert ran.returncode == 2 and "SQL" not in ran.stderr, ran.stderr[:500]


def no_character_of_an_article_steers_a_terminal(ground: Ground) -> None:
    import pty

    steering = "\x1b]0;x\x07\x9b2J\u202e\u2066\x85"
    article = ground.folder / "steering.json"
    # Where more of it is control characters, it is taken for no text.
    text = (TEXT * 6 + f"“It is {steering} over,” said Ole {steering} Vik.").replace("\n", "\\n").replace('"', '\\"')
    for char in "\x1b\x07":
        text = text.replace(char, f"\\u{ord(char):04x}")
    lines = article.with_suffix(".jsonl")
    lines.write_text(f'{{"url": "https://a.example/steering", "title": "a\\u001b[2J\\u009b2J", "text": "{text}"}}\n', encoding="utf-8")
    archive = ground.folder / "steering.db"
    ground.run("add", lines, "--archive", archive)
    for asked in [("find", "", "--format", "csv"), ("find", "", "--format", "jsonl"), ("find", ""), ("export", "csv"), ("export", "jsonl"), ("articles",), ("actors",)]:
        main, side = pty.openpty()
        child = subprocess.Popen([str(ground.binary), *asked, "--archive", str(archive)], stdin=subprocess.DEVNULL, stdout=side, stderr=side)
        os.close(side)
        shown = b""
        with contextlib.suppress(OSError):
            while some := os.read(main, 65536):
                shown += some
        os.close(main)
        child.wait()
        said = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode("utf-8"))
        assert not set(said) & set("\x1b\x07\x9b\u202e\u2066\x85"), (asked, said[-500:])


def the_end_waits_for_nobody_and_leaves_nothing(ground: Ground) -> None:
    scratch = ground.folder / "scratch"
    scratch.mkdir()
    for number in (signal.SIGINT, signal.SIGTERM):
        with ground.server(TMPDIR=str(scratch)) as server:
            held = [server.open(b"GET / HTTP/1.1\r\nHost:"), server.open(b"")]
            assert list(scratch.iterdir())
            server.child.send_signal(number)
            server.child.wait(20)
            assert not list(scratch.iterdir()), list(scratch.iterdir())
            for one in held:
                one.close()


def what_could_not_be_done_is_no_success(ground: Ground) -> None:
    ran = ground.run("add", ground.folder / "none.txt", "--archive", ground.archive, code=None)
    assert ran.returncode == 1
    ran = ground.run("add", ground.folder / "none.txt", ground.folder / "article.txt", "--archive", ground.archive, code=None)
    assert ran.returncode == 3


ATTACKS = [
    pages_that_cost_too_much_are_refused_and_the_others_read,
    a_feed_of_attributes_is_refused,
    an_export_replaces_nothing_but_files,
    what_says_something_else_than_the_records_is_found,
    no_flip_of_a_bit_changes_an_answer_unseen,
    guesses_are_slowed_whichever_way_they_come,
    a_session_ends_when_its_browser_signs_out,
    half_a_request_holds_no_place,
    who_takes_no_export_frees_its_slot,
    a_form_that_trickles_is_given_up,
    other_sites_and_names_are_refused,
    what_is_gone_back_to_is_a_page_of_this_server,
    queries_that_are_too_much_say_so,
    no_character_of_an_article_steers_a_terminal,
    the_end_waits_for_nobody_and_leaves_nothing,
    what_could_not_be_done_is_no_success,
]


def main() -> int:
    known = {attack.__name__: attack for attack in ATTACKS}
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--binary", type=Path, default=ROOT / "target" / "release" / "onrecord", help="what is attacked")
    flags.add_argument("names", nargs="*", metavar="NAME", help="attacks; all of them if none is named: " + ", ".join(known))
    asked = flags.parse_args()
    if unknown := [name for name in asked.names if name not in known]:
        flags.error(f"there is no attack {', '.join(unknown)}")
    if not asked.binary.exists():
        flags.error(f"{asked.binary} is not built: cargo build --release -p onrecord-cli --features full")
    fell = 0
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(asked.binary.resolve(), Path(folder))
        for name in asked.names or known:
            begun = time.monotonic()
            try:
                known[name](ground)
                told = "held"
            except (AssertionError, OSError, subprocess.SubprocessError, http.client.HTTPException) as error:
                told, fell = f"DID NOT HOLD: {type(error).__name__}: {error}", fell + 1
            print(f"{time.monotonic() - begun:6.1f} s  {name}: {told}", flush=True)
    return 1 if fell else 0


if __name__ == "__main__":
    sys.exit(main())
