# The shared cases, through the Python binding.
import json
import pathlib

import pytest

import postern
from case_runner import CaseFailed, check_subset, run_case
from conftest import CHEAP

CASES = pathlib.Path(__file__).resolve().parents[3] / "tests" / "cases"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_shared_case(path):
    with postern.Engine(**CHEAP) as engine:
        run_case(json.loads(path.read_text()), engine)


def test_there_are_cases():
    assert len(list(CASES.glob("*.json"))) >= 8


@pytest.mark.parametrize(
    "wanted, found",
    [({"a": 1}, {"a": 2}), ({"a": 1}, {}), ([1], [1, 2]), ([], None), (True, 1), ("1", 1)],
)
def test_the_runner_notices_a_difference(wanted, found):
    with pytest.raises(CaseFailed):
        check_subset(wanted, found, "")
