#!/bin/sh
# Compile constraints/*.txt: every version that we install, with the hashes of
# all its published files, for every Python and platform that we support.
#
# No address of an index is written, so that the files mean the same everywhere.
# Run by `make lock`, which puts uv on the path; nobody else needs uv.
set -eu
cd "$(dirname "$0")/.."

compile() {
    uv pip compile --quiet --no-config --universal --python-version 3.11 \
        --fork-strategy fewest --generate-hashes \
        --no-emit-index-url --no-emit-find-links \
        --custom-compile-command 'make lock' "$@"
}

compile --extra dev pyproject.toml constraints/build.in -o constraints/dev.txt
# The core takes the versions that were tested with everything else. What is set up for the
# demonstration sees pictures too; whoever installs the package says [image].
compile -c constraints/dev.txt --extra image pyproject.toml constraints/build.in -o constraints/core.txt
# Daft wants an older pyarrow, so a cluster is an environment of its own.
compile --extra cluster pyproject.toml constraints/build.in constraints/cluster.in -o constraints/cluster.txt
