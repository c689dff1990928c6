#!/bin/sh
# Runs the Python binding's tests in place: python.sh <bindings/python> <libpostern.so>
set -eu
python=${POSTERN_PYTHON:-python3}
"$python" -c 'import pytest' 2>/dev/null || { echo "pytest is not installed"; exit 77; }
export POSTERN_LIBRARY="$2" PYTHONPATH="$1/src" PYTHONDONTWRITEBYTECODE=1
exec "$python" -m pytest -q -p no:cacheprovider -c "$1/pyproject.toml" "$1/tests"
