"""Whether somebody has just been speaking, by how loud it is. Pure; imports the level.

Coarse on purpose: it only decides whether a release is worth a moment's doubt (docs/decisions/0017-gesture-rules.md).
Where it is wrong, a text comes 300 ms later than it could, or a release is believed as it is everywhere else.
"""

from collections import deque

from audio.level import Level

RECENT = 4
"""Levels that count as just now; there are about twenty a second."""
ABOVE_FLOOR_DB = 10.0
"""Speech is at least so much louder than the quietest moment of the dictation."""
SILENT_DBFS = -55.0
"""Nobody speaks so softly, however quiet the room is."""


class Quiet:
    """Hears how loud one dictation after the other is."""

    def __init__(self) -> None:
        self._floor = 0.0
        self._recent: deque[float] = deque(maxlen=RECENT)

    def begin(self) -> None:
        """Another dictation begins."""
        self._floor = 0.0
        self._recent.clear()

    def hear(self, level: Level) -> None:
        """So loud it was."""
        self._floor = min(self._floor, level.rms_dbfs)
        self._recent.append(level.rms_dbfs)

    def __call__(self) -> bool:
        """Whether nobody has spoken just now. Who has only begun to is taken to be speaking."""
        if len(self._recent) < RECENT:
            return False
        return max(self._recent) < max(self._floor + ABOVE_FLOOR_DB, SILENT_DBFS)
