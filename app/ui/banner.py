"""The place for one sentence of trouble or news. Imports `buttons`, `icons`, `panel`, `status`, `theme` and labels."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from . import icons
from .buttons import DrawnButton
from .panel import Panel
from .status import Notice, Severity
from .theme import colours_for
from .wrapped_label import WrappedLabel


class Banner(Panel):
    """Hidden while there is nothing to say."""

    action_chosen = Signal(str)
    """The `id` of the notice's action."""
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice: Notice | None = None
        self._glyph = icons.Glyph("info")
        self._text = WrappedLabel()
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton(autoDefault=False)
        self._close = DrawnButton("close")
        self._close.setFlat(True)
        self._close.setAccessibleName("Dismiss")
        self._close.setToolTip("Dismiss")
        words = QVBoxLayout()
        words.addWidget(self._text)
        words.addWidget(self._action, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 6, 8)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._action.clicked.connect(self._act)
        self._close.clicked.connect(self._dismiss)
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What is shown."""
        return self._notice

    def show_notice(self, notice: Notice | None) -> None:
        """Show this, instead of what was shown; None: nothing."""
        self._notice = notice
        if notice is None:
            self.hide()
            return
        self._text.setText(notice.text)
        self.setAccessibleName(notice.text)
        self._action.setVisible(notice.action is not None)
        if notice.action:
            self._action.setText(notice.action.label)
        self._colour()
        self.show()

    def _colour(self) -> None:
        severity = self._notice.severity if self._notice else Severity.INFO
        colour = icons.severity_colour(severity, colours_for(self.palette()))
        self._glyph.show_drawing(icons.OF_SEVERITY[severity], colour)
        self.show_edge(colour)

    def _act(self) -> None:
        if self._notice and self._notice.action:
            self.action_chosen.emit(self._notice.action.id)

    def _dismiss(self) -> None:
        self.show_notice(None)
        self.dismissed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
