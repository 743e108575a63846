"""What a user should know about the microphone while it records, as values. Pure; imports nothing of ours."""

from dataclasses import dataclass
from enum import Enum


class NoteKind(Enum):
    """What a note is about, and for how long it holds."""

    LATE = "late"
    """No sound has come since the press. Until SOUND."""
    SILENT = "silent"
    """What comes is digital silence. Until SOUND."""
    SOUND = "sound"
    """There is sound (again). Without a sentence."""
    INSTEAD = "instead"
    """It is not the microphone that was chosen. For the whole dictation."""
    MOVED = "moved"
    """It comes from another microphone now, and nothing is missing. For the whole dictation."""
    ONLY_SILENCE = "only silence"
    """The recording is over, and there was nothing but digital silence in it."""


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence for the user, with the microphone's name in it."""

    kind: NoteKind
    sentence: str = ""

    @property
    def passing(self) -> bool:
        """It is over as soon as there is sound."""
        return self.kind in (NoteKind.LATE, NoteKind.SILENT)


LATE = "Waiting for the first sound from {name}…"
SILENT = "No sound from {name} for {seconds:.0f} s{why}"
ONLY_SILENCE = "{name} delivered nothing but silence{why}"
PERHAPS_MUTED = ". Is it muted, or switched off?"
INSTEAD = "{happened}. Recording with {name}."
MOVED = "Recording with {name} now."
MOVED_AS_GONE = "{left} is gone. Recording with {name} now."
THE_MICROPHONE = "the microphone"
"""What one is called within a sentence whose name is not known (yet)."""


def silent(name: str, seconds: float, why: str) -> Note:
    """It has been silent for so long. `why`: what the sound server knows, the end of a sentence; empty: nothing."""
    return Note(NoteKind.SILENT, SILENT.format(name=name, seconds=seconds, why=_advice(why)))


def only_silence(name: str, why: str) -> Note:
    """There was nothing else."""
    sentence = ONLY_SILENCE.format(name=name, why=_advice(why))
    return Note(NoteKind.ONLY_SILENCE, sentence[0].upper() + sentence[1:])


def moved(name: str, left: str, left_is_gone: bool) -> Note:
    """The sound server took another microphone."""
    if left_is_gone:
        return Note(NoteKind.MOVED, MOVED_AS_GONE.format(left=left, name=name))
    return Note(NoteKind.MOVED, MOVED.format(name=name))


def _advice(why: str) -> str:
    return f": {why}." if why else PERHAPS_MUTED
