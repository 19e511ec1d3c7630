#!/usr/bin/env python3
"""Soaks a workbench at loopback: `fuzz/soak.py [--binary PATH] [--minutes N] [--readers N] [--pace N]`.

Beside the readers, who must be answered, are those who make it hard: one who takes an export drop by drop, one who takes nothing of
what was asked for, one who sends half a request and waits, and one who asks for what is refused (floods of connections, guesses, queries
without end, other sites, forms that trickle, pages that cost too much). Told in the end: how long readers waited, whether any was refused
or failed, and what the server held in memory in each fifth of the time. Ends with 1 when a reader got something else than a page,
waited longer than a second, or memory grew. `--pace` has those who make it hard wait so many times as long between two
requests, for a machine that has other work as well. `onrecord-dev soak` does the same while articles are added.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import re
import socket
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path
from typing import Any

from attack import ROOT, TEXT, Ground, Server, large

#: What a reader may wait, in seconds.
SOON = 1.0
#: How often it is told how it goes, in seconds.
TOLD = 600.0
PAGES = ["/", "/find?q=ferry", "/actors", "/sayings", "/events", "/find?q=said", "/article?address=https%3A%2F%2Fa.example%2F7", "/api/find?q=bridge"]


class Soak:
    def __init__(self, server: Server, minutes: float, pace: float) -> None:
        self.server, self.pace = server, pace
        self.until = time.monotonic() + minutes * 60
        self.begun = time.monotonic()
        self.waits: list[float] = []
        #: Those that were too long: when, how long, and for what.
        self.late: list[tuple[float, float, str]] = []
        self.bad: list[str] = []
        self.harm = 0
        self.failures: list[str] = []
        # An older onrecord has no such page.
        self.pages = PAGES + (["/load"] if server.ask("/load")[0] == 200 else [])

    def over(self) -> bool:
        return time.monotonic() >= self.until

    def rest(self, seconds: float) -> None:
        """Waits between two attacks, but not beyond the end."""
        time.sleep(max(0.0, min(seconds * self.pace, self.until - time.monotonic())))

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
            waited = time.monotonic() - begun
            self.waits.append(waited)
            if waited > SOON:
                self.late.append((begun - self.begun, waited, path))
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
            self.rest(0.5)

    def stalled(self) -> None:
        """Asks for much and takes nothing."""
        held: list[socket.socket] = []
        while not self.over():
            with contextlib.suppress(OSError):
                held.append(self.server.open(b"GET /export?format=csv HTTP/1.1\r\nHost: HOST\r\n\r\n"))
                self.harm += 1
            if len(held) > 20:
                held.pop(0).close()
            self.rest(1)
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
            self.rest(0.5)
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
            self.rest(0.02)

    def adding(self) -> None:
        """Sends what costs too much to be read, which are jobs that must end: pages, and now and then a text of half a megabyte."""
        costly = "<p " + " ".join(f"a{n}" for n in range(90_000)) + ">" + TEXT
        sent = 0
        while not self.over():
            with contextlib.suppress(OSError, http.client.HTTPException, AssertionError):
                token = self.server.token()
                bound = "x" * 20
                parts = [f'--{bound}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{token}\r\n']
                field = 'name="text"' if sent % 12 == 0 else f'name="file"; filename="{sent}.html"'
                parts.append(f"--{bound}\r\nContent-Disposition: form-data; {field}\r\n\r\n{costly}\r\n")
                sent += 1
                more = {"Content_Type": f"multipart/form-data; boundary={bound}", "Origin": f"http://{self.server.host}"}
                self.harmed(self.server.ask("/add", "POST", ("".join(parts) + f"--{bound}--\r\n").encode(), **more)[0], "a page that costs too much")
            self.rest(5)


def memory(pid: int) -> int:
    """What a process holds, in kB; nothing where the system does not tell."""
    with contextlib.suppress(OSError):
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) if found else 0
    return 0


def spent(pid: int) -> float:
    """Seconds of a processor that a process has had; nothing where the system does not tell."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def so_far(soak: Soak, held: list[int]) -> dict[str, Any]:
    """What there is to tell of a soak."""
    took = time.monotonic() - soak.begun
    waits = sorted(soak.waits)
    fifths = [sorted(held[n * len(held) // 5 : (n + 1) * len(held) // 5]) for n in range(5)]
    return {
        "minutes": round(took / 60, 1),
        "answers": len(waits),
        "median_ms": round(waits[len(waits) // 2] * 1000) if waits else None,
        "p99_ms": round(waits[len(waits) * 99 // 100] * 1000) if waits else None,
        "longest_ms": round(waits[-1] * 1000) if waits else None,
        "late": [{"second": round(at), "ms": round(wait * 1000), "page": page} for at, wait, page in soak.late[:20]],
        "bad": len(soak.bad),
        "harm": soak.harm,
        "failures": soak.failures[:10],
        "memory_mb": [some[len(some) // 2] >> 10 if some else 0 for some in fifths],
        "peak_mb": max(held, default=0) >> 10,
        "cores": {"server": round(spent(soak.server.child.pid) / took, 2), "clients": round(time.process_time() / took, 2)},
    }


def main() -> int:
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--binary", type=Path, default=ROOT / "target" / "release" / "onrecord", help="what is soaked")
    flags.add_argument("--minutes", type=float, default=120)
    flags.add_argument("--readers", type=int, default=4)
    flags.add_argument("--pace", type=float, default=1, help="how many times as long the hostile wait between two requests")
    flags.add_argument("--articles", type=int, default=3000, help="of the archive")
    asked = flags.parse_args()
    if not asked.binary.exists():
        flags.error(f"{asked.binary} is not built: cargo build --release -p onrecord-cli --features full")
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(asked.binary.resolve(), Path(folder))
        archive = large(ground, asked.articles)
        with ground.server(archive=archive) as server:
            soak = Soak(server, asked.minutes, asked.pace)
            work = [lambda n=n: soak.reader(n) for n in range(asked.readers)]
            work += [soak.slow, soak.stalled, soak.half, soak.adding, lambda: soak.hostile(1), lambda: soak.hostile(2)]
            threads = [threading.Thread(target=one, daemon=True) for one in work]
            for one in threads:
                one.start()
            held: list[int] = []
            until = TOLD
            while not soak.over():
                held.append(memory(server.child.pid))
                time.sleep(1)
                if time.monotonic() - soak.begun > until and not soak.over():
                    until += TOLD
                    print(json.dumps(so_far(soak, held)), file=sys.stderr, flush=True)
            for one in threads:
                one.join(60)
            assert server.child.poll() is None, "the server ended"
            told = so_far(soak, held)
            status, _, load = server.ask("/load")
            places = re.findall(r'<th scope="row">([^<]+)<small>.*?</th><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td>', load)
    told["places"] = {name.strip(): {"taken": now, "most": most, "refused": refused} for name, now, most, refused in places}
    print(json.dumps(told, indent=1))
    for line in soak.bad[:20]:
        print(line, file=sys.stderr)
    medians = told["memory_mb"]
    grew = medians[-1] > medians[1] * 1.15 + 24 and asked.minutes >= 10
    return 1 if soak.bad or soak.failures or grew or soak.late else 0


if __name__ == "__main__":
    sys.exit(main())
