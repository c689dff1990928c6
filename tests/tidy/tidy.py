#!/usr/bin/env python3
"""Checks the whole tree against the project's rules (rules.py). Prints what breaks them; 0 is good.

    tidy.py [file...]
"""

import sys
from pathlib import Path

import rules

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ["src", "capi", "include", "bindings", "tests", "fuzz", "bench"]
TOP = ["CMakeLists.txt", "do", ".ci/run"]
SUFFIXES = rules.CPP | {".py", ".js", ".ts", ".mjs", ".fbs"}
SKIPPED = {"build", "node_modules", "__pycache__", "dist", "corpus", "dict", "data", "vectors"}

# Generated files obey their generator.
GENERATED = {
    "bindings/python/src/postern/_native.py",
    "bindings/python/src/postern/_operations.py",
    "bindings/node/lib/operations.js",
    "bindings/node/operations.d.ts",
}

# Files that break a rule on purpose: (path, rule) -> why that is better.
EXCEPTIONS = {
    ("tests/tidy/rules.py", "words_are_absent"): "names the words",
    ("tests/tidy/tidy_test.py", "words_are_absent"): "shows them to the rule",
}

# Files longer than rules.LINES_WARN that read better in one piece, each with the reason.
LONG_FILES = {
    "src/domain/records.fbs": "one schema makes one header, and every record is found in it",
}


def tree():
    for name in TOP:
        yield ROOT / name
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT).parts
            if path.is_file() and not SKIPPED & set(parts) and not any(
                    part.endswith(".egg-info") for part in parts):
                if path.suffix in SUFFIXES or path.name == "CMakeLists.txt":
                    yield path


def read(path):
    name = str(path.relative_to(ROOT))
    return None if name in GENERATED else rules.Source(name, path.read_text())


def complaints(sources):
    for source in sources:
        for rule in rules.ALL:
            if (source.path, rule.__name__) in EXCEPTIONS:
                continue
            for line, complaint in rule(source):
                yield f"{source.path}:{line}: {complaint}"
        length = rules.file_length(source)
        if length > rules.LINES_MAX or (length > rules.LINES_WARN and
                                        source.path not in LONG_FILES):
            yield f"{source.path}: {length} lines; split it, or give a reason in LONG_FILES"
    for cycle in rules.include_cycles(sources):
        yield "headers include each other: " + " -> ".join(cycle)


def main():
    paths = [Path(name).resolve() for name in sys.argv[1:]] or list(tree())
    found = list(complaints([source for source in map(read, paths) if source is not None]))
    print("\n".join(found) or f"{len(paths)} files are tidy")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
