"""The live transcript: what is committed, and behind it the provisional tail. Imports Qt and `theme`.

Each update is one edit of the document, and only of what differs: the common beginning is not touched, and words
that become committed as they stood are only given their new format. Both formats have the same widths (the tail
differs by colour and underline, as text under composition does in input methods, never by a slanted font), so that
committing moves no word. A document lays out again only the paragraph that changed: 1.7 ms for 10,000 characters
(twelve minutes of speech), measured.
"""

import re
from math import ceil

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit, QWidget

from .theme import colours_for

_PARAGRAPH_ENDS = re.compile("\r\n|[\r\u2029\ufdd0\ufdd1]")
"""What Qt's documents take for the end of a paragraph, besides the line feed."""


def common_prefix(old: str, new: str, known: int = 0) -> int:
    """How many characters `old` and `new` share at their beginning, of which the first `known` probably."""
    start = known if old[:known] == new[:known] else 0
    limit = min(len(old), len(new))
    while start < limit and old[start] == new[start]:
        start += 1
    return start


def utf16_length(text: str) -> int:
    """The length of `text` as Qt counts positions."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class TranscriptView(QTextEdit):
    """Shows a growing text, stays at its end unless the user scrolled away, and keeps the user's selection."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._committed = 0
        self._following = True
        self._invitation = ""
        self.setReadOnly(True)
        # An undo history would keep every tail that ever was.
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(8)
        self.setAccessibleName("Live transcript")
        self.verticalScrollBar().actionTriggered.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._scrollable)

    @property
    def text(self) -> str:
        """All that is shown, committed and provisional."""
        return self._text

    @property
    def committed_text(self) -> str:
        """What is shown as committed."""
        return self._text[: self._committed]

    def show_invitation(self, sentence: str) -> None:
        """What stands here, dimmed, while there is no text. Wrapped: Qt's own placeholder is cut at the edge."""
        self._invitation = sentence
        self.setAccessibleDescription(sentence)
        self.viewport().update()

    def height_of_last_lines(self, count: int) -> int:
        """How tall the last `count` lines are at the present width, in pixels: scripts differ. 0 without text."""
        if not self._text:
            return 0
        self.document().documentLayout().documentSize()  # lays out what is not laid out yet
        heights: list[float] = []
        block = self.document().lastBlock()
        while block.isValid() and len(heights) < count:
            layout = block.layout()
            heights += [layout.lineAt(each).height() for each in reversed(range(layout.lineCount()))]
            block = block.previous()
        return ceil(sum(heights[:count]))

    def show_text(self, committed: str, tail: str) -> None:
        """Show `committed` plainly and `tail` behind it as provisional, each with the space it needs in front."""
        committed, tail = (_PARAGRAPH_ENDS.sub("\n", each) for each in (committed, tail))
        if committed + tail == self._text and len(committed) == self._committed:
            return
        mine = self.textCursor()
        selection = (mine.anchor(), mine.position()) if mine.hasSelection() else None
        place = self.verticalScrollBar().value()
        self._edit(committed + tail, len(committed))
        if selection:
            self._select(*selection)
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum() if self._following else place)

    def _edit(self, new: str, committed: int) -> None:
        old, was_committed = self._text, self._committed
        same = common_prefix(old, new, was_committed)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.setPosition(utf16_length(new[:same]))
        if same < len(old):
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        if new[same:committed]:
            cursor.insertText(new[same:committed], QTextCharFormat())
        if new[max(same, committed) :]:
            cursor.insertText(new[max(same, committed) :], self._tail_format())
        low, high = sorted((min(was_committed, same), min(committed, same)))
        if low < high:
            is_committed = committed > was_committed
            self._format(cursor, low, high, QTextCharFormat() if is_committed else self._tail_format(), new)
        cursor.endEditBlock()
        self._text, self._committed = new, committed

    def _format(self, cursor: QTextCursor, low: int, high: int, how: QTextCharFormat, text: str) -> None:
        start = utf16_length(text[:low])
        cursor.setPosition(start)
        cursor.setPosition(start + utf16_length(text[low:high]), QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(how)

    def _tail_format(self) -> QTextCharFormat:
        dim = QColor(colours_for(self.palette()).dim)
        made = QTextCharFormat()
        made.setForeground(dim)
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        return made

    def _select(self, anchor: int, position: int) -> None:
        """Put the user's selection back where it was, as far as there still is text."""
        now = self.textCursor()
        if (now.anchor(), now.position()) == (anchor, position):
            return
        end = utf16_length(self._text)
        now.setPosition(min(anchor, end))
        now.setPosition(min(position, end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(now)

    def _scrolled(self) -> None:
        # The user did: the document's own housekeeping moves the bar too, but triggers no action.
        bar = self.verticalScrollBar()
        self._following = bar.sliderPosition() >= bar.maximum()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        # Selecting beyond the edge scrolls without an action.
        self._scrolled()

    def _scrollable(self, _minimum: int, maximum: int) -> None:
        # Text or view changed their size, maybe later than they were told to.
        if self._following:
            self.verticalScrollBar().setValue(maximum)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._text and self._invitation:
            margin = round(self.document().documentMargin())
            painter = QPainter(self.viewport())
            painter.setPen(QColor(colours_for(self.palette()).dim))
            area = self.viewport().rect().adjusted(margin, margin, -margin, -margin)
            painter.drawText(area, Qt.TextFlag.TextWordWrap, self._invitation)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._committed < len(self._text):
            cursor = QTextCursor(self.document())
            self._format(cursor, self._committed, len(self._text), self._tail_format(), self._text)
