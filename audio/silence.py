"""Whether a microphone delivers nothing but digital silence. Pure; imports `level`."""

from dataclasses import dataclass, replace

from .level import Level

FLOOR_DBFS = -84.0
"""A peak up to here is digital silence. Two steps of 16 bits are -84.3 dBFS (20 log10(2 / 32768)): zeros, as a muted
source delivers them (PulseAudio 16: measured), and a converter without a signal that flickers by a step. A person who
speaks at an arm's length, 60 dB SPL, is some 70 dB below what a microphone made for 130 dB SPL takes at most: far
above it, however low the gain."""

NOTICED_AFTER_S = 3.0
"""Who holds the key and says nothing for so long is either thinking or not heard: worth a question, not an alarm."""

WORTH_TELLING_S = 0.3
"""A recording shorter than this was a slip of the finger: that nothing was heard in it says nothing of a microphone."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What is known of one recording. Seconds are seconds of sound, not of a clock."""

    total: float = 0.0
    lasted: float = 0.0
    """For how long it has been silent until now without interruption."""
    heard: bool = False
    """There was sound at some time."""

    @property
    def noticed(self) -> bool:
        """It has lasted long enough to be told."""
        return self.lasted >= NOTICED_AFTER_S

    @property
    def throughout(self) -> bool:
        """There was nothing but silence, and enough of it."""
        return not self.heard and self.total >= WORTH_TELLING_S


def heard(silence: Silence, level: Level, seconds: float) -> Silence:
    """The same behind a piece of sound of that length and level."""
    total = silence.total + seconds
    if level.peak_dbfs <= FLOOR_DBFS:
        return replace(silence, total=total, lasted=silence.lasted + seconds)
    return Silence(total, 0.0, True)
