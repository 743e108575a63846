"""app/microphone_notes.py"""

import pytest

from app.microphone_notes import LATE, Note, NoteKind, moved, only_silence, silent


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        (silent("“Yeti”", 3.0, ""), "No sound from “Yeti” for 3 s. Is it muted, or switched off?"),
        (silent("the microphone", 3.0, "it is muted"), "No sound from the microphone for 3 s: it is muted."),
        (only_silence("the microphone", "it is muted"), "The microphone delivered nothing but silence: it is muted."),
        (moved("“B”", "“A”", left_is_gone=True), "“A” is gone. Recording with “B” now."),
        (moved("“B”", "“A”", left_is_gone=False), "Recording with “B” now."),
    ],
)
def test_sentences(note, sentence):
    assert note.sentence == sentence


def test_which_ones_are_over_as_soon_as_there_is_sound():
    assert [each for each in NoteKind if Note(each).passing] == [NoteKind.LATE, NoteKind.SILENT]
    assert LATE.format(name="“Yeti”") == "Waiting for the first sound from “Yeti”…"
