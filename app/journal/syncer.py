"""Makes the disk keep what was written, on a thread of its own: that may take a second, and recording must go on
meanwhile. Imports the folder.
"""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from . import folder as files

Answer = Callable[[OSError | None], None]


class Syncer:
    """Every method but `end` returns at once. Orders are carried out one after the other: a file is closed behind its
    syncs."""

    def __init__(self) -> None:
        self._orders: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="journal-sync", daemon=True)
        self._thread.start()

    def sync(self, file: int, answer: Answer) -> None:
        """Make the disk keep the file; `answer` is told, on the syncer's thread, what went wrong."""
        self._orders.put(lambda: answer(_tried(lambda: files.sync(file))))

    def sync_names(self, folder: Path, answer: Answer) -> None:
        """The same with the names in a folder."""
        self._orders.put(lambda: answer(_tried(lambda: files.sync_names(folder))))

    def close_file(self, file: int) -> None:
        """Let go of a file."""
        self._orders.put(lambda: os.close(file))

    def end(self, seconds: float) -> None:
        """Carry out what was ordered. Waits at most so long: a disk may hang for ever."""
        self._orders.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        while work := self._orders.get():
            work()


def _tried(work: Callable[[], None]) -> OSError | None:
    try:
        work()
    except OSError as error:
        return error
    return None
