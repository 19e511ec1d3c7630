#!/usr/bin/env python3
"""Soaks a workbench at loopback: `fuzz/soak.py [--binary PATH] [--minutes N] [--readers N]`.

Beside the readers, who must be answered, are those who make it hard: one who takes an export drop by drop, one who takes nothing of
what was asked for, one who sends half a request and waits, and one who asks for what is refused (floods of connections, guesses, queries
without end, other sites, forms that trickle, pages that cost too much). Told in the end: how long readers waited, whether any was refused
or failed, and what the server held in memory in each fifth of the time. Ends with 1 when a reader got something else than a page,
waited longer than a second more than once in a thousand times, or memory grew. `onrecord-dev soak` does the same while articles are added.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import random
import re
import socket
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

from attack import ROOT, TEXT, Ground, Server, large

#: What a reader may wait, in seconds.
SOON = 1.0
PAGES = ["/", "/find?q=ferry", "/actors", "/sayings", "/events", "/find?q=said", "/article?address=https%3A%2F%2Fa.example%2F7", "/api/find?q=bridge"]


class Soak:
    def __init__(self, server: Server, minutes: float) -> None:
        self.server = server
        self.until = time.monotonic() + minutes * 60
        self.waits: list[float] = []
        self.bad: list[str] = []
        self.harm = 0
        self.failures: list[str] = []
        # An older onrecord has no such page.
        self.pages = PAGES + (["/load"] if server.ask("/load")[0] == 200 else [])

    def over(self) -> bool:
        return time.monotonic() >= self.until

    def harmed(self, status: int, what: str) -> None:
        """A request that is to be refused was: 5xx of the server's own is a failure."""
        self.harm += 1
        if status >= 500 and status != 503:
            self.failures.append(f"{what}: {status}")

    def reader(self, seed: int) -> None:
        chance = random.Random(seed)
        while not self.over():
            path = chance.choice(self.pages)
            begun = time.monotonic()
            try:
                status, _, body = self.server.ask(path)
            except (OSError, http.client.HTTPException) as error:
                self.bad.append(f"{path}: {error!r}")
                continue
            self.waits.append(time.monotonic() - begun)
            if status != 200 or not body:
                self.bad.append(f"{path}: {status}")
            time.sleep(chance.random() * 0.4)

    def slow(self) -> None:
        """Takes an export, some bytes at a time."""
        while not self.over():
            with contextlib.suppress(OSError), self.server.open(b"GET /export?format=jsonl HTTP/1.1\r\nHost: HOST\r\n\r\n") as one:
                self.harm += 1
                while not self.over() and one.recv(512):
                    time.sleep(0.2)
            time.sleep(0.5)

    def stalled(self) -> None:
        """Asks for much and takes nothing."""
        held: list[socket.socket] = []
        while not self.over():
            with contextlib.suppress(OSError):
                held.append(self.server.open(b"GET /export?format=csv HTTP/1.1\r\nHost: HOST\r\n\r\n"))
                self.harm += 1
            if len(held) > 20:
                held.pop(0).close()
            time.sleep(1)
        for one in held:
            one.close()

    def half(self) -> None:
        """Sends half of a head, or of a form, and waits."""
        held: list[socket.socket] = []
        while not self.over():
            for request in [b"GET / HT", b"", b"POST /correct HTTP/1.1\r\nHost: HOST\r\nContent-Length: 900000\r\n\r\na=b"]:
                with contextlib.suppress(OSError):
                    held.append(self.server.open(request))
                    self.harm += 1
            while len(held) > 60:
                held.pop(0).close()
            time.sleep(0.5)
        for one in held:
            one.close()

    def hostile(self, seed: int) -> None:
        chance = random.Random(seed)
        other = {"Origin": "http://evil.example", "Content_Type": "application/x-www-form-urlencoded"}
        bomb = "<p " + " ".join(f"a{n}" for n in range(60_000))
        while not self.over():
            deep = "inside:(" * 30 + "a" + ")" * 30
            wide = " OR ".join(f"w{n}" for n in range(1000))
            asked = [
                ("a query without end", lambda: self.server.ask(f"/find?q={urllib.parse.quote(deep)}")),
                ("a query that is wide", lambda: self.server.ask(f"/api/find?q={urllib.parse.quote(wide)}")),
                ("another site", lambda: self.server.ask("/correct", "POST", "a=b", **other)),
                ("another name", lambda: self.server.ask("/", Host="evil.example")),
                ("a guess", lambda: self.server.ask("/", Authorization=f"Bearer {chance.random()}")),
                ("a page without a token", lambda: self.server.form("/add", {"text": bomb})),
                ("no page", lambda: self.server.ask("/" + "x" * chance.randrange(4000))),
                ("odd parameters", lambda: self.server.ask(f"/find?q=%ff%00&from={chance.randrange(10**9)}&page=-1")),
            ]
            what, ask = chance.choice(asked)
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.harmed(ask()[0], what)
            if chance.random() < 0.02:
                # All at once.
                held = []
                with contextlib.suppress(OSError):
                    for _ in range(200):
                        held.append(self.server.open(b"GET / HT"))
                        self.harm += 1
                time.sleep(1)
                for one in held:
                    one.close()
            time.sleep(0.02)

    def adding(self) -> None:
        """Sends pages that cost too much to be read, which are jobs that must end."""
        while not self.over():
            with contextlib.suppress(OSError, http.client.HTTPException, AssertionError):
                token = self.server.token()
                bound = "x" * 20
                parts = [f'--{bound}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{token}\r\n']
                for name, value in {"text": "<p " + " ".join(f"a{n}" for n in range(90_000)) + ">" + TEXT}.items():
                    parts.append(f'--{bound}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n')
                more = {"Content_Type": f"multipart/form-data; boundary={bound}", "Origin": f"http://{self.server.host}"}
                self.harmed(self.server.ask("/add", "POST", ("".join(parts) + f"--{bound}--\r\n").encode(), **more)[0], "a page that costs too much")
            time.sleep(5)


def memory(pid: int) -> int:
    """What a process holds, in kB; nothing where the system does not tell."""
    with contextlib.suppress(OSError):
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) if found else 0
    return 0


def main() -> int:
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--binary", type=Path, default=ROOT / "target" / "release" / "onrecord", help="what is soaked")
    flags.add_argument("--minutes", type=float, default=120)
    flags.add_argument("--readers", type=int, default=4)
    flags.add_argument("--articles", type=int, default=3000, help="of the archive")
    asked = flags.parse_args()
    if not asked.binary.exists():
        flags.error(f"{asked.binary} is not built: cargo build --release -p onrecord-cli")
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(asked.binary.resolve(), Path(folder))
        archive = large(ground, asked.articles)
        with ground.server(archive=archive) as server:
            soak = Soak(server, asked.minutes)
            work = [lambda n=n: soak.reader(n) for n in range(asked.readers)]
            work += [soak.slow, soak.stalled, soak.half, soak.adding, lambda: soak.hostile(1), lambda: soak.hostile(2)]
            threads = [threading.Thread(target=one, daemon=True) for one in work]
            for one in threads:
                one.start()
            held: list[int] = []
            while not soak.over():
                held.append(memory(server.child.pid))
                time.sleep(1)
            for one in threads:
                one.join(60)
            assert server.child.poll() is None, "the server ended"
            status, _, load = server.ask("/load")
            places = re.findall(r'<th scope="row">([^<]+)<small>.*?</th><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td>', load)
    waits = sorted(soak.waits)
    late = [wait for wait in waits if wait > SOON]
    fifths = [sorted(held[n * len(held) // 5 : (n + 1) * len(held) // 5]) for n in range(5)]
    medians = [some[len(some) // 2] >> 10 if some else 0 for some in fifths]
    told = {
        "minutes": asked.minutes,
        "answers": len(waits),
        "median_ms": round(waits[len(waits) // 2] * 1000) if waits else None,
        "p99_ms": round(waits[len(waits) * 99 // 100] * 1000) if waits else None,
        "longest_ms": round(waits[-1] * 1000) if waits else None,
        "late": len(late),
        "bad": len(soak.bad),
        "harm": soak.harm,
        "failures": soak.failures[:10],
        "memory_mb": medians,
        "peak_mb": max(held, default=0) >> 10,
        "places": {name.strip(): {"taken": now, "most": most, "refused": refused} for name, now, most, refused in places},
    }
    print(json.dumps(told, indent=1))
    for line in soak.bad[:20]:
        print(line, file=sys.stderr)
    grew = medians[-1] > medians[1] * 1.15 + 24 and asked.minutes >= 10
    return 1 if soak.bad or soak.failures or grew or len(late) * 1000 > len(waits) else 0


if __name__ == "__main__":
    sys.exit(main())
