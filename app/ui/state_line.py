"""The state as a drawing and a sentence, for window and overlay. Imports `badge`, `icons`, `status`, `theme`."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from . import icons
from .badge import Badge
from .status import Notice, Severity, Status, StatusKind
from .theme import Colours, colours_for
from .wrapped_label import WrappedLabel


class StateLine(QWidget):
    """Shows a status, or a notice in its place. Told apart by shape and words, not by colour alone."""

    def __init__(self, parent: QWidget | None = None, *, narrow: bool = False) -> None:
        """`narrow`: a badge is below the sentence, not beside it."""
        super().__init__(parent)
        self._shown: Status | Notice = Status(StatusKind.IDLE)
        self._glyph = icons.Glyph("microphone")
        self._sentence = WrappedLabel()
        self._badge = Badge()
        words: QBoxLayout = QVBoxLayout() if narrow else QHBoxLayout()
        words.addWidget(self._sentence, 1)
        # Aligned, because a layout is no wider than the widest that its narrowest widget may be.
        words.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._glyph)
        row.addLayout(words, 1)
        self._refresh()

    @property
    def sentence(self) -> str:
        """What is written."""
        return self._sentence.text()

    def show_status(self, status: Status) -> None:
        """Show how far the dictation is."""
        self._shown = status
        self._refresh()

    def show_notice(self, notice: Notice) -> None:
        """Show what happened instead."""
        self._shown = notice
        self._refresh()

    def _refresh(self) -> None:
        drawing, colour, sentence = self._look(colours_for(self.palette()))
        self._glyph.show_drawing(drawing, colour)
        self._badge.show_text(self._shown.badge if isinstance(self._shown, Status) else "")
        if sentence != self._sentence.text():
            self._sentence.setText(sentence)
        self.setAccessibleName(". ".join(filter(None, (sentence, self._badge.text()))))

    def _look(self, colours: Colours) -> tuple[str, str, str]:
        match self._shown:
            case Status(alone=True) as status:
                return icons.OF_SEVERITY[Severity.TROUBLE], colours.bad, status.sentence
            case Status(unheard=True) as status:
                warning = Severity.WARNING
                return icons.OF_SEVERITY[warning], icons.severity_colour(warning, colours), status.sentence
            case Status(interrupted=True) as status:
                return icons.OF_INTERRUPTION, colours.link, status.sentence
            case Status(kind) as status:
                return icons.OF_STATUS[kind], icons.status_colour(kind, colours), status.sentence
            case Notice(text, severity):
                return icons.OF_SEVERITY[severity], icons.severity_colour(severity, colours), text

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._refresh()
