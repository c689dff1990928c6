#!/usr/bin/env python3
"""Writes what the bindings must not copy by hand: C declarations, and the list of operations.

    gen_bindings.py           writes the files
    gen_bindings.py --check   fails if one of them is not what would be written
"""

import argparse
import json
import sys
from pathlib import Path

import ctypes_module
import operation_modules
import typescript_module
from headers import read_interface

ROOT = Path(__file__).resolve().parents[2]


def generated_files(model_path):
    """Every generated file, relative to the root, with its text."""
    interface = read_interface(ROOT / "include")
    model = json.loads(Path(model_path).read_text())
    return {
        "bindings/python/src/postern/_native.py": ctypes_module.render(interface),
        "bindings/python/src/postern/_operations.py": operation_modules.render_python(model),
        "bindings/node/lib/operations.js": operation_modules.render_javascript(model),
        "bindings/node/operations.d.ts": typescript_module.render(model),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only compare")
    parser.add_argument("--model", default=ROOT / "src/ops/model/cognito.json")
    arguments = parser.parse_args()

    stale = []
    for name, text in generated_files(arguments.model).items():
        path = ROOT / name
        if path.exists() and path.read_text() == text:
            continue
        stale.append(name)
        if not arguments.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if arguments.check and stale:
        sys.exit(f"not up to date, run bindings/gen/gen_bindings.py: {', '.join(stale)}")


if __name__ == "__main__":
    main()
