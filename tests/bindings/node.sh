#!/bin/sh
# Compiles the addon and runs the Node binding's tests: node.sh <bindings/node> <library> <build folder>
set -eu
node=${POSTERN_NODE:-node}
command -v "$node" >/dev/null || { echo "node is not installed"; exit 77; }
"$node" "$1/scripts/build.js" --out "$3" --library "$2"
export POSTERN_ADDON="$3/postern.node"
exec "$node" --test "$1"/test/*.test.js
