"""The overlay near the bottom of the screen: what is heard. Imports the small widgets, `surroundings`, `status`.

It never takes the focus and lets every click through; the flags were measured against the focus of another program's
field. The window keeps its place and size from coming to going, and only the panel in it grows upward, line by line,
so that no text moves sideways and no window is moved on the screen. Hidden, it has no timer and paints nothing.
"""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QScreen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from .level_meter import LevelMeter
from .panel import Panel
from .state_line import StateLine
from .status import Level, Notice, Severity, Status
from .surroundings import Surroundings, here
from .transcript_view import TranscriptView

LINES = 3
"""Lines of text that are shown; the end of the text is always among them."""
MARGIN = 48
"""Between the panel and the bottom of the screen's usable area, in logical pixels."""
GAP = 8
"""Between the text and the state line, in logical pixels."""
FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
    | Qt.WindowType.WindowTransparentForInput
    | Qt.WindowType.NoDropShadowWindowHint
)
ON_X11 = Qt.WindowType.X11BypassWindowManagerHint
"""Window managers that put a frame around even a frameless window let that frame catch the clicks (openbox, measured),
and tiling ones would give the overlay a tile."""


def reading_time(notice: Notice) -> int:
    """How long a notice stays, in milliseconds: time to notice it and to read it, more where it matters more."""
    base = 2000 if notice.severity is Severity.INFO else 4000
    return min(12_000, base + 60 * len(notice.text))


def place(available: QRect, size: QSize) -> QRect:
    """The window's geometry: in the middle of the bottom of `available`, and never beyond its edges."""
    width = min(size.width(), available.width())
    height = min(size.height(), available.height())
    margin = min(MARGIN, available.height() - height)
    left = available.left() + (available.width() - width) // 2
    return QRect(left, available.bottom() + 1 - margin - height, width, height)


class Overlay(QWidget):
    """Shown with `show_on`, gone with `dismiss`, or by itself after a notice was read."""

    def __init__(self, surroundings: Surroundings | None = None) -> None:
        self._on_x11 = QApplication.platformName() == "xcb"
        super().__init__(None, FLAGS | ON_X11 if self._on_x11 else FLAGS)
        self._surroundings = surroundings or here()
        self._screen: QScreen | None = None
        self.setWindowTitle("Holdfast overlay")
        for attribute in (
            Qt.WidgetAttribute.WA_ShowWithoutActivating,
            Qt.WidgetAttribute.WA_TranslucentBackground,
            # Tool windows of an inactive application are hidden on macOS, and this one is inactive by design.
            Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow,
        ):
            self.setAttribute(attribute)
        self._text = _BareTranscript()
        self._line = StateLine()
        self._meter = LevelMeter()
        self._meter.setFixedWidth(self.fontMetrics().height() * 8)
        self._panel = Panel(radius=12)
        self._panel.installEventFilter(self)
        self._lay_out()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)
        QApplication.instance().screenRemoved.connect(self._screen_removed)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._line, 1)
        row.addWidget(self._meter)
        rows = QVBoxLayout(self._panel)
        rows.setContentsMargins(18, 12, 18, 12)
        rows.setSpacing(0)
        rows.addWidget(self._text)
        rows.addLayout(row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(self._panel)

    # ------------------------------------------------------------------------------------------- shown values

    def show_on(self, screen: QScreen) -> None:
        """Come up on `screen`, empty, for a new dictation."""
        self._timer.stop()
        self._meter.reset()
        self._text.empty()
        self._come_up(screen)

    def show_status(self, status: Status) -> None:
        """Say how far the dictation is; a notice that still stands gives way."""
        self._timer.stop()
        self._line.show_status(status)
        self._meter.setVisible(status.kind.speaking)
        self._fit()

    def show_text(self, committed: str, tail: str) -> None:
        """Show the last lines of the text."""
        self._text.show_text(committed.lstrip(), tail if committed.strip() else tail.lstrip())
        if self.isVisible():
            self._stay_above()
            if self._text.grow_to_text():
                self._fit()

    def show_level(self, level: Level) -> None:
        """Show how loud it is."""
        self._meter.show_level(level)

    def show_notice(self, notice: Notice, screen: QScreen) -> None:
        """Say what happened, for as long as it takes to read; comes up for that if it was gone."""
        self._line.show_notice(notice)
        self._meter.hide()
        if not self.isVisible():
            self._text.empty()
            self._come_up(screen)
        self._fit()
        self._timer.start(reading_time(notice))

    def dismiss(self) -> None:
        """Go, at once."""
        self.hide()

    # ------------------------------------------------------------------------------------------- place and shape

    def _come_up(self, screen: QScreen) -> None:
        self._follow(screen)
        self._put()
        self.show()
        self._stay_above()

    def _follow(self, screen: QScreen) -> None:
        if screen is not self._screen:
            if self._screen is not None:
                self._screen.availableGeometryChanged.disconnect(self._put)
            self._screen = screen
            screen.availableGeometryChanged.connect(self._put)

    def _screen_removed(self, screen: QScreen) -> None:
        if screen is self._screen:
            self._screen = None
            self._follow(QApplication.primaryScreen())
            self._put()

    def _put(self) -> None:
        line = self.fontMetrics().height()
        # Room for the longest notice below the text; what is not panel is neither seen nor felt.
        wanted = QSize(line * 34, line * (LINES + 12))
        self.setScreen(self._screen)
        self.setGeometry(place(self._screen.availableGeometry(), wanted))
        self._text.grow_to_text()
        self._fit()

    def _stay_above(self) -> None:
        if self._on_x11:
            # No window manager does it for us. Already at the top, the X server has nothing to do.
            self.raise_()

    def _fit(self) -> None:
        """Let the panel take its height, and cut the window to it."""
        self._panel.layout().activate()
        self.layout().activate()
        self._cut()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A sentence learns its height only when it has its width: the panel may grow after the layout is done.
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._cut()
        return super().eventFilter(watched, event)

    def _cut(self) -> None:
        """Cut the window to the panel where nothing composites."""
        composited = self._surroundings.composited()
        self._panel.show_opaque(not composited)
        if composited:
            self.clearMask()
            return
        self.setMask(self._panel.shape().translated(self._panel.pos()))

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)


class _BareTranscript(TranscriptView):
    """A transcript without frame, scroll bars or focus, as tall as its lines."""

    def __init__(self) -> None:
        super().__init__()
        self._tall = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(0, 0, 0, GAP)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        self.setFont(font)
        self.empty()

    def empty(self) -> None:
        """Forget the text and take no room. Not hidden: a hidden widget does not know how wide it will be."""
        self.show_text("", "")
        self._tall = 0
        self.setFixedHeight(0)

    def grow_to_text(self) -> bool:
        """Become as tall as the text needs, at most LINES; whether that changed anything.

        Never shorter: a tail that shrinks must not move the text above it.
        """
        tall = self.height_of_last_lines(LINES)
        if tall <= self._tall:
            return False
        self._tall = tall
        self.setFixedHeight(tall + GAP)
        return True
