"""The journal: what is spoken goes to the disk before it goes to anybody else. Imports the spool and the format; no
Qt.

Nobody who gives something waits for the disk: orders go into a queue, and one thread carries them out. Each block is
written as it comes (the kernel has it then, so kill -9 takes no more than what was not recorded yet), and once a second
the disk is made to take what the kernel has, which is what a power cut would take.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue

from .format import About, Recording, Stage, read
from .shelf import SUFFIX
from .spool import Spool

log = logging.getLogger(__name__)

SYNC_S = 1.0
"""Seconds of speech that a power cut may take."""

TROUBLE = (
    "What you say cannot be recorded on the disk ({folder}: {why}), so a crash would lose what is not transcribed yet. "
    "Dictation goes on from memory. Free some space, or make the folder writable."
)

Told = Callable[[str], None]
"""Takes a sentence for the user."""


class Journal:
    """The recordings of this process. All methods may be called from any thread, and return at once unless they say
    otherwise."""

    def __init__(self, folder: Path, tell: Told) -> None:
        """`folder` is made when it is needed. `tell` is called on the journal's thread."""
        self._folder = folder
        self._tell = tell
        self._orders: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._spools: dict[int, Spool] = {}
        """Those that are spoken into, by dictation."""
        self._held: dict[str, Spool] = {}
        """By id: what is not settled, and what is but could not be written yet."""
        self._troubled = False
        self._sync_at: float | None = None
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def begin(self, dictation: int, provider: str, language: str | None = None) -> str:
        """A press; the id of its recording."""
        now = datetime.now().astimezone()
        id_ = f"{now:%Y%m%d-%H%M%S-%f}-{os.getpid()}-{dictation}"
        about = About(dictation, now.isoformat(), provider, language, os.getpid())
        self._orders.put(lambda: self._begin(dictation, Spool(self._path(id_), about)))
        return id_

    def audio(self, dictation: int, pcm: bytes) -> None:
        """Sound of that dictation: 16 kHz mono s16le."""
        if pcm:
            self._orders.put(lambda: self._write(dictation, lambda spool: spool.audio(pcm)))

    def released(self, dictation: int) -> None:
        """Nothing more will be spoken into it."""
        self._orders.put(lambda: self._released(dictation))

    def settle(self, id_: str, *, keep: bool) -> None:
        """Its text is safe, and the user knows of it; with `keep`, the sound is still wanted. Also for recordings of
        earlier processes."""
        self._orders.put(lambda: self._settle(id_, keep))

    def read(self, id_: str) -> Recording | None:
        """A recording of this or an earlier process; None: it is gone. Waits for the disk; not for use once closed."""
        answer: SimpleQueue[Recording | None] = SimpleQueue()
        self._orders.put(lambda: answer.put(self._read(id_)))
        return answer.get()

    def has(self, id_: str) -> bool:
        """Whether it is still there. Looks at the disk."""
        return id_ in self._held or self._path(id_).exists()

    def close(self) -> None:
        """Write everything and end. What is not settled stays, to be offered at the next start. Waits for the disk."""
        self._orders.put(None)
        self._thread.join()

    # ------------------------------------------------------------------------------------------- on its own thread

    def _run(self) -> None:
        while True:
            left = None if self._sync_at is None else self._sync_at - time.monotonic()
            if left is not None and left <= 0:
                self._sync()
                continue
            try:
                order = self._orders.get(timeout=left)
            except Empty:
                continue
            if order is None:
                break
            order()
        self._sync()
        for spool in self._held.values():
            spool.close()

    def _path(self, id_: str) -> Path:
        return self._folder / f"{id_}{SUFFIX}"

    def _begin(self, dictation: int, spool: Spool) -> None:
        self._spools[dictation] = self._held[spool.path.stem] = spool
        self._write(dictation, Spool.write)

    def _write(self, dictation: int, work: Callable[[Spool], None]) -> None:
        if spool := self._spools.get(dictation):
            self._sync_at = self._sync_at or time.monotonic() + SYNC_S
            self._attempt(lambda: work(spool))
            self._troubled = self._troubled and not spool.on_disk

    def _released(self, dictation: int) -> None:
        self._write(dictation, lambda spool: spool.stage(Stage.RELEASED))
        self._sync()

    def _settle(self, id_: str, keep: bool) -> None:
        spool = self._held.get(id_) or Spool.again(self._path(id_))
        for dictation in [number for number, each in self._spools.items() if each is spool]:
            del self._spools[dictation]
        if not keep or not self.has(id_):
            self._held.pop(id_, None)
            self._attempt(spool.remove)
            return
        self._held[id_] = spool
        self._attempt(lambda: spool.stage(Stage.SETTLED))
        self._attempt(spool.sync)
        self._let_go_of_what_is_done()

    def _sync(self) -> None:
        """Give the disk what waits for it, and make it keep that."""
        for spool in self._held.values():
            self._attempt(spool.write)
            self._attempt(spool.sync)
        self._let_go_of_what_is_done()

    def _let_go_of_what_is_done(self) -> None:
        for id_, spool in list(self._held.items()):
            if spool not in self._spools.values() and spool.on_disk:
                spool.close()
                del self._held[id_]
        waits = any(not spool.on_disk for spool in self._held.values())
        self._sync_at = time.monotonic() + SYNC_S if waits else None

    def _read(self, id_: str) -> Recording | None:
        known = self._held.get(id_)
        try:
            return read(known.contents() if known else self._path(id_).read_bytes())
        except OSError as error:
            log.info("A recording could not be read (%s)", type(error).__name__)
            return None

    def _attempt(self, work: Callable[[], None]) -> None:
        """Do something with the disk. Trouble is told once, until it is over."""
        try:
            work()
        except OSError as error:
            if not self._troubled:
                self._troubled = True
                log.warning("The journal cannot be written (%s)", type(error).__name__)
                self._tell(TROUBLE.format(folder=self._folder, why=error.strerror or error))
