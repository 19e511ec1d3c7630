#!/usr/bin/env bash
# Figures of the shipped model, as the product reads with it, on every corpus that is at hand.
#
#   training/evaluate.sh
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${SHARED:-../shared}
dev() { cargo run --quiet --release -p onrecord-dev -- "$@"; }
echo "PolNeAR dev"
dev score attribution "$shared/data/polnear/dev"
echo "GUM dev"
dev score actors "$shared/data/gum/dev"
