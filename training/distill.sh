#!/usr/bin/env bash
# Makes the weights of the fast model out of the shipped ones: from the corpora in ../shared/data and model/ to model/fast/.
#
#   training/distill.sh [WORK_FOLDER]
#
# WORK_FOLDER and SHARED as for train.sh. The first time, the teacher's vectors of a million words are written beside the data
# (840 MB, some three minutes of one core); they are used again for the same teacher.
set -euo pipefail
cd "$(dirname "$0")/.."
source training/environment.sh
[ -f "$work/data.pkl" ] || "$python" training/data.py --shared "$shared" --binary "$target/release/onrecord-dev" --tokenizer model/tokenizer.json --out "$work/data.pkl"
# Two processes of one thread each: where others use the cores too, they lose less by waiting than two threads do.
OMP_NUM_THREADS=1 "$python" training/train.py --data "$work/data.pkl" --teacher model --out "$work/fast" --half --threads 1 --workers 2 \
    --layers 0,1,3,5 --heads 6 --ffn 512 --dropout 0 --links 12 --lr 5e-4 --head-lr 5e-4 \
    --epochs 12 --gum 8 --ewt 3 --plain 6 --own 10 --minutes 54 --save 500 --look 1000000 --seed 41
"$python" training/export.py --checkpoint "$work/fast/reader.pt" --out model/fast --words-of model --overlap 28
# Then, as after every training: onrecord-dev tune KEPT_FOLDER --model model/fast, last line to model/fast/decoding.json.
