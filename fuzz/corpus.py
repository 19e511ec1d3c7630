#!/usr/bin/env python3
"""Packs and unpacks the corpora of the fuzz targets: `fuzz/corpus.py unpack TARGET FOLDER`, `fuzz/corpus.py pack TARGET FOLDER`.

What a fuzzer found lies in one archive a target (`fuzz/corpus/TARGET.tar.gz`), each input under the SHA-1 of its bytes, as libFuzzer
names it; what was written by people, or did harm once, lies beside it as files with names (`fuzz/corpus/TARGET/NAME`).

`unpack` puts an archive's inputs into a folder. `pack` makes the archive of a folder: each input once, without those that
lie beside it as files. The same inputs make the same archive, whenever and wherever it is packed. Python 3.9; nothing else is needed.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import sys
import tarfile
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def packed(target: str) -> dict[str, bytes]:
    """What an archive holds, by name; nothing where there is none."""
    path = CORPUS / f"{target}.tar.gz"
    if not path.exists():
        return {}
    with tarfile.open(path) as archive:
        return {one.name: file.read() for one in archive if (file := archive.extractfile(one))}


def unpack(target: str, folder: Path) -> int:
    inputs = packed(target)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in inputs.items():
        # Names are checked, not trusted.
        if name != hashlib.sha1(data).hexdigest():
            sys.exit(f"{CORPUS / target}.tar.gz: {name!r} is not the name of its bytes: pack it anew")
        (folder / name).write_bytes(data)
    return len(inputs)


def pack(target: str, folder: Path) -> int:
    beside = CORPUS / target
    own = {path.read_bytes() for path in beside.iterdir()} if beside.exists() else set()
    inputs = {path.read_bytes() for path in folder.iterdir() if path.is_file()} - own
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in sorted((hashlib.sha1(data).hexdigest(), data) for data in inputs):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    path = CORPUS / f"{target}.tar.gz"
    if inputs:
        path.write_bytes(gzip.compress(out.getvalue(), 9, mtime=0))
    else:
        path.unlink(missing_ok=True)
    return len(inputs)


def main() -> None:
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("what", choices=["pack", "unpack"])
    flags.add_argument("target")
    flags.add_argument("folder", type=Path)
    asked = flags.parse_args()
    count = (pack if asked.what == "pack" else unpack)(asked.target, asked.folder)
    print(f"{asked.target}: {count} inputs {asked.what}ed", file=sys.stderr)


if __name__ == "__main__":
    main()
