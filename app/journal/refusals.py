"""What a disk refuses: told to the user once, and asked for again a little later. Imports nothing of ours."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

SYNC_S = 1.0
"""Seconds of speech that a power cut may take; and how often a disk that refuses is asked again."""

TROUBLE = (
    "What you say cannot be recorded on the disk ({folder}: {why}), so a crash would lose what is not transcribed yet. "
    "Dictation goes on from memory. Free some space, or make the folder writable."
)
STAYS = "A recording of what you said could not be deleted ({path}: {why}). Delete it yourself."

Told = Callable[[str], None]
"""Takes a sentence for the user."""


class Refusals:
    """Belongs to one thread."""

    def __init__(self, folder: Path, tell: Told) -> None:
        self._folder = folder
        self._tell = tell
        self._until = 0.0
        self._told = False
        self._full = False

    @property
    def too_early(self) -> bool:
        """It refused a moment ago: asking for every block would be a waste."""
        return time.monotonic() < self._until

    def ask_again(self) -> None:
        """It is time to."""
        self._until = 0.0

    def refused(self, error: OSError) -> None:
        """It did. That is told once, until it is over."""
        self._until = time.monotonic() + SYNC_S
        if not self._told:
            self._told = True
            log.warning("The journal cannot be written (%s)", type(error).__name__)
            self._tell(TROUBLE.format(folder=self._folder, why=error.strerror or error))

    def over(self) -> None:
        """The disk has everything."""
        self._told = self._full = False

    def full(self) -> None:
        """There is no room in memory, either: the oldest speech is lost, unless it becomes text."""
        if not self._full:
            self._full = True
            log.warning("The memory for speech that the disk refuses is full")

    def stays(self, path: Path, error: OSError) -> None:
        """A file could not be deleted."""
        self._tell(STAYS.format(path=path, why=error.strerror or error))
