"""The journal: what is spoken goes to the disk before it goes to anybody else. Imports the spools, the shelf, the
syncer and the format; no Qt.

Nobody who gives something waits for the disk: orders go into a queue, and one thread carries them out. Each block is
written as it comes (the kernel has it then, so kill -9 takes no more than what was not recorded yet), and once a second
another thread makes the disk keep what the kernel has, which is what a power cut would take.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from pathlib import Path
from queue import Empty, SimpleQueue

from .folder import SUFFIX
from .format import About, Contents, Stage
from .shelf import is_alive, look, note
from .spool import Point, Spool
from .syncer import Syncer

log = logging.getLogger(__name__)

SYNC_S = 1.0
"""Seconds of speech that a power cut may take; and how often a disk that refuses is asked again."""
CLOSE_S = 10.0
"""How long a hanging disk is waited for at the end."""
COPIES = 32_000_000
"""Bytes of what the disk keeps that stay in memory, in case its files vanish: 17 minutes."""
MEMORY = 256_000_000
"""Bytes that wait in memory for a disk that refuses: two hours and a quarter. Then the oldest are lost."""

TROUBLE = (
    "What you say cannot be recorded on the disk ({folder}: {why}), so a crash would lose what is not transcribed yet. "
    "Dictation goes on from memory. Free some space, or make the folder writable."
)
STAYS = "A recording of what you said could not be deleted ({path}: {why}). Delete it yourself."

Told = Callable[[str], None]
"""Takes a sentence for the user."""


class Fate(Enum):
    """What becomes of a recording when the user knows of its dictation."""

    GONE = "gone"
    """Its text is safe, or nobody wants it."""
    NEEDED = "needed"
    """It holds words that are in no text."""
    SPARE = "spare"
    """Its text is safe; the user keeps recordings for a while."""


_STAGES = {Fate.NEEDED: Stage.SETTLED, Fate.SPARE: Stage.SPARE}


class Journal:
    """The recordings of this process. All methods may be called from any thread, and return at once unless they say
    otherwise."""

    def __init__(self, folder: Path, tell: Told, app: str = "") -> None:
        """`folder` is made when it is needed. `tell` is called on the journal's thread. `app`: the version."""
        self._folder = folder
        self._tell = tell
        self._app = app
        self._orders: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        # Kept by those who call, so that a question needs no answer from the journal's thread.
        self._ids: dict[int, str] = {}
        self._sounding: set[str] = set()
        self._gone: set[str] = set()
        # The journal's thread's own.
        self._running: dict[int, Spool] = {}
        self._spools: dict[str, Spool] = {}
        """By id, the oldest first: what is not settled, and what is but the disk does not keep yet."""
        self._settled: set[str] = set()
        self._syncing: set[str] = set()
        self._doomed: set[Path] = set()
        """Files that could not be deleted."""
        self._sync_at: float | None = None
        self._refused_until = 0.0
        self._troubled = False
        self._syncer = Syncer()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def begin(self, dictation: int, provider: str, language: str | None = None) -> str:
        """A press; the id of its recording."""
        now = datetime.now().astimezone()
        identity = f"{now:%Y%m%d-%H%M%S-%f}-{os.getpid()}-{dictation}"
        about = About(dictation, now.isoformat(), provider, language, os.getpid(), self._app)
        spool = Spool(self._path(identity), about)
        self._ids[dictation] = identity
        self._orders.put(lambda: self._begin(dictation, identity, spool))
        return identity

    def audio(self, dictation: int, pcm: bytes) -> None:
        """Sound of that dictation: 16 kHz mono s16le."""
        if pcm and (identity := self._ids.get(dictation)):
            self._sounding.add(identity)
            self._orders.put(lambda: self._audio(dictation, pcm))

    def released(self, dictation: int) -> None:
        """Nothing more will be spoken into it."""
        self._ids.pop(dictation, None)
        self._orders.put(lambda: self._released(dictation))

    def settle(self, identity: str, fate: Fate) -> None:
        """The user knows of it. Also for recordings of earlier processes."""
        if fate is Fate.GONE:
            self._gone.add(identity)
        for dictation in [number for number, each in list(self._ids.items()) if each == identity]:
            self._ids.pop(dictation, None)
        self._orders.put(lambda: self._settle(identity, fate))

    def has(self, identity: str) -> bool:
        """Whether there is sound of it, on the disk or on its way there."""
        return identity not in self._gone and (identity in self._sounding or self._path(identity).exists())

    def read(self, identity: str) -> Contents | None:
        """A recording of this or an earlier process; None: it is gone. Waits for the disk."""
        answer: SimpleQueue[Contents | None] = SimpleQueue()
        self._orders.put(lambda: answer.put(self._read(identity)))
        while self._thread.is_alive():
            try:
                return answer.get(timeout=SYNC_S)
            except Empty:
                continue  # the disk is slow, or the journal was closed
        return self._read(identity)

    def close(self) -> None:
        """Write everything and end. What is not settled stays, to be offered at the next start. Waits for the disk,
        `CLOSE_S` seconds at the most."""
        self._orders.put(None)
        self._thread.join(CLOSE_S)

    # ------------------------------------------------------------------------------------------- on its own thread

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
            order()
        self._sync()
        for identity in list(self._spools):
            self._let_go(identity)
        self._syncer.end(CLOSE_S)

    def _path(self, identity: str) -> Path:
        return self._folder / f"{identity}{SUFFIX}"

    def _begin(self, dictation: int, identity: str, spool: Spool) -> None:
        self._running[dictation] = self._spools[identity] = spool

    def _audio(self, dictation: int, pcm: bytes) -> None:
        if spool := self._running.get(dictation):
            spool.audio(pcm)
            self._write(spool)
            self._bound_memory()
            self._sync_at = self._sync_at or time.monotonic() + SYNC_S

    def _released(self, dictation: int) -> None:
        if spool := self._running.pop(dictation, None):
            spool.stage(Stage.RELEASED)
            self._sync()

    def _settle(self, identity: str, fate: Fate) -> None:
        spool = self._spools.get(identity)
        for dictation in [number for number, each in self._running.items() if each is spool]:
            del self._running[dictation]
        if spool and spool.begun and fate is not Fate.GONE:
            spool.stage(_STAGES[fate])
            self._settled.add(identity)
            self._sync()
            return
        if spool:
            self._let_go(identity)
        self._settle_stored(identity, fate)

    def _settle_stored(self, identity: str, fate: Fate) -> None:
        path = self._path(identity)
        try:
            if not path.exists() or (not _is_ours(identity) and is_alive(path)):
                self._gone.discard(identity)
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
                self._tell(STAYS.format(path=path, why=error.strerror or error))
        else:
            self._doomed.discard(path)
            self._gone.discard(path.stem)

    def _read(self, identity: str) -> Contents | None:
        spool = self._spools.get(identity)
        try:
            return spool.contents() if spool and spool.begun else look(self._path(identity))
        except OSError as error:
            log.info("A recording could not be read (%s)", type(error).__name__)
            return None

    # ------------------------------------------------------------------------------------------- the disk

    def _sync(self) -> None:
        """Give the disk what waits for it, and have it made to keep that."""
        self._refused_until = 0.0
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
            self._refuse(error)
        else:
            spool.kept(point)
            if identity in self._settled:  # nobody waits for the next second
                self._make_safe(identity, spool)
        self._tidy()

    def _look_after(self, spool: Spool) -> None:
        try:
            gone = spool.vanished()
        except OSError as error:
            self._refuse(error)
        else:
            self._close_file(gone)

    def _write(self, spool: Spool) -> None:
        if time.monotonic() < self._refused_until:
            return
        try:
            spool.write()
        except OSError as error:
            self._refuse(error)
        else:
            self._troubled = self._troubled and not all(each.on_disk for each in self._spools.values())

    def _named(self, error: OSError | None) -> None:
        if error:
            self._orders.put(lambda: self._refuse(error))

    def _refuse(self, error: OSError) -> None:
        """The disk will not do it. That is told once, until it is over."""
        self._refused_until = time.monotonic() + SYNC_S
        if not self._troubled:
            self._troubled = True
            log.warning("The journal cannot be written (%s)", type(error).__name__)
            self._tell(TROUBLE.format(folder=self._folder, why=error.strerror or error))

    def _tidy(self) -> None:
        """Let go of what is done, and come back for what is not."""
        for identity in [each for each in self._settled if self._spools[each].safe]:
            self._let_go(identity)
        waiting = any(not spool.safe for spool in self._spools.values())
        self._sync_at = time.monotonic() + SYNC_S if waiting else None

    def _let_go(self, identity: str) -> None:
        self._close_file(self._spools.pop(identity).close())
        self._settled.discard(identity)
        self._sounding.discard(identity)

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
                        log.warning("Speech is not recorded: the memory for what the disk refuses is full")


def _is_ours(identity: str) -> bool:
    """Whether this process made it, or one that is not there any more: nobody else writes it."""
    return identity.split("-")[-2:-1] == [str(os.getpid())]
