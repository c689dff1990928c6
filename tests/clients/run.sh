#!/bin/sh
# Runs the client tests of one language: run.sh python|node <build folder>
# A client that is missing is a failure: what is not run proves nothing.
set -eu
here=$(dirname "$(readlink -f "$0")")
export POSTERN_BUILD_DIR="$2"

run_python() {
  python=${POSTERN_PYTHON:-$POSTERN_BUILD_DIR/venv/bin/python}
  export PYTHONDONTWRITEBYTECODE=1
  exec "$python" -m pytest -q -p no:cacheprovider "$here"
}

run_node() {
  node=${POSTERN_NODE:-node}
  export POSTERN_NODE_MODULES="${POSTERN_NODE_MODULES:-$POSTERN_BUILD_DIR/node/node_modules}"
  addon="$POSTERN_BUILD_DIR/clients-addon"
  "$node" "$here/../../bindings/node/scripts/build.js" --out "$addon" \
    --library "$POSTERN_BUILD_DIR/libpostern.so"
  export POSTERN_ADDON="$addon/postern.node"
  exec "$node" --test "$here"/*.test.js
}

"run_$1"
