"""What spaCy and textacy take for texts: paths, one a line, on standard input; figures as JSON on standard output.

Seconds are those of the processor, all threads together; loading is not counted. One thread is asked for.
"""

import importlib.metadata
import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"


def version(name):
    return importlib.metadata.version(name)


def load(spacy):
    """The small English model under its own name, or under another that somebody packed it with."""
    packages = sorted(spacy.util.get_installed_models())
    names = [n for n in packages if n == "en_core_web_sm"] + [n for n in packages if n.startswith("en_core_web_sm")]
    if not names:
        raise SystemExit("no en_core_web_sm: python -m spacy download en_core_web_sm")
    return names[0], spacy.load(names[0])


def main():
    texts = [open(path.rstrip("\n"), encoding="utf-8").read() for path in sys.stdin]
    import spacy

    name, model = load(spacy)
    list(model.pipe(texts[:2]))
    start = time.process_time()
    parsed = list(model.pipe(texts))
    parse = time.process_time() - start
    peers = [{"name": f"spaCy {version('spacy')}, {name} {model.meta['version']}", "seconds": parse}]
    missing = []
    try:
        from textacy.extract import direct_quotations
    except ImportError as error:
        missing.append(f"textacy: {error}")
    else:
        start = time.process_time()
        found = 0
        for text in parsed:
            try:
                found += len(list(direct_quotations(text)))
            except ValueError:
                # Where quotation marks do not pair.
                pass
        quotes = time.process_time() - start
        peers.append({"name": f"the same and textacy {version('textacy')}'s quotations", "seconds": parse + quotes})
    json.dump({"peers": peers, "missing": missing}, sys.stdout)


if __name__ == "__main__":
    main()
