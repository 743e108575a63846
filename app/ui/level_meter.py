"""How loud it is: RMS as a bar, the peak as a tick, a mark when it was too loud. Imports `icons`, `status`, `theme`.

It shows what it is told and animates nothing: levels come several times a second while the microphone is on, and not
at all otherwise.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from . import icons
from .status import SILENCE_DBFS, SILENT, Level
from .theme import colours_for

LOUD_DBFS = -6.0
"""From here on the bar warns: speech this loud has little room left before it clips."""


def fraction(dbfs: float) -> float:
    """Where a level is on the scale: 0 at the bottom (-60 dBFS), 1 at full scale. Minus infinity is silence."""
    return min(1.0, max(0.0, 1 - dbfs / SILENCE_DBFS))


class LevelMeter(QWidget):
    """A horizontal meter from -60 to 0 dBFS. The clipping mark stays until `reset`, so that it is not missed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = SILENT
        self._clipped = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Microphone level")

    @property
    def clipped(self) -> bool:
        """Whether any level since the last `reset` was too loud."""
        return self._clipped

    def show_level(self, level: Level) -> None:
        """Show this level from now on."""
        newly_clipped = level.clipped and not self._clipped
        if newly_clipped:
            self._clipped = True
            too_loud = "Too loud: the sound is distorted. Move away from the microphone, or turn it down."
            self.setToolTip(too_loud)
            self.setAccessibleDescription(too_loud)
        if newly_clipped or level != self._level:
            self._level = level
            self.update()

    def reset(self) -> None:
        """Back to silence, and forget the clipping."""
        if self._clipped or self._level != SILENT:
            self._level, self._clipped = SILENT, False
            self.setToolTip("")
            self.setAccessibleDescription("")
            self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(line * 8, line)

    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(line * 4, line)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = colours_for(self.palette())
        mark = float(self.height())
        thickness = max(4.0, self.height() * 0.4)
        track = QRectF(0, (self.height() - thickness) / 2, self.width() - mark - 4, thickness)
        radius = thickness / 2
        painter.setBrush(QColor(colours.border))
        painter.drawRoundedRect(track, radius, radius)
        peak, rms = fraction(self._level.peak), fraction(self._level.rms)
        fill = colours.warning if self._level.peak >= LOUD_DBFS else colours.good
        if rms > 0:
            bar = QRectF(track)
            bar.setWidth(max(thickness, track.width() * rms))
            painter.setBrush(QColor(colours.bad if self._level.clipped else fill))
            painter.drawRoundedRect(bar, radius, radius)
        if peak > 0:
            painter.setBrush(QColor(colours.text))
            tick = track.left() + (track.width() - 2) * peak
            painter.drawRect(QRectF(tick, track.top() - 2, 2, thickness + 4))
        if self._clipped:
            icons.paint(painter, QRectF(self.width() - mark, 0, mark, mark), "warning", colours.bad)
