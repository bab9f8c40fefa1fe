#!/usr/bin/env bash
# Run this once in the project, before it is published: it puts the packages that the lock file pins
# beside the grader.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
python3 -m pip install --target packages --require-hashes --requirement requirements.txt
