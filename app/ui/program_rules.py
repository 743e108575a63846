"""Rules for programs: a table to add to, to take out of and to change. Imports `choice_box`, `status`, and
`app.settings` for the manners."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.settings import Manner

from .choice_box import ChoiceBox
from .status import Choice

ROWS = 4
"""So many lines are seen at once."""
COUNTDOWN_S = 3
MANNERS = (
    Choice(Manner.AUTOMATIC.value, "Insert as usual"),
    Choice(Manner.SHIFT_INSERT.value, "Paste with Shift+Insert"),
    Choice(Manner.CTRL_V.value, "Paste with Ctrl+V"),
    Choice(Manner.CTRL_SHIFT_V.value, "Paste with Ctrl+Shift+V"),
    Choice(Manner.TYPE.value, "Type key by key", "Only what the keyboard has, and nothing tells whether it arrived."),
    Choice(
        Manner.ACCESSIBILITY.value,
        "Put into the field directly",
        "Through the program's accessibility, without the clipboard; pasted where that cannot be.",
    ),
    Choice(Manner.COPY.value, "Only copy to the clipboard"),
    Choice(Manner.NEVER.value, "Neither insert nor copy"),
)


class ProgramRules(QWidget):
    """The user's rules, one a row. Programs are offered by whoever answers `programs_wanted` with `show_programs`."""

    programs_wanted = Signal()
    """The open programs are asked for; answer with `show_programs`."""
    front_wanted = Signal()
    """The program that has the focus now is asked for; answer with `add`, if it is known."""

    def __init__(self, rules: Mapping[str, Manner]) -> None:
        super().__init__()
        self._open: tuple[Choice, ...] = ()
        self._left = 0
        self._table = QTableWidget(0, 2)
        self._table.setHorizontalHeaderLabels(["Program", "What is done with a text"])
        self._table.setAccessibleName("Rules for programs")
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(ChoiceBox().sizeHint().height() + 2)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setTabKeyNavigation(False)
        self._table.setMinimumHeight(self._table.verticalHeader().defaultSectionSize() * ROWS)
        self.setFocusProxy(self._table)
        self._add = QPushButton("Add", autoDefault=False)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._add.setMenu(self._menu)
        self._remove = QPushButton("Remove", autoDefault=False)
        buttons = QHBoxLayout()
        for each in (self._add, self._remove):
            buttons.addWidget(each)
        buttons.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._table, 1)
        rows.addLayout(buttons)
        for name, manner in rules.items():
            self._append(name, manner)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self._table.itemSelectionChanged.connect(self._show_possible)
        self._remove.clicked.connect(self._take_out)
        self._show_possible()

    @property
    def rules(self) -> dict[str, Manner]:
        """What stands there; of two rows for one program the lower one."""
        found = {}
        for row in range(self._table.rowCount()):
            box = self._table.cellWidget(row, 1)
            if name := self._table.item(row, 0).text().strip():
                found[name] = Manner(box.current)
        return found

    def show_programs(self, programs: tuple[Choice, ...]) -> None:
        """Offer these: the name for the rule and the window's title."""
        self._open = programs

    def add(self, program: str) -> None:
        """A rule for this program, or the one that is there; empty: its name is to be typed."""
        names = [self._table.item(row, 0).text().casefold() for row in range(self._table.rowCount())]
        if program and program.casefold() in names:
            self._table.selectRow(names.index(program.casefold()))
            return
        self._append(program, Manner.COPY)
        row = self._table.rowCount() - 1
        self._table.selectRow(row)
        self._table.scrollToBottom()
        if program:
            self._table.cellWidget(row, 1).setFocus()
        else:
            self._table.setFocus()
            self._table.editItem(self._table.item(row, 0))

    # ------------------------------------------------------------------------------------------- what the user does

    def _fill_menu(self) -> None:
        self.programs_wanted.emit()
        self._menu.clear()
        for each in self._open:
            self._menu.addAction(f"{each.name} ({each.id})".replace("&", "&&"), lambda name=each.id: self.add(name))
        if self._open:
            self._menu.addSeparator()
            self._menu.addAction(f"The window in front in {COUNTDOWN_S} seconds", self._count_down)
        self._menu.addAction("By its name…", lambda: self.add(""))

    def _count_down(self) -> None:
        self._left = COUNTDOWN_S
        self._clock.start()
        self._show_possible()

    def _tick(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._clock.stop()
            self.front_wanted.emit()
        self._show_possible()

    def _take_out(self) -> None:
        self._table.removeRow(self._table.currentRow())
        self._show_possible()

    # ------------------------------------------------------------------------------------------- what is shown

    def _append(self, program: str, manner: Manner) -> None:
        row = self._table.rowCount()
        self._table.insertRow(row)
        item = QTableWidgetItem(program)
        item.setToolTip("The program's name, as in WM_CLASS, or the name of its process")
        self._table.setItem(row, 0, item)
        box = ChoiceBox()
        box.setAccessibleName(f"What is done with a text for {program or 'this program'}")
        box.show_choices(MANNERS, manner.value)
        self._table.setCellWidget(row, 1, box)

    def _show_possible(self) -> None:
        self._remove.setEnabled(bool(self._table.selectedItems()))
        self._add.setEnabled(not self._left)
        self._add.setText(f"Go to the window: {self._left}…" if self._left else "Add")

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Delete and self._table.selectedItems():
            self._take_out()
        else:
            super().keyPressEvent(event)
