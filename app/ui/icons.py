"""Our drawings, in any colour and at any size. Imports Qt and the files in `resources/icons`.

A drawing is an SVG whose strokes and fills say `currentColor`; Qt's renderer does not know that word, so it is replaced
before rendering. Drawings that carry their own colours (application and tray icons) are left as they are.
"""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from .status import Mark, Severity, StatusKind
from .theme import Colours, colours_for

DRAWINGS = Path(__file__).parents[2] / "resources" / "icons"
"""Beside `app` in a checkout, an installed wheel and a frozen program alike."""

SIZES = (16, 20, 22, 24, 32, 40, 48, 64, 96, 128)
"""Pixels. Panels ask for 16 to 24, twice that on dense screens; the largest are for switchers and launchers."""

OF_STATUS = {
    StatusKind.IDLE: "microphone",
    StatusKind.STARTING: "hourglass",
    StatusKind.LISTENING: "listening",
    StatusKind.FINALIZING: "finalizing",
    StatusKind.TROUBLE: "warning",
}
OF_INTERRUPTION = "reconnecting"
OF_MARK = {
    Mark.INSERTED: "check",
    Mark.SENT: "sent",
    Mark.COPIED: "copy",
    Mark.CANCELLED: "cancelled",
    Mark.UNCONFIRMED: "question",
    Mark.INCOMPLETE: "incomplete",
    Mark.LATE: "late",
    Mark.AGAIN: "again",
    Mark.NOT_TRANSCRIBED: "recorded",
    Mark.FAILED: "warning",
}
OF_SEVERITY = {Severity.INFO: "info", Severity.WARNING: "warning", Severity.TROUBLE: "warning"}


def status_colour(kind: StatusKind, colours: Colours) -> str:
    """The colour of a state's drawing."""
    match kind:
        case StatusKind.LISTENING:
            return colours.bad
        case StatusKind.FINALIZING:
            return colours.link
        case StatusKind.TROUBLE:
            return colours.warning
        case _:
            return colours.dim


def mark_colour(mark: Mark, colours: Colours) -> str:
    """The colour of an outcome's drawing and word."""
    match mark:
        case Mark.INSERTED:
            return colours.good
        case Mark.SENT | Mark.COPIED | Mark.AGAIN:
            return colours.link
        case Mark.UNCONFIRMED | Mark.INCOMPLETE | Mark.LATE | Mark.NOT_TRANSCRIBED:
            return colours.warning
        case Mark.FAILED:
            return colours.bad
        case Mark.CANCELLED:
            return colours.dim


def severity_colour(severity: Severity, colours: Colours) -> str:
    """The colour of a notice's drawing and edge."""
    match severity:
        case Severity.INFO:
            return colours.link
        case Severity.WARNING:
            return colours.warning
        case Severity.TROUBLE:
            return colours.bad


@lru_cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    drawing = (DRAWINGS / f"{name}.svg").read_text("utf-8")
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))


def paint(painter: QPainter, area: QRectF, name: str, colour: str) -> None:
    """Draw `name` into `area`."""
    _renderer(name, colour).render(painter, area)


@lru_cache
def icon(name: str, colour: str = "#000000") -> QIcon:
    """`name` as an icon, sharp at every usual size."""
    made = QIcon()
    for size in SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint(painter, QRectF(0, 0, size, size), name, colour)
        painter.end()
        made.addPixmap(pixmap)
    return made


def text_icon(name: str, palette: QPalette) -> QIcon:
    """`name` in the colour of text, for buttons and menus; ask again when the palette changes."""
    return icon(name, colours_for(palette).text)


class Glyph(QWidget):
    """One drawing as tall as a line of text, in a colour that its owner chooses at each painting."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._colour: str | None = None

    def show_drawing(self, name: str, colour: str | None = None) -> None:
        """Draw this from now on; without a colour in that of text."""
        if (name, colour) != (self._name, self._colour):
            self._name, self._colour = name, colour
            self.update()

    def sizeHint(self) -> QSize:
        edge = round(self.fontMetrics().height() * 1.25)
        return QSize(edge, edge)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        edge = min(self.width(), self.height(), self.sizeHint().width())
        area = QRectF((self.width() - edge) / 2, (self.height() - edge) / 2, edge, edge)
        paint(QPainter(self), area, self._name, self._colour or colours_for(self.palette()).text)
