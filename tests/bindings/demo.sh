#!/bin/sh
# The demo of the Python binding runs to its end: demo.sh <bindings/python> <libpostern.so>
set -eu
export POSTERN_LIBRARY="$2" PYTHONPATH="$1/src" PYTHONDONTWRITEBYTECODE=1
exec "${POSTERN_PYTHON:-python3}" "$1/demo/main_job.py"
