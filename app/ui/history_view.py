"""The texts of this session, newest first. Imports `buttons`, `icons`, `panel`, `status`, `theme`."""

from PySide6.QtCore import QEvent, QLocale, Qt, QTime, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from . import icons
from .buttons import CopyButton
from .panel import Panel
from .status import HistoryEntry
from .theme import colours_for
from .wrapped_label import WrappedLabel

PAGE = 20
"""Cards that are made at a time. Each new one lays out all of them: 5 ms of CPU with 20, 8 with 50 (measured)."""


class HistoryCard(Panel):
    """One text, what became of it, and Copy."""

    copy_requested = Signal(str)

    def __init__(self, entry: HistoryEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry = entry
        self._time = QLabel()
        self._glyph = icons.Glyph("check")
        self._mark = QLabel()
        self.copy = CopyButton()
        self._text = WrappedLabel()
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setCursor(Qt.CursorShape.IBeamCursor)
        self._note = WrappedLabel()
        head = QHBoxLayout()
        for each in (self._time, self._glyph, self._mark):
            head.addWidget(each)
        head.addStretch(1)
        head.addWidget(self.copy)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(10, 6, 6, 8)
        rows.setSpacing(4)
        rows.addLayout(head)
        rows.addWidget(self._text)
        rows.addWidget(self._note)
        self.copy.clicked.connect(lambda: self.copy_requested.emit(self._entry.text))
        self.show_entry(entry)

    @property
    def entry(self) -> HistoryEntry:
        """What is shown."""
        return self._entry

    def show_entry(self, entry: HistoryEntry) -> None:
        """Show this entry."""
        self._entry = entry
        moment = QLocale().toString(QTime(entry.time.hour, entry.time.minute), QLocale.FormatType.ShortFormat)
        self._time.setText(moment)
        self._mark.setText(entry.mark.value)
        self._text.setText(entry.text)
        self._text.setVisible(bool(entry.text))
        self.copy.setVisible(bool(entry.text))
        self._note.setText(entry.note)
        self._note.setVisible(bool(entry.note))
        self.copy.setAccessibleName(f"Copy the text of {moment}")
        self.setAccessibleName(f"{moment}, {entry.mark.value}: {entry.text}")
        self._colour()

    def _colour(self) -> None:
        colours = colours_for(self.palette())
        colour = icons.mark_colour(self._entry.mark, colours)
        self._glyph.show_drawing(icons.OF_MARK[self._entry.mark], colour)
        for label, its in ((self._time, colours.dim), (self._mark, colour), (self._note, colours.dim)):
            palette = QPalette(label.palette())
            palette.setColor(QPalette.ColorRole.WindowText, its)
            label.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()


class HistoryView(QScrollArea):
    """Cards for the newest entries; the others on demand."""

    copy_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[HistoryEntry] = []
        self._shown = PAGE
        self._cards: dict[int, HistoryCard] = {}
        self._asked: CopyButton | None = None
        self._empty = WrappedLabel("Nothing dictated yet. Every text of this session will be listed here.")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._earlier = QPushButton(autoDefault=False)
        self._earlier.clicked.connect(self._show_earlier)
        self._earlier.hide()
        page = QWidget()
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(self._empty)
        self._rows.addWidget(self._earlier)
        self._rows.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Texts of this session, newest first")

    @property
    def entries(self) -> tuple[HistoryEntry, ...]:
        """Newest first, also those without a card."""
        return tuple(self._entries)

    def show_entry(self, entry: HistoryEntry) -> None:
        """Put a new entry on top; one whose `id` is known takes the place of what it was."""
        for place, known in enumerate(self._entries):
            if known.id == entry.id:
                self._entries[place] = entry
                if card := self._cards.get(entry.id):
                    card.show_entry(entry)
                return
        self._entries.insert(0, entry)
        self._empty.hide()
        self._insert(0, entry)
        if len(self._cards) > self._shown:
            self._cards.pop(self._entries[self._shown].id).deleteLater()
        self._count_earlier()

    def confirm_copy(self) -> None:
        """The text that was asked for last is on the clipboard."""
        if self._asked is not None:
            self._asked.confirm()
            self._asked = None

    def _insert(self, place: int, entry: HistoryEntry) -> None:
        card = HistoryCard(entry)
        self._cards[entry.id] = card
        card.copy_requested.connect(lambda text: self._ask(card.copy, text))
        card.destroyed.connect(lambda: self._forget(card.copy))
        # Behind the (hidden) empty line.
        self._rows.insertWidget(place + 1, card)
        # Tab goes down the page, although the newest card is the youngest widget.
        before = self._earlier
        for each in reversed(self._entries):
            if later := self._cards.get(each.id):
                self.setTabOrder(later.copy, before)
                before = later.copy

    def _ask(self, button: CopyButton, text: str) -> None:
        self._asked = button
        self.copy_requested.emit(text)

    def _forget(self, button: CopyButton) -> None:
        if self._asked is button:
            self._asked = None

    def _show_earlier(self) -> None:
        first = len(self._cards)
        self._shown += PAGE
        for place, entry in enumerate(self._entries[first : self._shown], first):
            self._insert(place, entry)
        self._count_earlier()

    def _count_earlier(self) -> None:
        hidden = len(self._entries) - len(self._cards)
        self._earlier.setVisible(hidden > 0)
        self._earlier.setText(f"Show earlier texts ({hidden})")
