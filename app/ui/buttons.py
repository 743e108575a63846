"""Buttons with our drawings. Imports `icons`, `status`, `theme`."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from . import icons
from .status import SENTENCES, Status, StatusKind
from .theme import colours_for

CONFIRMATION_MS = 1500
_PROMPTS = {
    StatusKind.STARTING: SENTENCES[StatusKind.STARTING],
    StatusKind.LISTENING: "Speak now, let go to finish",
}
"""On the talk button; red, like the tray's icon, only once words are being heard."""


class DrawnButton(QPushButton):
    """A button whose drawing follows the theme."""

    def __init__(self, drawing: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._drawing = drawing
        # Return belongs to the one default button of a dialog, and to nothing in a window.
        self.setAutoDefault(False)
        self._draw()

    def show_drawing(self, drawing: str) -> None:
        """Wear this drawing from now on."""
        self._drawing = drawing
        self._draw()

    def _draw(self) -> None:
        self.setIcon(icons.text_icon(self._drawing, self.palette()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()


class CopyButton(DrawnButton):
    """Copy, which says so for a moment when told that it happened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("copy", "Copy", parent)
        # As wide as its longer word, so that nothing beside it moves.
        self.setMinimumWidth(self.sizeHint().width() + self.fontMetrics().horizontalAdvance("ied"))
        self._back = QTimer(self, singleShot=True, interval=CONFIRMATION_MS)
        self._back.timeout.connect(self._again)

    def confirm(self) -> None:
        """The text is on the clipboard."""
        self.setText("Copied")
        self.show_drawing("check")
        self._back.start()

    def _again(self) -> None:
        self.setText("Copy")
        self.show_drawing("copy")


class TalkButton(QPushButton):
    """Held like the hotkey: with the mouse, or with Space.

    A release is never lost: not when the mouse leaves the button or the window (a plain button would give up
    there), and where no release can come any more (hidden, disabled, blocked by a dialog, focus gone with Space
    down), one is made.
    """

    talk_pressed = Signal()
    talk_released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._holder: str | None = None
        self._status = StatusKind.IDLE
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Only so does a mouse that comes back with its button up tell.
        self.setMouseTracking(True)
        self.setAccessibleName("Hold to talk")
        self.setAccessibleDescription("Hold with the mouse or with the space bar, speak, and let go.")
        # Our own events never reach QPushButton, so this is a screen reader's press action, which cannot hold.
        self.clicked.connect(self._toggle)
        self.show_status(Status(StatusKind.IDLE))

    @property
    def held(self) -> bool:
        """Whether this button is what keeps the dictation going."""
        return self._holder is not None

    def show_status(self, status: Status) -> None:
        """Say what holding or letting go would do now, whoever began the dictation."""
        self._status = status.kind
        self.setText(_PROMPTS.get(status.kind, "Hold to talk"))
        self.update()

    def _hold(self, holder: str) -> None:
        if self._holder is None and self.isEnabled():
            self._holder = holder
            self.setDown(True)
            self.talk_pressed.emit()

    def _let_go(self, *holders: str) -> None:
        if self._holder in holders:
            self._holder = None
            self.setDown(False)
            self.talk_released.emit()

    def _toggle(self) -> None:
        if self._holder == "action":
            self._let_go("action")
        else:
            self._hold("action")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._hold("mouse")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._let_go("mouse")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._let_go("mouse")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space:
            event.ignore()
        elif not event.isAutoRepeat():
            self._hold("space")

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space:
            event.ignore()
        elif not event.isAutoRepeat():
            self._let_go("space")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._let_go("space")
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_go("mouse", "space", "action")
        super().hideEvent(event)

    def event(self, event: QEvent) -> bool:
        blocked = event.type() == QEvent.Type.WindowBlocked
        if blocked or (event.type() == QEvent.Type.EnabledChange and not self.isEnabled()):
            self._let_go("mouse", "space", "action")
        return super().event(event)

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 4 * line, round(line * 2.8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_for(self.palette())
        speaking = self._status is StatusKind.LISTENING
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        fill = QColor(colours.recording if speaking else colours.accent)
        if self.isDown() and not speaking:
            fill = fill.darker(115)
        painter.setPen(Qt.PenStyle.NoPen)
        ink = QColor(colours.on_accent)
        if not self.isEnabled():
            fill, ink = QColor(colours.border), self.palette().color(QPalette.ColorRole.ButtonText)
        painter.setBrush(fill)
        painter.drawRoundedRect(area, 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(ink, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), 6, 6)
        line = self.fontMetrics().height()
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        words = painter.fontMetrics().horizontalAdvance(self.text())
        left = area.center().x() - (words + 1.8 * line) / 2
        drawing = QRectF(left, area.center().y() - 0.65 * line, 1.3 * line, 1.3 * line)
        icons.paint(painter, drawing, "listening" if speaking else "microphone", ink.name())
        painter.setPen(ink)
        rest = QRectF(left + 1.8 * line, area.top(), words + line, area.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
