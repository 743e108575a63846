"""The history of the running app: what dictations leave behind goes into it, and what the user does with that is done.
Imports the history, the recognisers, and the panel it talks to.

Everything here is on the Qt thread, and waits for nothing: the disk is the history's, recognising again the retries'
matter, and both come back by way of `on_qt`.
"""

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from audio.files import RecordingError

from . import outcomes
from .history.browser import Browser
from .history.history import History
from .history.items import keeping
from .history.ledger import Page, place_of
from .history.record import Record
from .history.recordings import Recordings
from .history.saving import save_wav
from .history_retry import HistoryRetry
from .keys import Keys
from .messages import Deliver
from .settings import Settings
from .ui.history_item import HistoryItem
from .ui.history_panel import HistoryPanel
from .ui.status import HistoryEntry

SEARCHED = 20
"""Records that are asked for at a time when one with a text is looked for."""

OnQt = Callable[[Callable[[], None]], None]


class HistoryFlow:
    """Keeps, shows, transcribes again, saves, deletes."""

    def __init__(
        self,
        panel: HistoryPanel,
        on_qt: OnQt,
        file: Path,
        settings: Callable[[], Settings],
        keys: Keys,
        recordings: Recordings,
        tell_trouble: Callable[[str], None],
    ) -> None:
        """`file`: where the history is. `settings`: those that hold now. `tell_trouble` takes a sentence for
        the user."""
        self._panel = panel
        self._on_qt = on_qt
        self._settings = settings
        self._recordings = recordings
        self._tell_trouble = tell_trouble
        self._kept = settings().keep_texts_days, settings().keep_audio_days
        self._known: dict[int, str] = {}
        self._tried: set[str] = set()
        self._history = History(file, self._kept[0], self._say, self._removed, self._settle_answered)
        self._browser = Browser(self._history, on_qt, self._show, self._has_recording)
        self._retry = HistoryRetry(self._history, self._browser, recordings, settings, keys, on_qt, self._took)
        panel.show_keeping(keeping(self._kept[0]))
        panel.search_requested.connect(self._browser.search)
        panel.earlier_requested.connect(self._browser.more)
        panel.retry_requested.connect(self.retry)
        panel.cancel_requested.connect(self._retry.cancel)
        panel.save_requested.connect(self.save)
        panel.delete_requested.connect(self.delete)
        self.reload()

    def reload(self) -> None:
        """Somebody else changed the history: show what it is now."""
        self._browser.reload()

    def close(self) -> None:
        """Write what is to be written, and give up what is being transcribed. Blocks for as long as the disk needs."""
        self._retry.close()
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
                changed = record.with_text(entry.text, entry.mark, whose)
                return replace(changed, note=entry.note, outcome=entry.end, answered=entry.answered)

            self._history.change(identity, late, self._took)

    def newest(self, answer: Callable[[Record | None], None]) -> None:
        """The newest record with a text, behind all that ended until now; None: there is none."""

        def look(page: Page) -> None:
            found = next((each for each in page.records if each.text), None)
            if found or not page.earlier:
                self._on_qt(lambda: answer(found))
            else:
                self._history.page(SEARCHED, look, page.records[-1].place)

        self._history.page(SEARCHED, look)

    def change(self, identity: str, edit: Callable[[Record], Record], answer: Callable[[Record | None], None]) -> None:
        """Put `edit` of a record in its place, and show it; None: it is not there any more."""

        def changed(record: Record | None) -> None:
            self._took(record)
            self._on_qt(lambda: answer(record))

        self._history.change(identity, edit, changed)

    def identity(self, dictation: int) -> str:
        """The record of that dictation of this run; empty: there is none."""
        return self._known.get(dictation, "")

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
            self._tried.add(identity)
            self._retry.start(record, provider)

    def adopt(self, left: Sequence[Record], adopted: Callable[[list[Record]], None]) -> None:
        """Take what another run has left behind: not transcribed, with a recording. `adopted` gets what was new: that
        run may have ended between keeping a text and letting go of its recording."""

        def done(new: list[Record], known: list[Record]) -> None:
            for each in new:
                self._took(each)
            for each in known:
                self._settle(each.recording or "", needed=each.answered is False)
            self._on_qt(lambda: adopted(new))

        placed = [replace(each, place=place_of(each.time)) for each in left]
        self._history.adopt(placed, done, lambda each: self._settle(each.recording or "", needed=True))

    def transcribe(self, records: Sequence[Record]) -> None:
        """Have the recordings of these transcribed by the provider chosen now."""
        for each in records:
            self._tried.add(each.id)
            self._retry.start(each, self._settings().provider)

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
        self._retry.cancel(identity)

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

    def keep(self, settings: Settings) -> None:
        """These settings hold now: texts and recordings may have to go."""
        kept = settings.keep_texts_days, settings.keep_audio_days
        if kept != self._kept:
            self._kept = kept
            self._panel.show_keeping(keeping(settings.keep_texts_days))
            self._history.keep(settings.keep_texts_days)
            self.reload()

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
        """All of these is in their texts: their recordings go when the user does not keep them any longer. Not in the
        run in which one was transcribed again: another recogniser might do better."""
        for each in records:
            if each.id not in self._tried:
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
