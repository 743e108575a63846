"""The recordings that are on the disk, of whichever process. Imports the folder, the format, the locks; waits for the
disk.

A folder that is not there is an empty one, and a file that cannot be read is none of ours.
"""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from . import folder as files
from .folder import NEW, SUFFIX
from .format import Contents, Recording, Stage, read
from .locks import is_locked

log = logging.getLogger(__name__)

SWEPT_S = 60.0
"""A file that has no sound yet is left alone for so long: it is made and locked in two steps."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A recording that no living process is writing."""

    id: str
    path: Path
    recording: Recording

    @property
    def settled(self) -> bool:
        """It is in the history: the user knows of it."""
        return self.recording.settled

    def pcm(self) -> bytes:
        """Its sound: 16 kHz mono s16le. Raises OSError."""
        return look(self.path).pcm


def look(path: Path) -> Contents:
    """What is in a recording now, whoever writes it. Raises OSError."""
    file = files.open_to_read(path)
    try:
        return read(files.contents(file))
    finally:
        os.close(file)


def is_alive(path: Path) -> bool:
    """Whether the process that writes this recording still runs. Raises OSError."""
    file = files.open_to_read(path)
    try:
        return is_locked(file)
    finally:
        os.close(file)


def stored(folder: Path) -> list[Stored]:
    """All of them, the oldest first."""
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            if not is_alive(path):
                found.append(Stored(path.stem, path, look(path).recording))
        except OSError as error:
            log.info("A recording could not be read (%s)", type(error).__name__)
    return found


def unfinished(folder: Path) -> list[Stored]:
    """Those of which the user does not know yet, as far as there is sound in them."""
    return [each for each in stored(folder) if each.recording.samples and not each.settled]


def sweep(folder: Path, now: float) -> None:
    """Remove files of processes that were killed before their first word. `now`: seconds since 1970."""
    for path in folder.glob(f"*{SUFFIX}{NEW}"):
        try:
            if now - path.stat().st_mtime > SWEPT_S and not is_alive(path):
                path.unlink(missing_ok=True)
        except OSError as error:
            log.info("A file in the journal could not be removed (%s)", type(error).__name__)


def note(path: Path, stage: Stage) -> None:
    """Write into a recording that no living process writes how far its dictation is. Raises OSError."""
    found = look(path)
    if stage not in found.recording.stages:
        files.append(path, found.writer.stage(stage))
