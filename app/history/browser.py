"""What the window shows of the history, kept in step with it. Imports the history and the items; no Qt.

Lives on the thread of the window, and never waits: what the history says comes back by way of `handed`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.ui.history_item import HistoryItem

from .history import History
from .items import item
from .ledger import Page
from .record import Record

PAGE = 20
"""Entries that are shown at a time. Each new one lays out all of them: 5 ms of CPU with 20, 8 with 50 (measured)."""

Show = Callable[[tuple[HistoryItem, ...], int, str], None]
"""Takes the items, newest first, how many earlier ones there are, and why texts are not kept, if they are not."""


@dataclass(frozen=True, slots=True)
class Trying:
    """A recording that is transcribed again, or was."""

    progress: float | None
    """How much is done, from 0 to 1; None: it is over."""
    problem: str = ""


class Browser:
    """Shows the newest entries, or those that were searched for, and more of them on demand."""

    def __init__(
        self,
        history: History,
        handed: Callable[[Callable[[], None]], None],
        show: Show,
        has_recording: Callable[[Record], bool],
    ) -> None:
        """`handed` runs work on the thread of the window, from any thread. `has_recording` may look at the disk: it is
        asked on the history's thread."""
        self._history = history
        self._handed = handed
        self._show = show
        self._has_recording = has_recording
        self._records: list[Record] = []
        self._recorded: set[str] = set()
        self._tries: dict[str, Trying] = {}
        self._earlier = 0
        self._limit = PAGE
        self._search = ""
        self._asked = 0

    # ------------------------------------------------------------------------------------------- orders

    def reload(self) -> None:
        """Ask for everything that is shown again."""
        self._ask(self._limit, None)

    def search(self, text: str) -> None:
        """Show what holds this text; empty: everything."""
        self._search = text.strip()
        self._limit = PAGE
        self.reload()

    def more(self) -> None:
        """Show earlier ones, too."""
        self._limit += PAGE
        self._ask(PAGE, self._records[-1].place if self._records else None)

    def find(self, identity: str) -> Record | None:
        """The record, if it is shown."""
        return next((each for each in self._records if each.id == identity), None)

    # ------------------------------------------------------------------------------------------- news

    def took(self, record: Record, *, recorded: bool) -> None:
        """The history has this record now, or has it changed."""
        (self._recorded.add if recorded else self._recorded.discard)(record.id)
        for place, known in enumerate(self._records):
            if known.id == record.id:
                self._records[place] = record
                return self._tell()
        if self._search:
            return self.reload()
        self._insert(record)
        return self._tell()

    def lost(self, identity: str) -> None:
        """It is not in the history any more."""
        self._records = [each for each in self._records if each.id != identity]
        self._tries.pop(identity, None)
        self._tell()

    def tries(self, identity: str, trying: Trying) -> None:
        """How transcribing a recording again goes."""
        self._tries[identity] = trying
        self._tell()

    # ------------------------------------------------------------------------------------------- pages

    def _ask(self, limit: int, below: int | None) -> None:
        self._asked += 1
        asked = self._asked

        def answered(page: Page) -> None:
            recorded = {each.id for each in page.records if each.recording and self._has_recording(each)}
            self._handed(lambda: self._take(asked, page, recorded, below))

        self._history.page(limit, answered, below, self._search)

    def _take(self, asked: int, page: Page, recorded: set[str], below: int | None) -> None:
        if asked != self._asked:
            return  # somebody asked for something else meanwhile
        kept = [] if below is None else [each for each in self._records if each.place >= below]
        self._records = [*kept, *page.records]
        self._recorded = recorded if below is None else self._recorded | recorded
        self._earlier = page.earlier
        self._tell()

    def _insert(self, record: Record) -> None:
        above = [each for each in self._records if each.place > record.place]
        if len(above) == len(self._records) and self._earlier:
            self._earlier += 1  # it stands among those that are not shown
            return
        self._records.insert(len(above), record)
        if len(self._records) > self._limit:
            self._records.pop()
            self._earlier += 1

    def _tell(self) -> None:
        self._show(tuple(self._item(each) for each in self._records), self._earlier, self._history.warning)

    def _item(self, record: Record) -> HistoryItem:
        trying = self._tries.get(record.id, Trying(None))
        recorded = record.id in self._recorded
        return item(record, recorded=recorded, progress=trying.progress, problem=trying.problem)
