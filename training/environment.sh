# shellcheck shell=bash disable=SC2034
# What train.sh and distill.sh begin with, from the repository's root: folders, Python and the program that prepares the data.
work=${1:-../onrecord-training}
shared=${SHARED:-../shared}
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --requirement training/requirements.txt
python="$work/venv/bin/python"
cargo build --release -p onrecord-dev
target=${CARGO_TARGET_DIR:-target}
