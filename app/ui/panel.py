"""A rounded surface with an edge, which cards, banner and overlay lie on. Imports `theme`."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBitmap, QColor, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from .theme import colours_for


class Panel(QWidget):
    """Paints itself only; its owner gives it a layout."""

    def __init__(self, parent: QWidget | None = None, *, radius: float = 6.0) -> None:
        super().__init__(parent)
        self._radius = radius
        self._edge: str | None = None
        self._opaque = False

    def show_edge(self, colour: str | None) -> None:
        """The colour of the edge; None: the theme's."""
        self._edge = colour
        self.update()

    def shape(self) -> QRegion:
        """The pixels within the edge, in the panel's own coordinates, for a window that can only be cut out."""
        pixels = QBitmap(self.size())
        pixels.clear()
        painter = QPainter(pixels)
        painter.setPen(Qt.GlobalColor.color1)
        painter.setBrush(Qt.GlobalColor.color1)
        # A little rounder outside than the edge is: no part of the edge is cut off.
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), self._radius - 1, self._radius - 1)
        painter.end()
        return QRegion(pixels)

    def show_opaque(self, opaque: bool) -> None:
        """Whether the corners are filled too, because they would be black otherwise."""
        if opaque is not self._opaque:
            self._opaque = opaque
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_for(self.palette())
        painter = QPainter(self)
        if self._opaque:
            painter.fillRect(self.rect(), QColor(colours.border))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._edge or colours.border), 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)
