"""The history of the running app: what dictations leave behind goes into it, and what the user does with that is done.
Imports the history, the recognisers, and the panel it talks to.

Everything here is on the Qt thread, and waits for nothing: the disk is the history's, recognising again the retries'
matter, and both come back by way of `on_qt`.
"""

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from audio.files import RecordingError
from providers import catalogue

from . import outcomes, recognisers
from .history import again
from .history.browser import Browser, Trying
from .history.history import History
from .history.items import keeping
from .history.record import Record
from .history.recordings import Recordings
from .history.retries import Engine, Job, Retries
from .history.saving import save_wav
from .keys import Keys
from .messages import Deliver
from .settings import Settings
from .ui.history_item import HistoryItem
from .ui.history_panel import HistoryPanel
from .ui.status import HistoryEntry

FILE = "history.db"

OnQt = Callable[[Callable[[], None]], None]


class HistoryFlow:
    """Keeps, shows, transcribes again, saves, deletes."""

    def __init__(
        self,
        panel: HistoryPanel,
        on_qt: OnQt,
        folder: Path,
        settings: Callable[[], Settings],
        keys: Keys,
        recordings: Recordings,
        tell_trouble: Callable[[str], None],
    ) -> None:
        """`folder`: where the history's file is. `settings`: those that hold now. `tell_trouble` takes a sentence for
        the user."""
        self._panel = panel
        self._on_qt = on_qt
        self._settings = settings
        self._keys = keys
        self._recordings = recordings
        self._tell_trouble = tell_trouble
        self._days = settings().keep_texts_days
        self._known: dict[int, str] = {}
        self._retries = Retries()
        self._history = History(folder / FILE, self._days, self._say, self._removed)
        self._browser = Browser(self._history, on_qt, self._show, self._has_recording)
        panel.show_keeping(keeping(self._days))
        panel.search_requested.connect(self._browser.search)
        panel.earlier_requested.connect(self._browser.more)
        panel.retry_requested.connect(self.retry)
        panel.cancel_requested.connect(self._retries.cancel)
        panel.save_requested.connect(self.save)
        panel.delete_requested.connect(self.delete)
        self._history.answered(self._settle_answered)
        self.reload()

    def reload(self) -> None:
        """Somebody else changed the history: show what it is now."""
        self._browser.reload()

    def close(self) -> None:
        """Write what is to be written, and give up what is being transcribed. Blocks for as long as the disk needs."""
        self._retries.close()
        self._history.close()

    # ------------------------------------------------------------------------------------------- dictations

    def ended(self, entry: HistoryEntry | None, delivered: Deliver) -> None:
        """A dictation came to its end; None: it is none for the history. Its recording goes when its text is safe."""
        recording = self._recordings.name_of(delivered.dictation)
        needed = outcomes.audio_needed(delivered)
        if entry is None:
            self._settle(recording, needed)
            return
        record = self._record(entry, delivered, recording)
        self._known[entry.id] = record.id
        self._history.add(record, self._took, lambda: self._settle(recording, needed))

    def came_late(self, entry: HistoryEntry) -> None:
        """A dictation that is in the history has another text now."""
        if identity := self._known.get(entry.id):

            def late(record: Record) -> Record:
                whose = entry.providers or record.providers
                return replace(record.with_text(entry.text, entry.mark, whose), note=entry.note, outcome=entry.end)

            self._history.change(identity, late, self._took)

    def _record(self, entry: HistoryEntry, delivered: Deliver, recording: str) -> Record:
        settings = self._settings()
        chosen = entry.chosen or settings.provider
        return Record(
            uuid.uuid4().hex,
            entry.time,
            entry.text,
            entry.mark,
            entry.end,
            delivered.spoken,
            entry.note,
            chosen,
            delivered.providers or ((chosen,) if delivered.text else ()),
            settings.language,
            delivered.answered,
            delivered.failure.kind.value if delivered.failure else None,
            recording or None,
        )

    # ------------------------------------------------------------------------------------------- what the user wants

    def retry(self, identity: str, provider: str) -> None:
        """Have the recording transcribed by `provider`."""
        if record := self._browser.find(identity):
            self._retry(record, provider)

    def adopt(self, left: Sequence[Record]) -> None:
        """Take what another run has left behind: not transcribed, with a recording."""
        for each in left:
            self._history.add(each, self._took, partial(self._settle, each.recording or "", True))

    def transcribe(self, records: Sequence[Record]) -> None:
        """Have the recordings of these transcribed by the provider chosen now."""
        for each in records:
            self._retry(each, self._settings().provider)

    def _retry(self, record: Record, provider: str) -> None:
        if record.recording is None:
            return
        identity, recording, language = record.id, record.recording, record.language
        job = Job(
            identity,
            lambda: self._recordings.pcm(recording),
            lambda: self._engine(provider, language),
            lambda done: self._on_qt(lambda: self._progressed(identity, done)),
            lambda result: self._on_qt(lambda: self._retried(identity, provider, result)),
        )
        if self._retries.start(job):
            self._browser.tries(identity, Trying(0.0))

    def save(self, identity: str, path: str) -> None:
        """Write the recording to a file."""
        record = self._browser.find(identity)
        recording = (record and record.recording) or ""

        def write() -> None:
            try:
                problem = save_wav(Path(path), self._recordings.pcm(recording))
            except RecordingError as error:
                problem = str(error)
            if problem:
                self._say(problem)

        threading.Thread(target=write, name="save-recording", daemon=True).start()

    def delete(self, identity: str) -> None:
        """Remove it, and its recording."""
        self._retries.cancel(identity)

        def done(reason: str) -> None:
            if reason:
                self._say(f"Nothing was deleted from the history: {reason}.")
            else:
                self._on_qt(lambda: self._browser.lost(identity))

        self._history.delete(identity, done)

    def clear(self, answer: Callable[[str], None]) -> None:
        """Remove everything; `answer` gets a sentence on what came of it."""

        def done(reason: str) -> None:
            said = f"The history was not deleted: {reason}." if reason else "The history is empty."
            self._on_qt(lambda: answer(said))
            self._on_qt(self.reload)

        self._history.clear(done)

    def keep(self, days: int) -> None:
        """Texts are kept so many days from now on."""
        if days != self._days:
            self._days = days
            self._panel.show_keeping(keeping(days))
            self._history.keep(days)
            self.reload()

    # ------------------------------------------------------------------------------------------- transcribing again

    def _engine(self, provider: str, language: str | None) -> Engine:
        settings = replace(self._settings(), provider=provider, language=language, keep_connection_s=0)
        for sentence in recognisers.refusals(settings).values():
            raise ValueError(sentence)
        deadline = catalogue.provider(provider).capabilities.finalize_deadline_s
        return Engine(recognisers.make(settings, self._keys), deadline)

    def _progressed(self, identity: str, done: float) -> None:
        self._browser.tries(identity, Trying(done))

    def _retried(self, identity: str, provider: str, result: Deliver | str) -> None:
        record = self._browser.find(identity)
        problem = result if isinstance(result, str) else again.problem(record, result, provider) if record else ""
        self._browser.tries(identity, Trying(None, problem))
        if isinstance(result, Deliver):
            self._history.change(identity, lambda known: again.changed(known, result, provider), self._took)

    # ------------------------------------------------------------------------------------- on the history's thread

    def _took(self, record: Record | None) -> None:
        if record:
            recorded = self._has_recording(record)
            self._on_qt(lambda: self._browser.took(record, recorded=recorded))

    def _has_recording(self, record: Record) -> bool:
        return bool(record.recording) and self._recordings.has(record.recording or "")

    def _settle(self, recording: str, needed: bool) -> None:
        if recording:
            self._recordings.settle(recording, needed=needed)

    def _settle_answered(self, records: Sequence[Record]) -> None:
        """What was transcribed again in an earlier run needs its recording no longer. In that run it did: another
        recogniser might have done better."""
        for each in records:
            self._settle(each.recording or "", needed=False)

    def _removed(self, records: Sequence[Record]) -> None:
        for each in records:
            if each.recording:
                self._recordings.drop(each.recording)
        if records:
            self._on_qt(self.reload)

    def _say(self, sentence: str) -> None:
        self._on_qt(lambda: self._tell_trouble(sentence))

    # ------------------------------------------------------------------------------------------- the panel

    def _show(self, items: tuple[HistoryItem, ...], earlier: int, warning: str) -> None:
        self._panel.show_warning(warning)
        self._panel.show_items(items, earlier)
