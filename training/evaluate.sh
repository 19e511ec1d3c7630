#!/usr/bin/env bash
# Figures of the shipped model, as the product reads with it, on every corpus that is at hand.
#
#   training/evaluate.sh
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${SHARED:-../shared}
dev() { cargo run --quiet --release -p onrecord-dev -- "$@"; }
for model in base fast; do
    echo "PolNeAR dev, $model"
    dev score attribution "$shared/data/polnear/dev" --model "$model"
    dev score calibration "$shared/data/polnear/dev" --model "$model"
    echo "GUM dev, $model"
    dev score actors "$shared/data/gum/dev" --model "$model"
done
