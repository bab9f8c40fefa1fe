#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of the assignment: it installs a
# Python that is new enough, whatever the image has, and the packages that the lock file pins.
set -euo pipefail

autograder=${AUTOGRADER:-/autograder}
cd "$autograder/source"

python=python3
if ! "$python" -m pip --version; then
    apt-get update
    apt-get install --yes --no-install-recommends ca-certificates python3-pip
    python=/usr/bin/python3 # the one that apt-get serves
fi
"$python" -m pip install --target "$autograder/tools" --require-hashes --requirement uv.txt
PATH="$autograder/tools/bin:$PATH"
uv venv --python ">=3.11,<3.15" "$autograder/python"
uv pip install --python "$autograder/python" --require-hashes --requirement requirements.txt
