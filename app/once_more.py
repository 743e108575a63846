"""A text of the history once more: inserted again, or taken back after it was cancelled. Imports the inserters'
Protocol, the record and the widgets' vocabulary.

Lives on the Qt thread. What the history is asked for is answered later, on that thread, too.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from .history.record import Record
from .insertion import sentences
from .insertion.inserter import Inserter
from .insertion.receipt import Landed, Receipt
from .outcomes import End
from .ui.status import Mark, Notice, Severity

NO_TEXT = "There is no text in the history yet."
GONE = "That text is not in the history any more."
TAKEN_BACK = f"Taken back: the text is on the clipboard. Press {sentences.PASTE} where it belongs."

_MARKS = {Landed.INSERTED: Mark.INSERTED, Landed.SENT: Mark.SENT, Landed.COPIED: Mark.COPIED}


class Texts(Protocol):
    """What is asked of the history. `answer` is called later, on the Qt thread."""

    def newest(self, answer: Callable[[Record | None], None]) -> None:
        """The newest record with a text; None: there is none."""

    def change(self, identity: str, edit: Callable[[Record], Record], answer: Callable[[Record | None], None]) -> None:
        """Put `edit` of a record in its place; None: it is not there any more."""

    def identity(self, dictation: int) -> str:
        """The record of that dictation of this run; empty: there is none."""


class OnceMore:
    """Puts texts where the user wants them after all, and notes in the history that they are there."""

    def __init__(
        self, texts: Texts, inserter: Inserter, tell: Callable[[Notice], None], is_locked: Callable[[], bool]
    ) -> None:
        """`tell` takes what the user should know. `is_locked`: whether the screen is."""
        self._texts = texts
        self._inserter = inserter
        self._tell = tell
        self._is_locked = is_locked

    def insert(self) -> None:
        """Insert the newest text of the history where the focus is."""
        self._texts.newest(self._insert)

    def take_back(self, dictation: int) -> None:
        """Have the text of a cancelled dictation after all. Whoever asks for that has one of our own windows in front,
        so the text goes to the clipboard."""
        self._texts.change(self._texts.identity(dictation), lambda kept: _there(kept, Mark.COPIED), self._copy)

    def _insert(self, record: Record | None) -> None:
        if record is None:
            self._tell(Notice(NO_TEXT, Severity.WARNING))
            return
        if self._is_locked():
            self._inserter.hold(record.text, lambda receipt: self._arrived(record, receipt), sentences.LOCKED)
        else:
            self._inserter.insert(record.text, lambda receipt: self._arrived(record, receipt))

    def _arrived(self, record: Record, receipt: Receipt) -> None:
        told = " ".join(filter(None, (receipt.reason, receipt.note)))
        if told:
            self._tell(Notice(told, Severity.TROUBLE if receipt.landed is Landed.NOWHERE else Severity.WARNING))
        if receipt.landed in _MARKS and not receipt.reason and record.mark is not Mark.INSERTED:
            self._texts.change(record.id, lambda kept: _there(kept, _MARKS[receipt.landed]), lambda _: None)

    def _copy(self, record: Record | None) -> None:
        if record is None:
            self._tell(Notice(GONE, Severity.WARNING))
            return
        receipt = self._inserter.copy(record.text)
        self._tell(Notice(TAKEN_BACK) if receipt.landed is Landed.COPIED else Notice(receipt.reason, Severity.TROUBLE))


def _there(record: Record, mark: Mark) -> Record:
    """The text is where the user wanted it after all."""
    return replace(record, mark=mark, outcome=End.COMMITTED.value)
