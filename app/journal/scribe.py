"""Who writes the journal, on a thread of its own. Imports the spools, the shelf, the syncer and the stages.

Each block is written as it comes (the kernel has it then, so kill -9 takes no more than what was not recorded yet), and
once a second another thread makes the disk keep what the kernel has, which is what a power cut would take.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from queue import Empty, SimpleQueue

from .folder import SUFFIX
from .format import Contents, Stage
from .refusals import SYNC_S, Refusals, Told
from .shelf import is_alive, look, note
from .spool import Point, Spool
from .syncer import Syncer

log = logging.getLogger(__name__)

CLOSE_S = 10.0
"""How long a hanging disk is waited for at the end."""
COPIES = 32_000_000
"""Bytes of what the disk keeps that stay in memory, in case its files vanish: 17 minutes."""
MEMORY = 256_000_000
"""Bytes that wait in memory for a disk that refuses: two hours and a quarter. Then the oldest are lost."""


class Fate(Enum):
    """What becomes of a recording when the user knows of its dictation."""

    GONE = "gone"
    """Its text is safe, or nobody wants it."""
    NEEDED = "needed"
    """It holds words that are in no text."""
    SPARE = "spare"
    """Its text is safe; the user keeps recordings for a while."""


_STAGES = {Fate.NEEDED: Stage.SETTLED, Fate.SPARE: Stage.SPARE}


class Scribe:
    """Everything happens on its thread but `order` and `close`."""

    def __init__(
        self, folder: Path, tell: Told, settled: Callable[[str], None], deleted: Callable[[str], None]
    ) -> None:
        """`settled` and `deleted` take ids: of what is not ours any more, and of what is not there any more."""
        self._folder = folder
        self._refusals = Refusals(folder, tell)
        self._settled_one = settled
        self._deleted_one = deleted
        self._orders: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._spools: dict[str, Spool] = {}
        """By id, the oldest first: what is not settled, and what is but the disk does not keep yet."""
        self._settled: set[str] = set()
        self._syncing: set[str] = set()
        self._doomed: set[Path] = set()
        """Files that could not be deleted."""
        self._sync_at: float | None = None
        self._syncer = Syncer()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    @property
    def works(self) -> bool:
        """Orders are still carried out."""
        return self._thread.is_alive()

    def order(self, work: Callable[[], None]) -> None:
        """Have something done behind everything that was ordered before. From any thread; returns at once."""
        self._orders.put(work)

    def close(self) -> None:
        """Do what was ordered, and end. From any thread; waits `CLOSE_S` seconds at the most."""
        self._orders.put(None)
        self._thread.join(CLOSE_S)

    # ------------------------------------------------------------------------------------------- orders

    def begin(self, identity: str, spool: Spool) -> None:
        """A recording of ours."""
        self._spools[identity] = spool

    def audio(self, identity: str, pcm: bytes) -> None:
        """Sound for it; what comes behind its end is nobody's."""
        spool = self._spools.get(identity)
        if spool and identity not in self._settled:
            spool.audio(pcm)
            self._write(spool)
            self._bound_memory()
            self._sync_at = self._sync_at or time.monotonic() + SYNC_S

    def note(self, identity: str, reached: Stage) -> None:
        """How far it is."""
        if spool := self._spools.get(identity):
            spool.stage(reached)
            self._sync()

    def settle(self, identity: str, fate: Fate) -> None:
        """What becomes of it, or of a recording that another process left behind."""
        spool = self._spools.get(identity)
        if spool and spool.begun and fate is not Fate.GONE:
            self._settled.add(identity)
            self.note(identity, _STAGES[fate])
            return
        if spool:
            self._let_go(identity)
        self._settle_stored(identity, fate)

    def read(self, identity: str) -> Contents | None:
        """What is in it; None: nothing that could be read."""
        spool = self._spools.get(identity)
        try:
            return spool.contents() if spool and spool.begun else look(self._path(identity))
        except OSError as error:
            log.info("A recording could not be read (%s)", type(error).__name__)
            return None

    # ------------------------------------------------------------------------------------------- carried out

    def _run(self) -> None:
        while True:
            now = time.monotonic()
            if self._sync_at is not None and self._sync_at <= now:
                self._sync()
                continue
            try:
                order = self._orders.get(timeout=None if self._sync_at is None else self._sync_at - now)
            except Empty:
                continue
            if order is None:
                break
            try:
                order()
            except Exception:  # a bug in one order must not cost the speech behind it
                log.exception("An order to the journal failed")
        self._sync()
        for identity in list(self._spools):
            self._let_go(identity)
        self._syncer.end(CLOSE_S)

    def _path(self, identity: str) -> Path:
        return self._folder / f"{identity}{SUFFIX}"

    def _settle_stored(self, identity: str, fate: Fate) -> None:
        path = self._path(identity)
        try:
            if not path.exists() or (not _is_ours(identity) and is_alive(path)):
                self._deleted_one(identity)  # or never was ours to delete
                return
            if fate is not Fate.GONE:
                note(path, _STAGES[fate])
                return
        except OSError as error:
            log.warning("A recording was not settled: it is offered again (%s)", type(error).__name__)
            return
        self._remove(path)

    def _remove(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            if path not in self._doomed:
                self._doomed.add(path)
                self._refusals.stays(path, error)
        else:
            self._doomed.discard(path)
            self._deleted_one(path.stem)

    # ------------------------------------------------------------------------------------------- the disk

    def _sync(self) -> None:
        """Give the disk what waits for it, and have it made to keep that."""
        self._refusals.ask_again()
        for identity, spool in self._spools.items():
            self._look_after(spool)
            self._write(spool)
            self._make_safe(identity, spool)
        for path in tuple(self._doomed):
            self._remove(path)
        self._tidy()

    def _make_safe(self, identity: str, spool: Spool) -> None:
        if spool.new:
            spool.new = False
            self._syncer.sync_names(self._folder, self._named)
        if identity not in self._syncing and (point := spool.point()):
            self._syncing.add(identity)
            self._syncer.sync(point.file, self._answer(identity, spool, point))

    def _answer(self, identity: str, spool: Spool, point: Point) -> Callable[[OSError | None], None]:
        return lambda error: self._orders.put(lambda: self._synced(identity, spool, point, error))

    def _synced(self, identity: str, spool: Spool, point: Point, error: OSError | None) -> None:
        self._syncing.discard(identity)
        if error:
            spool.lost(point)
            self._refusals.refused(error)
        else:
            spool.kept(point)
            if identity in self._settled:  # nobody waits for the next second
                self._make_safe(identity, spool)
        self._tidy()

    def _look_after(self, spool: Spool) -> None:
        try:
            gone = spool.vanished()
        except OSError as error:
            self._refusals.refused(error)
        else:
            self._close_file(gone)

    def _write(self, spool: Spool) -> None:
        if self._refusals.too_early:
            return
        try:
            spool.write()
        except OSError as error:
            self._refusals.refused(error)
        else:
            if all(each.on_disk for each in self._spools.values()):
                self._refusals.over()

    def _named(self, error: OSError | None) -> None:
        if error:
            self._orders.put(lambda: self._refusals.refused(error))

    def _tidy(self) -> None:
        """Let go of what is done, and come back for what is not."""
        for identity in [each for each in self._settled if self._spools[each].safe]:
            self._let_go(identity)
        waiting = any(not spool.safe for spool in self._spools.values())
        self._sync_at = time.monotonic() + SYNC_S if waiting else None

    def _let_go(self, identity: str) -> None:
        self._close_file(self._spools.pop(identity).close())
        self._settled.discard(identity)
        self._settled_one(identity)

    def _close_file(self, file: int | None) -> None:
        if file is not None:
            self._syncer.close_file(file)

    def _bound_memory(self) -> None:
        held = sum(spool.bytes for spool in self._spools.values())
        for limit, unsafe in ((COPIES, False), (MEMORY, True)):
            for spool in self._spools.values():
                if held > limit:
                    shed = spool.shed(held - limit, unsafe=unsafe)
                    held -= shed
                    if unsafe and shed:
                        self._refusals.full()


def _is_ours(identity: str) -> bool:
    """Whether this process made it, or one that is not there any more: nobody else writes it."""
    return identity.split("-")[-2:-1] == [str(os.getpid())]
