"""Runs the Python on pages of documentation, block after block as somebody would type it."""

import os
import re
import sys
import tempfile
from pathlib import Path

root = Path(__file__).parents[2]
pages = [Path(page).resolve() for page in sys.argv[1:]]
for page in pages:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        # Pages speak of the repository's examples, and write beside them.
        os.symlink(root / "examples", "examples")
        known: dict = {}
        blocks = re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
        for number, block in enumerate(blocks, 1):
            exec(compile(block, f"{page.name}, block {number}", "exec"), known)
        os.chdir(root)
    print(f"{page.name}: {len(blocks)} blocks run")
    if not blocks:
        sys.exit(f"{page.name}: there is no Python on it any more")
