"""A list to choose one thing from, by id. Imports `status`."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from .status import Choice


class ChoiceBox(QComboBox):
    """A combo box over `Choice` values. Only the user's own choosing is reported."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A long device name must not widen the window.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._activated)

    @property
    def current(self) -> str:
        """The `id` that is chosen; empty while there is nothing to choose."""
        return self.currentData() or ""

    @property
    def note(self) -> str:
        """What helps to judge the choice."""
        return self.currentData(Qt.ItemDataRole.ToolTipRole) or ""

    def show_choices(self, choices: tuple[Choice, ...], chosen: str) -> None:
        """Offer these. A `chosen` that is not among them is offered too, as something that is not there now."""
        self.clear()
        for each in choices:
            self.addItem(each.name, each.id)
            self.setItemData(self.count() - 1, each.note or None, Qt.ItemDataRole.ToolTipRole)
        place = self.findData(chosen)
        if place < 0:
            self.addItem(f"{chosen} (not available)", chosen)
            place = self.count() - 1
        self.setCurrentIndex(place)

    def choose(self, chosen: str) -> None:
        """Choose what has this id, if there is such, as the user would."""
        if (place := self.findData(chosen)) >= 0 and chosen != self.current:
            self.setCurrentIndex(place)
            self._activated(place)

    def _activated(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling past a closed list must not change a setting.
        event.ignore()
