from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, os.path.dirname(__file__))

ROOT = Path(__file__).parents[2]

TEXT = (
    "Bridge to stay shut until May\n\n"
    "“We have a choice between a slow repair and a dangerous bridge,” said Henrik Aaldal, the head of the port authority, on "
    "Thursday.\n\n"
    "Marit Holm, who runs two ferries, accused the authority of leaving her to pay for its mistakes. “Nobody asked us,” she said."
)


@pytest.fixture
def text() -> str:
    return TEXT


@pytest.fixture(scope="session")
def harbour() -> Path:
    return ROOT / "examples" / "harbour-bridge.txt"


@pytest.fixture(scope="session")
def command() -> list[str]:
    """The command `onrecord`, built from the same tree: `.ci/python` says where it is."""
    path = Path(os.environ.get("ONRECORD", ROOT / "target" / "release" / "onrecord"))
    if not path.exists():
        pytest.skip(f"{path} is not built: cargo build --release -p onrecord-cli --features full")
    return [str(path)]
