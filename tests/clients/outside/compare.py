#!/usr/bin/env python3
"""Runs moto's suite against `postern dev` and compares what fails with the tables of README.md.

    compare.py <folder of the unpacked sdist> <file for the outcomes>

0: what fails is what the tables say, each with the answer that its reason names.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = ["test_cognitoidp.py", "test_cognitoidp_exceptions.py"]
ROW = re.compile(r"^\| `?([^`|]+?)`? \| `?([^|]+?)`? \|")


def rows(heading):
    """The first two columns of the table under a heading of README.md, without backticks."""
    text = (HERE / "README.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    found = [row.groups() for row in map(ROW.match, section.splitlines()) if row]
    return found[2:]  # Below the head and its line.


def run_suite(suite, results):
    environment = dict(os.environ, PYTHONPATH=str(HERE), PYTHONDONTWRITEBYTECODE="1",
                       POSTERN_OUTSIDE_RESULTS=str(results))
    results.unlink(missing_ok=True)
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "postern_plugin",
         "-p", "no:cacheprovider", "--no-summary", "--timeout=120",
         *(f"tests/test_cognitoidp/{name}" for name in FILES)],
        cwd=suite, env=environment, check=False)
    return json.loads(results.read_text(encoding="utf-8"))


def differences(outcomes):
    """What is not as the tables say, one line each."""
    answers = dict(rows("Reasons"))
    expected = dict(rows("Tests"))
    for name, reason in sorted(expected.items()):
        seen = outcomes.get(name, {"outcome": "missing", "text": ""})
        if seen["outcome"] != "failed":
            yield f"{name}: {seen['outcome']}, but listed as failing ({reason})"
        elif answers[reason] not in seen["text"]:
            yield f"{name}: fails, but not for its reason ({reason}: {answers[reason]})"
    for name, seen in outcomes.items():
        if seen["outcome"] != "passed" and name not in expected:
            yield f"{name}: {seen['outcome']}, and not listed"


def main():
    outcomes = run_suite(Path(sys.argv[1]), Path(sys.argv[2]).resolve())
    passed = sum(seen["outcome"] == "passed" for seen in outcomes.values())
    print(f"moto's suite: {passed} of {len(outcomes)} tests pass")
    found = list(differences(outcomes))
    print("\n".join(found or ["What fails is what README.md lists, for the reasons there."]))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
