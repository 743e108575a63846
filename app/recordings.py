"""The recordings of the running app: what the pipeline gives to the journal, and what the history wants of it.

Imports the journal and the settings; no Qt. May be used from any thread.
"""

import time
from collections.abc import Callable
from pathlib import Path

from audio.files import RecordingError

from .journal.journal import Journal
from .journal.shelf import SUFFIX
from .settings import Settings

DAY_S = 86_400


class Recordings:
    """A `recorder.Recorder` and a `history.recordings.Recordings`.

    A recording goes when its text is safe, unless the user keeps recordings for some days; one with words that are in
    no text goes when the user, or the retention of texts, deletes what the history knows of it.
    """

    def __init__(self, folder: Path, settings: Callable[[], Settings], tell: Callable[[str], None]) -> None:
        """`settings`: those that hold now. `tell` takes a sentence for the user, on a thread of the journal's."""
        self.folder = folder
        self._settings = settings
        self._journal = Journal(folder, tell)
        self._names: dict[int, str] = {}

    def close(self) -> None:
        """Write everything. Waits for the disk."""
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
        if needed and not self._settings().keep_texts_days:
            return  # the history forgets it when Holdfast ends; the next one finds it again
        self._journal.settle(recording, keep=needed or self._is_wanted(recording))

    def drop(self, recording: str) -> None:
        self._journal.settle(recording, keep=False)

    def _is_wanted(self, recording: str) -> bool:
        """Whether it is younger than the user keeps recordings that nobody needs."""
        days = self._settings().keep_audio_days
        if not days:
            return False
        try:
            written = (self.folder / f"{recording}{SUFFIX}").stat().st_mtime
        except OSError:
            return True
        return time.time() - written < days * DAY_S
