"""Tours of the documentation that need Python beside the command: their commands are run, and show what the pages show."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def steps(page: Path) -> list[tuple[str, list[str]]]:
    """The commands of a page, which are its indented lines, each with the lines behind `|` that it is to print."""
    found: list[tuple[str, list[str]]] = []
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("    |"):
            found[-1][1].append(line[5:].removeprefix(" ").rstrip())
        elif line.startswith("    "):
            found.append((line[4:], []))
    return found


def lasting(lines: list[str]) -> list[str]:
    """Without the time at which the page was walked, and without blank lines at the end."""
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "…", "\n".join(line.rstrip() for line in lines)).rstrip().split("\n")


@pytest.mark.skipif(os.name != "posix", reason="the commands are those of a shell")
@pytest.mark.parametrize("page", ["tour-nexis-dna.md"])
def test_a_tour_can_be_walked(page: str, command: list[str], tmp_path: Path) -> None:
    path = f"{Path(command[0]).resolve().parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "REPOSITORY": str(ROOT), "LC_ALL": "C.UTF-8"}
    walked = steps(ROOT / "docs" / page)
    assert len(walked) > 8
    for step, shown in walked:
        ran = subprocess.run(["sh", "-ec", step], cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8")
        assert ran.returncode == 0, f"{step}\n{ran.stdout}{ran.stderr}"
        if shown:
            # What is printed and what is told, as a terminal shows them.
            assert lasting((ran.stdout + ran.stderr).splitlines()) == lasting(shown), step
