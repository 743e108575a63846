"""The list of the history, newest first, under the names of the days. Imports `buttons`, `history_card`,
`history_item`, `days` and labels.
"""

from itertools import pairwise

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from .buttons import CopyButton
from .days import day_name
from .history_card import HistoryCard
from .history_item import HistoryItem
from .wrapped_label import WrappedLabel


class HistoryView(QScrollArea):
    """Shows exactly the items that it is given. Cards of items that stay are kept, and with them the focus."""

    copy_requested = Signal(str)
    retry_menu_requested = Signal(str, QPoint)
    """The `id` of an item, and where on the screen the choice of recognisers is to be."""
    menu_requested = Signal(str, QPoint)
    cancel_requested = Signal(str)
    earlier_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[HistoryItem, ...] = ()
        self._cards: dict[str, HistoryCard] = {}
        self._days: list[tuple[QDate, QLabel]] = []
        self._asked: CopyButton | None = None
        self._empty = WrappedLabel()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._earlier = QPushButton(autoDefault=False)
        self._earlier.clicked.connect(self.earlier_requested)
        self._earlier.hide()
        page = QWidget()
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(self._empty)
        self._rows.addWidget(self._earlier)
        self._rows.addStretch(1)
        page.installEventFilter(self)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Dictated texts, newest first")

    @property
    def items(self) -> tuple[HistoryItem, ...]:
        """What is shown, newest first."""
        return self._items

    def show_empty(self, sentence: str) -> None:
        """What stands here while there is no item."""
        self._empty.setText(sentence)

    def show_items(self, items: tuple[HistoryItem, ...], earlier: int) -> None:
        """Show these, newest first, and that there are so many `earlier` ones."""
        same = [each.id for each in items] == [each.id for each in self._items]
        self._items = items
        for item in items:
            if card := self._cards.get(item.id):
                if card.item != item:
                    card.show_item(item)
            else:
                self._cards[item.id] = self._made(item)
        if not same:
            self._drop()
            self._arrange()
        self._empty.setVisible(not items)
        self._earlier.setVisible(earlier > 0)
        self._earlier.setText(f"Show earlier texts ({earlier})")

    def confirm_copy(self) -> None:
        """The text that was asked for last is on the clipboard."""
        if self._asked is not None:
            self._asked.confirm()
            self._asked = None

    def _made(self, item: HistoryItem) -> HistoryCard:
        card = HistoryCard(item)
        card.copy_requested.connect(lambda text: self._ask(card.copy, text))
        card.retry_menu_requested.connect(lambda where: self.retry_menu_requested.emit(item.id, where))
        card.menu_requested.connect(lambda where: self.menu_requested.emit(item.id, where))
        card.cancel_requested.connect(lambda: self.cancel_requested.emit(item.id))
        return card

    def _ask(self, button: CopyButton, text: str) -> None:
        self._asked = button
        self.copy_requested.emit(text)

    def _drop(self) -> None:
        """Let go of the cards that are not shown any more."""
        shown = {each.id for each in self._items}
        for gone in [each for each in self._cards if each not in shown]:
            card = self._cards.pop(gone)
            if self._asked is card.copy:
                self._asked = None
            self._rows.removeWidget(card)
            card.hide()
            card.deleteLater()

    def _arrange(self) -> None:
        """Put cards and names of days in their order, also for Tab."""
        spare = [label for _, label in self._days]
        self._days = []
        order: list[QWidget] = [self._empty]
        for item in self._items:
            day = QDate(item.time.year, item.time.month, item.time.day)
            # A clock that was set back makes a day come twice; each entry stands under its own.
            if not self._days or self._days[-1][0] != day:
                self._days.append((day, spare.pop(0) if spare else _heading()))
                order.append(self._days[-1][1])
            order.append(self._cards[item.id])
        for label in spare:
            self._rows.removeWidget(label)
            label.hide()
            label.deleteLater()
        for place, widget in enumerate((*order, self._earlier)):
            if self._rows.itemAt(place).widget() is not widget:
                self._rows.removeWidget(widget)
                self._rows.insertWidget(place, widget)
        self._name_days()
        stops = [stop for item in self._items for stop in self._cards[item.id].stops]
        for one, following in pairwise((*stops, self._earlier)):
            self.setTabOrder(one, following)

    def _name_days(self) -> None:
        today = QDate.currentDate()
        for day, label in self._days:
            label.setText(day_name(day, today))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            # Never narrower than the buttons of its widest card: it scrolls up and down only.
            self.setMinimumWidth(self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width())
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._name_days()  # what was today may be yesterday by now


def _heading() -> QLabel:
    label = QLabel()
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setContentsMargins(0, 6, 0, 0)
    return label
