"""The tray icon with its menu. Imports `icons`, `status`.

A tray may not be there (GNOME has none without an extension), may come late (at login the panel starts beside us),
and may go (a panel restarts). `QSystemTrayIcon.isVisible` is true all the same, so only `isSystemTrayAvailable` is
believed, and asked again: soon after the start, then every ten seconds. An icon that was made while there was no tray
never gets to one that comes later (measured with Qt 6.11 and 6.12), so a tray that appears gets an icon of its own.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from . import icons
from .status import Notice, Severity, Status, StatusKind

FIRST_CHECK_MS, LAST_CHECK_MS = 1000, 10_000

ICONS = {
    StatusKind.IDLE: "tray-idle",
    StatusKind.STARTING: "tray-idle",
    StatusKind.LISTENING: "tray-listening",
    StatusKind.FINALIZING: "tray-finalizing",
    StatusKind.TROUBLE: "tray-trouble",
}
"""STARTING keeps the idle icon: the red one is a promise that words are being heard."""

_BALLOONS = {
    Severity.INFO: QSystemTrayIcon.MessageIcon.Information,
    Severity.WARNING: QSystemTrayIcon.MessageIcon.Warning,
    Severity.TROUBLE: QSystemTrayIcon.MessageIcon.Critical,
}


class Tray(QObject):
    """Shows the state in the panel, where there is one."""

    start_requested = Signal()
    stop_requested = Signal()
    cancel_requested = Signal()
    show_requested = Signal()
    settings_requested = Signal()
    quit_requested = Signal()
    availability_changed = Signal(bool)
    """A tray came or went: without one, the window stands in."""

    def __init__(
        self,
        parent: QObject | None = None,
        is_available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
    ) -> None:
        super().__init__(parent)
        self._is_available = is_available
        self._available = False
        self._status = Status(StatusKind.IDLE)
        self._menu = QMenu()
        self._talk = QAction(self)
        self._talk.triggered.connect(self._toggle)
        self._menu.addAction(self._talk)
        self._cancel = self._menu.addAction("Cancel dictation", self.cancel_requested.emit)
        self._menu.addSeparator()
        self._menu.addAction("Show window", self.show_requested.emit)
        self._menu.addAction("Settings…", self.settings_requested.emit)
        self._menu.addSeparator()
        self._menu.addAction("Quit Holdfast", self.quit_requested.emit)
        self._icon = self._new_icon()
        self._timer = QTimer(self, singleShot=True, interval=FIRST_CHECK_MS)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._check)
        self.show_status(self._status)

    @property
    def available(self) -> bool:
        """Whether the user can see the icon."""
        return self._available

    @property
    def menu(self) -> QMenu:
        """The icon's menu."""
        return self._menu

    @property
    def tooltip(self) -> str:
        """What is said about the state."""
        return self._icon.toolTip()

    def start(self) -> None:
        """Appear as soon as there is a tray."""
        self._check()

    def stop(self) -> None:
        """Disappear."""
        self._timer.stop()
        self._icon.hide()

    def show_status(self, status: Status) -> None:
        """Wear this state's icon."""
        self._status = status
        self._icon.setIcon(icons.icon(ICONS[status.kind]))
        self._icon.setToolTip(f"Holdfast: {status.sentence}")
        self._talk.setText("Stop dictation" if status.kind.speaking else "Start dictation")
        self._cancel.setEnabled(status.kind.busy)

    def show_notice(self, notice: Notice) -> bool:
        """Let the desktop show a notification, where no overlay can. Whether that could be tried."""
        if not (self._available and QSystemTrayIcon.supportsMessages()):
            return False
        self._icon.showMessage("Holdfast", notice.text, _BALLOONS[notice.severity])
        return True

    def _new_icon(self) -> QSystemTrayIcon:
        icon = QSystemTrayIcon(self)
        icon.activated.connect(self._activated)
        icon.setContextMenu(self._menu)
        return icon

    def _toggle(self) -> None:
        (self.stop_requested if self._status.kind.speaking else self.start_requested).emit()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.show_requested.emit()

    def _check(self) -> None:
        available = self._is_available()
        if available != self._available:
            self._available = available
            if available:
                self._icon.deleteLater()
                self._icon = self._new_icon()
                self.show_status(self._status)
            self._icon.setVisible(available)
            self.availability_changed.emit(available)
        self._timer.start(min(LAST_CHECK_MS, self._timer.interval() * 2))
