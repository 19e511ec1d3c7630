#!/usr/bin/env bash
# Makes the weights of the fast model out of the shipped ones: from the corpora in ../shared/data and model/ to model/fast/.
#
#   training/distill.sh [WORK_FOLDER]
#
# WORK_FOLDER and SHARED as for train.sh. It takes some two and a half hours. The first time, the teacher's vectors of a million words are written beside the data
# (840 MB, some five minutes of one core); they are used again for the same teacher.
set -euo pipefail
cd "$(dirname "$0")/.."
source training/environment.sh
[ -f "$work/data.pkl" ] || "$python" training/data.py --shared "$shared" --binary "$target/release/onrecord-dev" --tokenizer model/tokenizer.json --out "$work/data.pkl"
# Two processes of one thread each: where others use the cores too, they lose less by waiting than two threads do. --half helps
# where the processor has bfloat16.
train() {
    OMP_NUM_THREADS=1 "$python" training/train.py --data "$work/data.pkl" --teacher model --threads 1 --workers 2 \
        --heads 6 --ffn 512 --dropout 0 --links 12 --lr 5e-4 --head-lr 5e-4 --ewt 3 --own 10 --save 500 --look 1000000 "$@"
}
# Layers cut out of the teacher's; then a smaller link head, which no longer sees what is two paragraphs away.
train --out "$work/fast-1" --layers 0,1,3,5 --half --epochs 12 --gum 8 --plain 6 --minutes 54 --seed 41
"$python" training/export.py --checkpoint "$work/fast-1/reader.pt" --out "$work/fast-1/model" --words-of model
train --out "$work/fast-2" --begin "$work/fast-1/model" --layers 0,1,2,3 --link-heads 2 --link-ffn 160 \
    --epochs 14 --gum 9 --plain 8 --minutes 72 --seed 43
"$python" training/export.py --checkpoint "$work/fast-2/reader.pt" --out model/fast --words-of model --overlap 44 --bytes
# The event-type head, out of the first run's layers. Sentences that only the larger head says something of are PolNeAR train's.
cargo build --release -p onrecord-cli
ls "$shared"/data/polnear/train/text/ | sed 's/\.txt$//' | grep -vxFf training/kept.txt | sed "s|.*|$shared/data/polnear/train/text/&.txt|" |
    xargs "$target/release/onrecord" read --format jsonl | "$python" training/events_plain.py > "$work/events-plain.txt"
OMP_NUM_THREADS=1 "$python" training/events.py --gold "$shared/data/plover/plv_train.tsv" --begin "$work/fast-1/model" --teacher model \
    --plain "$work/events-plain.txt" --out model/fast --epochs 7 --lr 3e-4 --log training/events/log-fast.jsonl
# Then, as after every training: onrecord-dev tune KEPT_FOLDER --model model/fast, last line to model/fast/decoding.json.
