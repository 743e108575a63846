"""What another run left behind, at the start: found, put into the history, offered. Imports the journal's shelf, the
history and what is said about it.
"""

from collections.abc import Callable
from pathlib import Path

from . import recovery
from .history.history import local_time
from .history.record import Record
from .history_flow import HistoryFlow, OnQt
from .journal.shelf import unfinished
from .keys import aside
from .ui.status import Notice


class RecoveryFlow:
    """Lives on the Qt thread; what looks at the disk does that aside."""

    def __init__(self, folder: Path, history: HistoryFlow, on_qt: OnQt, tell: Callable[[Notice], None]) -> None:
        """`folder`: where recordings are."""
        self._folder = folder
        self._history = history
        self._on_qt = on_qt
        self._tell = tell
        self._left: list[Record] = []

    def start(self) -> None:
        """Look for what was left, in the background."""
        aside(self._look)

    def transcribe(self) -> None:
        """The user wants what was offered."""
        left, self._left = self._left, []
        self._history.transcribe(left)

    def _look(self) -> None:
        left = recovery.records(unfinished(self._folder), local_time())
        self._on_qt(lambda: self._history.adopt(left, self._offer))

    def _offer(self, left: list[Record]) -> None:
        self._left = left
        if notice := recovery.notice(left):
            self._tell(notice)
