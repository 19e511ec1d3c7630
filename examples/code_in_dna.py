"""Codes two things in a file of Discourse Network Analyzer, as a coder would in its window.

    python3 examples/code_in_dna.py debate.dna

DNA keeps a project in one SQLite file. Ana, a coder of her own, finds that Lena Schürmann is against the toll, and Marit Holm, too, for
which she marks a whole sentence. Whoever changes something of the coder `onrecord` changes what was read: here, who speaks.
"""

import sqlite3
import sys

dna = sqlite3.connect(sys.argv[1])
variables = {
    (label, name): (number, kind)
    for number, name, kind, label in dna.execute(
        "SELECT v.ID, v.Variable, v.DataType, t.Label FROM VARIABLES v JOIN STATEMENTTYPES t ON t.ID = v.StatementTypeId"
    )
}


def entity(variable, value):
    """The number of a value of a variable, which is made if it is not there."""
    dna.execute(
        "INSERT INTO ENTITIES (VariableId, Value, Red, Green, Blue) SELECT ?1, ?2, 0, 0, 0"
        " WHERE NOT EXISTS (SELECT 1 FROM ENTITIES WHERE VariableId = ?1 AND Value = ?2)",
        (variable, value),
    )
    return dna.execute("SELECT ID FROM ENTITIES WHERE VariableId = ? AND Value = ?", (variable, value)).fetchone()[0]


def place(words):
    """Where words stand: document, start and stop. DNA counts UTF-16 units."""
    for document, text in dna.execute("SELECT ID, Text FROM DOCUMENTS"):
        if words in text:
            start = len(text[: text.index(words)].encode("utf-16-le")) // 2
            return document, start, start + len(words.encode("utf-16-le")) // 2
    sys.exit(f"no article says “{words}”")


def code(coder, words, **values):
    """A statement of a coder, of the type that has a concept and agreement."""
    kind = dna.execute("SELECT ID FROM STATEMENTTYPES WHERE Label = 'DNA Statement'").fetchone()[0]
    made = dna.execute(
        "INSERT INTO STATEMENTS (StatementTypeId, DocumentId, Start, Stop, Coder) VALUES (?, ?, ?, ?, ?)", (kind, *place(words), coder)
    ).lastrowid
    for (label, name), (variable, data) in variables.items():
        if label == "DNA Statement" and data == "boolean":
            dna.execute("INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (?, ?, ?)", (made, variable, values[name]))
        elif label == "DNA Statement":
            dna.execute(
                "INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) VALUES (?, ?, ?)",
                (made, variable, entity(variable, values.get(name, ""))),
            )


ana = list(dna.execute("SELECT * FROM CODERS WHERE Name = 'onrecord'").fetchone())
ana[:2] = [ana[0] + 1, "Ana"]
dna.execute(f"INSERT INTO CODERS VALUES ({', '.join('?' * len(ana))})", ana)
code(ana[0], "her members opposed the bridge toll too", person="Lena Schürmann", concept="toll", agreement=0)
code(ana[0], "Marit Holm no longer backs the toll", person="Marit Holm", concept="toll", agreement=0)

organization = variables["DNA Statement", "organization"][0]
dna.execute(
    "UPDATE ENTITIES SET Value = 'Kalvik Dockers’ Union' WHERE VariableId = ? AND Value = 'Dockers’ Union'", (organization,)
)
dna.commit()
print("coded")
