#!/bin/sh
# Runs the example on a file that is gone afterwards: run.sh <lmdb_example>
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" "$folder/people.lmdb"
