"""Text that comes late, into the history and on offer. Imports `late`, the presentation and the widgets' vocabulary.

Qt-free itself; lives on the Qt thread, because the session does.
"""

from collections.abc import Callable

from . import presentation
from .late import REMEMBERED, Late, LateText
from .messages import CloseStream, Deliver, Heard, Input
from .ui.status import HistoryEntry, Mark, Notice


class LateTexts:
    """Hears what the session no longer listens to.

    `settled` says whether the session has done with a dictation, `close` lets its stream end.
    """

    def __init__(
        self,
        settled: Callable[[int], bool],
        close: Callable[[int], None],
        show_entry: Callable[[HistoryEntry], None],
        show_notice: Callable[[Notice], None],
    ) -> None:
        self._settled = settled
        self._close = close
        self._show_entry = show_entry
        self._show_notice = show_notice
        self._late = Late()
        self._entries: dict[int, HistoryEntry] = {}
        self._offered: set[int] = set()

    def take(self, given: Input) -> None:
        """An input, before the session gets it."""
        if isinstance(given, Heard) and self._settled(given.dictation):
            self._act(self._late.heard(given))

    def told(self, entry: HistoryEntry | None, delivered: Deliver) -> None:
        """The history has this dictation now; None: it does not take it."""
        if entry:
            self._entries[entry.id] = entry
            for old in sorted(self._entries)[:-REMEMBERED]:
                del self._entries[old]
                self._offered.discard(old)
            self._act(self._late.told(delivered))

    def text(self, action: str) -> str | None:
        """The text that a notice offered to copy; None: this action is another one, or the text is gone."""
        number = action.removeprefix(presentation.COPY_LATE)
        entry = self._entries.get(int(number)) if number != action else None
        return entry.text if entry else None

    def _act(self, news: tuple[LateText | CloseStream, ...]) -> None:
        for each in news:
            match each:
                case CloseStream(dictation):
                    self._close(dictation)
                case LateText(dictation):
                    if entry := self._entries.get(dictation):
                        self._tell(entry, presentation.late_entry(entry, each))

    def _tell(self, before: HistoryEntry, entry: HistoryEntry) -> None:
        self._entries[entry.id] = entry
        self._show_entry(entry)
        if entry.text != before.text and entry.id not in self._offered and entry.mark is not Mark.CANCELLED:
            self._offered.add(entry.id)
            self._show_notice(presentation.late_notice(entry))
