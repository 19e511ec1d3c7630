"""Tests of what is trained with nothing but this repository: python training/tests.py FOLDER_WITH_THE_PROGRAMS"""
import json, os, subprocess, sys, tempfile
import checkpoint as K
import retrain as R

binaries = os.path.abspath(sys.argv[1])
os.chdir(os.path.dirname(R.HERE))


def weights_are_the_same_after_a_checkpoint():
    for folder, words in (("model", None), ("model/fast", "model"), ("model/world", None)):
        assert not K.differences(folder, K.D.read(folder, words)[0], words), folder


def a_correction_teaches_its_own_words_alone():
    #       0         10        20        30
    text = "It rained, Ann Lee said on Monday. Bo saw it."
    said = {"id": "s1", "kind": "indirect", "speaker": "a1", "act": "say", "cue": [[19, 23]], "source": [[11, 18]], "content": [[0, 9]]}
    saw = {"id": "s2", "kind": "indirect", "speaker": "a2", "act": "say", "cue": [[38, 41]], "source": [[35, 37]], "content": [[42, 44]]}
    actors = [{"id": "a1", "name": "Ann Lee"}, {"id": "a2", "name": "Bo"}]
    line = {"text": text, "actors": actors, "statements": [{"read": None, "right": said}, {"read": saw, "right": None}]}
    made = R.document(3, line, "en")
    assert made["judged"] == [[19, 23], [38, 41]], made
    (statement,) = made["gold"]["statements"]
    assert (statement["speaker"], statement["act"], statement["content"]) == ("Ann Lee", "say", [[0, 9]]), statement
    worst, half, best = ({"statements": x, "actors": actors} for x in ([saw], [{**said, "speaker": "a2"}, saw], [{**said, "act": "deny"}]))
    assert R.figures([line], [worst]) == {"statement": 0.0, "speaker": None, "act": None}
    assert R.figures([line], [half]) == {"statement": 66.7, "speaker": 0.0, "act": 100.0}
    assert R.figures([line], [best]) == {"statement": 100.0, "speaker": 100.0, "act": 0.0}


def corrections_become_weights_to_read_with():
    program = lambda name, *given: subprocess.run([os.path.join(binaries, name), *given], check=True, stdout=subprocess.PIPE).stdout
    with tempfile.TemporaryDirectory() as folder:
        archive, file = ["--archive", os.path.join(folder, "news.db")], os.path.join(folder, "corrections.jsonl")
        english, german, french = (os.path.abspath(f"examples/{n}.txt") for n in ("harbour-bridge", "hafenbahn", "greve-au-port"))
        again = os.path.join(folder, "again.txt")
        with open(again, "w", encoding="utf8") as f:
            f.write("The harbour will close, the port authority said on Friday.\n\nMarit Holm denied that she had known of it.\n")
        program("onrecord", "add", english, german, french, again, *archive)
        for at in (english, german, french, again):
            for which, what in (("#s1", ["--act", "promise"]), ("#s2", ["--not-a-statement"])):
                program("onrecord", "correct", at + which, *what, "--person", "Ana", *archive)
        with open(file, "wb") as f:
            f.write(program("onrecord", "corrections", "export", *archive))
        for model in ("model", "model/world"):
            out = os.path.join(folder, os.path.basename(model))
            subprocess.run([sys.executable, os.path.join(R.HERE, "retrain.py"), file, "--out", out, "--model", model, "--binaries", binaries, "--shared", folder, "--aside", "0.5", "--steps", "2", "--workers", "1"], check=True)
            assert json.load(open(os.path.join(out, "labels.json")))["acts"] == json.load(open(os.path.join(model, "labels.json")))["acts"]
            assert K.differences(model, K.D.read(out)[0]), "nothing was learned"
            assert b"Statements: " in program("onrecord", "read", "--model", out, english, german)


for test in (weights_are_the_same_after_a_checkpoint, a_correction_teaches_its_own_words_alone, corrections_become_weights_to_read_with):
    test()
    print(f"{test.__name__}: good", flush=True)
