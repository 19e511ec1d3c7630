"""Tours of the documentation that need Python beside the command: their commands are run, and show what the pages show.

    python3 python/tests/test_tours.py target/release/onrecord docs/tour-nexis-dna.md    renews what a page shows
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def steps(text: str) -> list[tuple[str, list[str]]]:
    """The commands of a page, which are its indented lines, each with the lines behind `|` that it is to print."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("    |"):
            found[-1][1].append(line[6:])
        elif line.startswith("    "):
            found.append((line[4:], []))
    return found


def shown_by(step: str, binary: Path, folder: Path) -> list[str]:
    """What a command prints and what it tells, as a terminal shows them."""
    path = f"{binary.resolve().parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "REPOSITORY": str(ROOT), "LC_ALL": "C.UTF-8"}
    ran = subprocess.run(["sh", "-ec", step], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, f"{step}\n{ran.stdout}{ran.stderr}"
    return [line.rstrip() for line in (ran.stdout + ran.stderr).rstrip().splitlines()]


def lasting(lines: list[str]) -> list[str]:
    """Without what changes from day to day, or with every training of the model: when a page was walked, and how sure the reader is."""
    return [re.sub(r" \.\d\d(?= ·)", " .…", re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "…", line)) for line in lines]


def test_the_tour_from_nexis_to_dna_and_back(command: list[str], tmp_path: Path) -> None:
    if os.name != "posix":
        return
    walked = steps((ROOT / "docs" / "tour-nexis-dna.md").read_text(encoding="utf-8"))
    assert sum(bool(shown) for _, shown in walked) > 8
    for step, shown in walked:
        told = shown_by(step, Path(command[0]), tmp_path)
        assert not shown or lasting(told) == lasting(shown), step


def renewed(text: str, binary: Path) -> str:
    """A page with what its commands show now, where it shows anything."""
    shows = iter(steps(text))
    out = []
    with tempfile.TemporaryDirectory() as folder:
        for line in text.splitlines():
            if line.startswith("    |"):
                continue
            out.append(line)
            if line.startswith("    "):
                step, shown = next(shows)
                told = shown_by(step, binary, Path(folder))
                out += [f"    | {one}".rstrip() for one in told] if shown else []
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    for page in map(Path, sys.argv[2:]):
        page.write_text(renewed(page.read_text(encoding="utf-8"), Path(sys.argv[1])), encoding="utf-8")
