"""A part of a form: a field with its note and its error beside it. Imports `icons`, `theme`."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from . import icons
from .theme import colours_for
from .wrapped_label import WrappedLabel


class Field(QWidget):
    """A widget with a note below it, and below that what is wrong with it."""

    def __init__(self, content: QWidget, note: str = "") -> None:
        super().__init__()
        self._content = content
        self.setFocusProxy(content)
        self._note = WrappedLabel()
        self._note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._glyph = icons.Glyph("warning")
        self._error = WrappedLabel()
        row = QHBoxLayout()
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._error, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        rows.addWidget(content)
        rows.addWidget(self._note)
        rows.addLayout(row)
        self.show_note(note)
        self.show_error("")

    @property
    def error(self) -> str:
        """What is wrong; empty: nothing."""
        return self._error.text()

    def show_note(self, sentence: str) -> None:
        """What helps to choose; empty: nothing."""
        self._note.setText(sentence)
        self._note.setVisible(bool(sentence))

    def show_error(self, sentence: str) -> None:
        """What is wrong with the field, and what to do; empty: nothing."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self._glyph.setVisible(bool(sentence))
        self._content.setAccessibleDescription(sentence)
        self._colour()

    def _colour(self) -> None:
        bad = colours_for(self.palette()).bad
        self._glyph.show_drawing("warning", bad)
        palette = QPalette(self._error.palette())
        palette.setColor(QPalette.ColorRole.WindowText, bad)
        self._error.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
