"""The recordings that are on the disk, of whichever process. Imports the format and the spool; waits for the disk.

A folder that is not there is an empty one, and a file that cannot be read is none of ours.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from .format import Recording, Stage, read
from .spool import is_alive

log = logging.getLogger(__name__)

SUFFIX = ".hfj"


@dataclass(frozen=True, slots=True)
class Stored:
    """A recording that no living process is writing."""

    id: str
    path: Path
    recording: Recording

    @property
    def settled(self) -> bool:
        """It is in the history: the user knows of it."""
        return Stage.SETTLED in self.recording.stages


def stored(folder: Path) -> list[Stored]:
    """All of them, the oldest first."""
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            if not is_alive(path):
                found.append(Stored(path.stem, path, read(path.read_bytes())))
        except OSError as error:
            log.info("A recording could not be read (%s)", type(error).__name__)
    return found


def unfinished(folder: Path) -> list[Stored]:
    """Those of which the user does not know yet. One in which nothing was recorded is deleted: nothing was said."""
    found = []
    for each in stored(folder):
        if each.settled:
            continue
        if each.recording.pcm:
            found.append(each)
        else:
            discard(each)
    return found


def discard(each: Stored) -> None:
    """Delete it."""
    try:
        each.path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("A recording could not be deleted (%s)", type(error).__name__)
