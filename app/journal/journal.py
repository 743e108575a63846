"""The journal: what is spoken goes to the disk before it goes to anybody else. Imports the scribe, who does that, and
the format; no Qt.

Nobody who gives something waits for the disk: what is to be done goes into the scribe's queue.
"""

import os
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue

from .folder import SUFFIX
from .format import About, Contents, Stage
from .refusals import Told
from .scribe import Fate, Scribe
from .spool import Spool

__all__ = ["Fate", "Journal"]

PATIENCE_S = 1.0
"""How often is asked whether the scribe who is waited for is still there."""


class Journal:
    """The recordings of this process. All methods may be called from any thread, and return at once unless they say
    otherwise."""

    def __init__(self, folder: Path, tell: Told, app: str = "") -> None:
        """`folder` is made when it is needed. `tell` is called on the journal's thread. `app`: the version."""
        self._folder = folder
        self._app = app
        self._ids: dict[int, str] = {}
        self._sounding: set[str] = set()
        self._gone: set[str] = set()
        self._scribe = Scribe(folder, tell, self._sounding.discard, self._gone.discard)

    def begin(self, dictation: int, provider: str, language: str | None = None) -> str:
        """A press; the id of its recording."""
        now = datetime.now().astimezone()
        identity = f"{now:%Y%m%d-%H%M%S-%f}-{os.getpid()}-{dictation}"
        about = About(dictation, now.isoformat(), provider, language, os.getpid(), self._app)
        spool = Spool(self._path(identity), about)
        self._ids[dictation] = identity
        self._scribe.order(lambda: self._scribe.begin(identity, spool))
        return identity

    def audio(self, dictation: int, pcm: bytes) -> None:
        """Sound of that dictation: 16 kHz mono s16le."""
        if pcm and (identity := self._ids.get(dictation)):
            self._sounding.add(identity)
            self._scribe.order(lambda: self._scribe.audio(identity, pcm))

    def released(self, dictation: int) -> None:
        """Nothing more will be spoken into it."""
        if identity := self._ids.pop(dictation, None):
            self.note(identity, Stage.RELEASED)

    def note(self, identity: str, reached: Stage) -> None:
        """How far the dictation is. Only of this process."""
        self._scribe.order(lambda: self._scribe.note(identity, reached))

    def settle(self, identity: str, fate: Fate) -> None:
        """The user knows of it. Also for recordings of earlier processes."""
        if fate is Fate.GONE:
            self._gone.add(identity)
        for dictation in [number for number, each in list(self._ids.items()) if each == identity]:
            self._ids.pop(dictation, None)
        self._scribe.order(lambda: self._scribe.settle(identity, fate))

    def has(self, identity: str) -> bool:
        """Whether there is sound of it, on the disk or on its way there."""
        return identity not in self._gone and (identity in self._sounding or self._path(identity).exists())

    def read(self, identity: str) -> Contents | None:
        """A recording of this or an earlier process; None: it is gone. Waits for the disk."""
        answer: SimpleQueue[Contents | None] = SimpleQueue()
        self._scribe.order(lambda: answer.put(self._scribe.read(identity)))
        while self._scribe.works:
            try:
                return answer.get(timeout=PATIENCE_S)
            except Empty:
                continue  # the disk is slow, or the journal was closed meanwhile
        return self._scribe.read(identity)

    def close(self) -> None:
        """Write everything and end. What is not settled stays, to be offered at the next start. Waits for the disk, but
        not for ever."""
        self._scribe.close()

    def _path(self, identity: str) -> Path:
        return self._folder / f"{identity}{SUFFIX}"
