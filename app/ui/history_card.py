"""One dictation in the history. Imports `buttons`, `history_item`, `icons`, `panel`, `theme` and labels."""

from PySide6.QtCore import QEvent, QLocale, QPoint, Qt, QTime, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from . import icons
from .buttons import CopyButton, DrawnButton
from .history_item import INCOMPLETE, HistoryItem
from .panel import Panel
from .status import Mark
from .theme import colours_for
from .wrapped_label import WrappedLabel


def words(selectable: bool = False) -> WrappedLabel:
    """A label for text as it was said, or for a sentence about it."""
    label = WrappedLabel()
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setCursor(Qt.CursorShape.IBeamCursor)
    return label


class HistoryCard(Panel):
    """A text, what became of it, and what can be done with it."""

    copy_requested = Signal(str)
    """The text to put on the clipboard; answer with `confirm_copy` of `copy`."""
    retry_menu_requested = Signal(QPoint)
    """Where on the screen the choice of recognisers is to be."""
    menu_requested = Signal(QPoint)
    cancel_requested = Signal()

    def __init__(self, item: HistoryItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item = item
        self._unfolded = False
        self._time = QLabel()
        self._glyph = icons.Glyph("check")
        self._mark = QLabel()
        self.retry = DrawnButton("again", "Transcribe…")
        self.copy = CopyButton()
        self.more = DrawnButton("more")
        self.more.setToolTip("More")
        self._text = words(selectable=True)
        self._note = words(selectable=True)
        self._incomplete = words()
        self._incomplete.setText(INCOMPLETE)
        self._warning = icons.Glyph("warning")
        self._problem = words(selectable=True)
        self._bar = QProgressBar(textVisible=False, maximum=100)
        self.cancel = QPushButton("Cancel", autoDefault=False)
        self.show_earlier = QPushButton(autoDefault=False)
        self._earlier = words(selectable=True)
        self._lay_out()
        self.copy.clicked.connect(lambda: self.copy_requested.emit(self._item.text))
        self.retry.clicked.connect(lambda: self.retry_menu_requested.emit(_below(self.retry)))
        self.more.clicked.connect(lambda: self.menu_requested.emit(_below(self.more)))
        self.cancel.clicked.connect(self.cancel_requested)
        self.show_earlier.clicked.connect(self._unfold)
        self.show_item(item)

    @property
    def item(self) -> HistoryItem:
        """What is shown."""
        return self._item

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return (self.copy, self.more, self.retry, self.cancel, self.show_earlier)

    def show_item(self, item: HistoryItem) -> None:
        """Show this one."""
        self._item = item
        moment = QLocale().toString(QTime(item.time.hour, item.time.minute), QLocale.FormatType.ShortFormat)
        self._time.setText(moment)
        self._mark.setText(item.mark.value)
        for label, text in ((self._text, item.text), (self._note, item.note), (self._problem, item.problem)):
            label.setText(text)
            label.setVisible(bool(text))
        self._show_row(self._incomplete_row, item.incomplete)
        self._show_row(self._progress_row, item.progress is not None)
        self._bar.setValue(round(100 * (item.progress or 0)))
        self.copy.setVisible(bool(item.text))
        # Where there is no text yet, having it transcribed is what there is to do.
        self.retry.setVisible(item.recorded and item.progress is None and (not item.text or item.incomplete))
        self._show_earlier_texts(item)
        self._name(moment, item)
        self._colour()

    def _show_earlier_texts(self, item: HistoryItem) -> None:
        several = "text" if len(item.earlier) == 1 else f"texts ({len(item.earlier)})"
        self._unfolded = self._unfolded and bool(item.earlier)
        self.show_earlier.setVisible(bool(item.earlier))
        self.show_earlier.setText(f"{'Hide' if self._unfolded else 'Show'} earlier {several}")
        self._earlier.setText("\n\n".join(f"{each.about}:\n{each.text}" for each in reversed(item.earlier)))
        self._earlier.setVisible(self._unfolded)

    def _unfold(self) -> None:
        self._unfolded = not self._unfolded
        self._show_earlier_texts(self._item)

    def _name(self, moment: str, item: HistoryItem) -> None:
        of = f"of {moment}"
        self.retry.setAccessibleName(f"Transcribe the recording {of}")
        self.copy.setAccessibleName(f"Copy the text {of}")
        self.more.setAccessibleName(f"More for the dictation {of}")
        self.cancel.setAccessibleName(f"Stop transcribing the recording {of}")
        self.show_earlier.setAccessibleName(f"Show or hide earlier texts {of}")
        self._bar.setAccessibleName(f"Transcribing the recording {of}")
        said = (item.text, INCOMPLETE if item.incomplete else "", item.note, item.problem)
        self.setAccessibleName(f"{moment}, {item.mark.value}: {' '.join(filter(None, said))}")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for each in (self._time, self._glyph, self._mark):
            head.addWidget(each)
        head.addStretch(1)
        head.addWidget(self.copy)
        head.addWidget(self.more)
        self._incomplete_row = (self._warning, self._incomplete)
        self._progress_row = (self._bar, self.cancel)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(10, 6, 6, 8)
        rows.setSpacing(4)
        rows.addLayout(head)
        rows.addWidget(self._text)
        rows.addLayout(_side_by_side(*self._incomplete_row))
        rows.addWidget(self._note)
        rows.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addLayout(_side_by_side(self.cancel, self._bar))
        rows.addWidget(self._problem)
        rows.addWidget(self.show_earlier, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self._earlier)

    def _show_row(self, row: tuple[QWidget, ...], shown: bool) -> None:
        for each in row:
            each.setVisible(shown)

    def _colour(self) -> None:
        colours = colours_for(self.palette())
        colour = icons.mark_colour(self._item.mark, colours)
        self._glyph.show_drawing(icons.OF_MARK[self._item.mark], colour)
        self._warning.show_drawing("warning", colours.warning)
        self.show_edge(colour if self._item.mark is Mark.NOT_TRANSCRIBED else None)
        for label, its in (
            (self._time, colours.dim),
            (self._mark, colour),
            (self._note, colours.dim),
            (self._earlier, colours.dim),
            (self._incomplete, colours.warning),
            (self._problem, colours.bad),
        ):
            palette = QPalette(label.palette())
            palette.setColor(QPalette.ColorRole.WindowText, its)
            label.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()


def _side_by_side(first: QWidget, second: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(first, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(second, 1)
    return row


def _below(button: QWidget) -> QPoint:
    return button.mapToGlobal(button.rect().bottomLeft())
