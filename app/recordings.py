"""The recordings of the running app: what the pipeline gives to the journal, and what the history wants of it.

Imports the journal, the settings, and how long recordings are kept; no Qt. May be used from any thread.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from audio.files import RecordingError

from . import __version__, expiry
from .journal.format import Stage
from .journal.journal import Fate, Journal
from .journal.shelf import stored, sweep
from .settings import Settings

log = logging.getLogger(__name__)

LOOK_S = 24 * 3600.0
"""Between two looks at what is kept no longer. Monotonic, so a computer that sleeps looks a little later."""
AGES = "ages.json"
CLOSE_S = 5.0


class Recordings:
    """A `recorder.Recorder` and a `history.recordings.Recordings`.

    A recording goes when its text is safe, unless the user keeps recordings for some days; one with words that are in
    no text goes when the user, or the retention of texts, deletes what the history knows of it.
    """

    def __init__(
        self,
        folder: Path,
        settings: Callable[[], Settings],
        tell: Callable[[str], None],
        now: Callable[[], float] = time.time,
    ) -> None:
        """`settings`: those that hold now. `tell` takes a sentence for the user, on a thread of the journal's. `now`:
        seconds since 1970."""
        self.folder = folder
        self._settings = settings
        self._now = now
        self._journal = Journal(folder, tell, __version__)
        self._names: dict[int, str] = {}
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Look once a day, and now, for what is kept no longer, in the background."""
        self._thread = threading.Thread(target=self._run, name="recordings", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write everything. Waits for the disk."""
        self._closing.set()
        if self._thread:
            self._thread.join(CLOSE_S)
        self._journal.close()

    # ------------------------------------------------------------------------------------------- for the pipeline

    def begin(self, dictation: int) -> None:
        settings = self._settings()
        if settings.record:
            self._names[dictation] = self._journal.begin(dictation, settings.provider, settings.language)

    def audio(self, dictation: int, pcm: bytes) -> None:
        self._journal.audio(dictation, pcm)

    def released(self, dictation: int) -> None:
        self._journal.released(dictation)

    def handed_over(self, dictation: int) -> None:
        """Its text is on its way to another program: if we end now, nobody knows whether it arrived."""
        if name := self._names.get(dictation):
            self._journal.note(name, Stage.DELIVERED)

    # ------------------------------------------------------------------------------------------- for the history

    def keeps(self, dictation: int) -> bool:
        """Whether there is one of that dictation, whose name was not asked for yet."""
        return dictation in self._names and self._journal.has(self._names[dictation])

    def name_of(self, dictation: int) -> str:
        return self._names.pop(dictation, "")

    def has(self, recording: str) -> bool:
        return self._journal.has(recording)

    def pcm(self, recording: str) -> bytes:
        found = self._journal.read(recording)
        if found is None:
            raise RecordingError("The recording is not there any more.")
        return found.pcm

    def settle(self, recording: str, *, needed: bool) -> None:
        settings = self._settings()
        if needed and not settings.keep_texts_days:
            return  # the history forgets it when Holdfast ends; the next one finds it again
        spare = Fate.SPARE if settings.keep_audio_days else Fate.GONE
        self._journal.settle(recording, Fate.NEEDED if needed else spare)

    def drop(self, recording: str) -> None:
        self._journal.settle(recording, Fate.GONE)

    # ------------------------------------------------------------------------------------------- what is kept too long

    def expire(self) -> None:
        """Delete what the user does not keep any longer. Waits for the disk."""
        now = self._now()
        sweep(self.folder, now)
        file = self.folder / AGES
        spare = [each.id for each in stored(self.folder) if each.recording.spare]
        if not spare:
            file.unlink(missing_ok=True)
            return
        found = expiry.looked(_read(file), spare, round(now * 1000))
        _write(file, expiry.written(found))
        for each in found.due(self._settings().keep_audio_days):
            self.drop(each)

    def _run(self) -> None:
        while True:
            try:
                self.expire()
            except OSError as error:
                log.warning("Recordings could not be looked through (%s)", type(error).__name__)
            if self._closing.wait(LOOK_S):
                return


def _read(file: Path) -> expiry.Expiry | None:
    try:
        return expiry.read(file.read_bytes())
    except OSError:
        return None


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, for this user only. Raises OSError."""
    new = file.with_name(f".{file.name}")
    with open(new, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as opened:
        opened.write(data)
    new.replace(file)
