"""What comes after the first choice, in order: a list to add to, to take out of and to sort. Imports `status`."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QMenu, QPushButton, QVBoxLayout, QWidget

from .status import Choice

ROWS = 3
"""So many lines are seen at once."""
ID = 0x0100
"""Where an item keeps its id (Qt.ItemDataRole.UserRole)."""


class OrderedList(QWidget):
    """An ordered choice of several. Whoever is chosen for the first place is not shown, and keeps its place."""

    changed = Signal()
    """The user changed the list."""

    def __init__(self, name: str, choices: tuple[Choice, ...], chain: tuple[str, ...]) -> None:
        """`name`: what it is, for who does not see it."""
        super().__init__()
        self._choices = {each.id: each for each in choices}
        self._first = ""
        self._list = QListWidget()
        self._list.setAccessibleName(name)
        self._list.setFixedHeight(self._list.fontMetrics().height() * ROWS * 3 // 2)
        self.setFocusProxy(self._list)
        self._add = QPushButton("Add", autoDefault=False)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._add.setMenu(self._menu)
        self._up = QPushButton("Up", autoDefault=False)
        self._down = QPushButton("Down", autoDefault=False)
        self._remove = QPushButton("Remove", autoDefault=False)
        buttons = QHBoxLayout()
        for each in (self._add, self._up, self._down, self._remove):
            buttons.addWidget(each)
        buttons.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._list)
        rows.addLayout(buttons)
        for name in dict.fromkeys(chain):
            self._append(name)
        self._list.currentRowChanged.connect(lambda _: self._show_possible())
        self._up.clicked.connect(lambda: self._move(-1))
        self._down.clicked.connect(lambda: self._move(1))
        self._remove.clicked.connect(self._take_out)
        self.show_first("")

    @property
    def chain(self) -> tuple[str, ...]:
        """Everybody in the list, in order."""
        return tuple(self._list.item(row).data(ID) for row in range(self._list.count()))

    def show_choices(self, choices: tuple[Choice, ...]) -> None:
        """Others can be chosen now. What is in the list stays."""
        self._choices = {each.id: each for each in choices}
        for row in range(self._list.count()):
            self._name(self._list.item(row))
        self._show_possible()

    def show_first(self, chosen: str) -> None:
        """Whoever is asked before all of these."""
        self._first = chosen
        for row in range(self._list.count()):
            item = self._list.item(row)
            item.setHidden(item.data(ID) == chosen)
        self._show_possible()

    # ------------------------------------------------------------------------------------------- what the user does

    def _fill_menu(self) -> None:
        self._menu.clear()
        for name in self._addable():
            self._menu.addAction(self._choices[name].name, lambda name=name: self._take_in(name))

    def _addable(self) -> list[str]:
        return [name for name in self._choices if name not in self.chain and name != self._first]

    def _take_in(self, name: str) -> None:
        self._append(name)
        self._list.setCurrentRow(self._list.count() - 1)
        self._edited()

    def _take_out(self) -> None:
        self._list.takeItem(self._list.currentRow())
        self._edited()

    def _move(self, step: int) -> None:
        row = self._list.currentRow()
        target = self._neighbour(row, step)
        self._list.insertItem(target, self._list.takeItem(row))
        self.show_first(self._first)  # what is hidden is told by row
        self._list.setCurrentRow(target)
        self._edited()

    def _edited(self) -> None:
        self._show_possible()
        self.changed.emit()

    # ------------------------------------------------------------------------------------------- what is shown

    def _append(self, name: str) -> None:
        item = QListWidgetItem()
        item.setData(ID, name)
        self._name(item)
        self._list.addItem(item)

    def _name(self, item: QListWidgetItem) -> None:
        known = self._choices.get(item.data(ID))
        item.setText(known.name if known else f"{item.data(ID)} (not available)")
        item.setToolTip(known.note if known else "")

    def _neighbour(self, row: int, step: int) -> int:
        """The next row that is seen; -1: there is none."""
        row += step
        while 0 <= row < self._list.count() and self._list.item(row).isHidden():
            row += step
        return row if 0 <= row < self._list.count() else -1

    def _show_possible(self) -> None:
        row = self._list.currentRow()
        chosen = row >= 0 and not self._list.item(row).isHidden()
        self._add.setEnabled(bool(self._addable()))
        self._remove.setEnabled(chosen)
        self._up.setEnabled(chosen and self._neighbour(row, -1) >= 0)
        self._down.setEnabled(chosen and self._neighbour(row, 1) >= 0)
