"""The running app: everything is made and connected here, and nothing is decided. Imports every room.

What happens on which thread: this, the session, the widgets and the clipboard are on Qt's; sound devices on the
pipeline's control thread; recognition on its stream thread; the hotkey on its backend's. They meet in `bridge`.
"""

import logging
import os
import sys
import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication

from audio.level import Level
from audio.microphone import Microphone
from providers import catalogue

from . import recognisers
from .bridge import Bridge, QtDeadlines
from .command_socket import CommandServer, ListenError, RefusedError
from .configuration import OPEN_SETTINGS, Configuration, load_usable
from .controller import Controller
from .delivery import DeliveryDesk
from .display import prefer_x11
from .faces import Faces
from .folders import folders
from .gesture_messages import CancelCommand, Event, Policy, PressCommand, ReleaseCommand, ToggleCommand
from .hotkey.backend import Edge
from .hotkey_control import HotkeyControl
from .insertion.choice import choose_inserter
from .instance_lock import FolderError
from .keys import Keys
from .logs import start_logging
from .messages import Deliver, Input, Show
from .pipeline import Pipeline
from .presentation import ENTER_KEY, OPEN_PAGE
from .settings_flow import SettingsFlow
from .signals import EndSignals
from .ui.status import HistoryEntry, Notice
from .ui.theme import Appearance

log = logging.getLogger(__name__)

QUIT_PATIENCE_MS = 15_000
"""After this nothing is waited for any more: not for a recogniser, not for a key that is held. A text that is not
inserted by then ends on the clipboard."""

COMMANDS: dict[str, Callable[[float], Event]] = {
    "press": PressCommand,
    "release": ReleaseCommand,
    "toggle": ToggleCommand,
    "cancel": CancelCommand,
}


def run(hidden: bool) -> int:
    """Start Holdfast, or show the one that runs; the exit code."""
    os.umask(0o077)  # whatever this program writes is this user's alone
    prefer_x11()
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("Holdfast")
    qt.setDesktopFileName("holdfast")
    qt.setQuitOnLastWindowClosed(False)
    server = CommandServer(lambda _: None)
    try:
        other = server.start()
    except (FolderError, ListenError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - there is no window yet
        return 2
    if other:
        print(other.error or "Holdfast is running already; its window is shown.", file=sys.stderr)  # noqa: T201
        return other.exit_code
    application = Application(qt, server)
    application.start(hidden)
    code = qt.exec()
    application.close()
    return code


class Application:
    """One running Holdfast."""

    def __init__(self, qt: QApplication, server: CommandServer) -> None:
        self._qt = qt
        self._server = server
        self._folders = folders()
        self._log_problem = start_logging(self._folders.logs)
        settings, self._settings_problem = load_usable(self._folders.settings_file)
        self._quitting = False
        self._latest: Show | None = None
        self._bridge = Bridge()
        self._faces = Faces(Appearance(qt))
        self._inserter = choose_inserter(os.environ, self._faces.show_waiting)
        self._keys = Keys()
        self._desk = DeliveryDesk(self._inserter, self._told, self._billing_page)
        info = catalogue.provider(settings.provider)
        self._pipeline = Pipeline(
            Microphone(settings.microphone),
            recognisers.make(settings, self._keys),
            self._bridge.report,
            self._bridge.level,
            lambda gaps: self._bridge.call(lambda: self._sound_gaps(gaps)),
        )
        deadlines = QtDeadlines(time.monotonic, self._take)
        deadline = info.capabilities.finalize_deadline_s
        self._controller = Controller(self._pipeline, deadlines, self._show, self._deliver, deadline)
        self._hotkey = HotkeyControl(
            Policy(),
            self._controller.take,
            self._bridge.edge,
            lambda sentence: self._bridge.call(lambda: self._hotkey_lost(sentence)),
        )
        self._configuration = Configuration(
            self._folders.settings_file,
            settings,
            self._pipeline,
            self._controller,
            self._hotkey,
            self._faces,
            self._keys,
            self._bridge.call,
        )
        self._settings_flow = SettingsFlow(
            self._bridge,
            self._pipeline.on_control,
            self._configuration.apply,
            lambda: self._hotkey.backend,
            self._keys,
            lambda: self._faces.settle(ENTER_KEY),
        )
        self._signals = EndSignals(self.quit)
        self._connect()

    def start(self, hidden: bool) -> None:
        """Come up, and be ready for the first press as soon as possible."""
        self._pipeline.prepare()
        self._configuration.start()
        self._faces.appear(hidden)
        for problem in (self._log_problem, self._settings_problem):
            if problem:
                self._faces.tell_trouble(problem)
        log.info("Started with %s on %s", self._configuration.settings.provider, QGuiApplication.platformName())

    def quit(self) -> None:
        """End, but not before what was said is where it belongs. The second time: at once.

        Not `QApplication.quit`: that asks the windows first, and ours says that closing it is not quitting.
        """
        if self._quitting:
            self._qt.exit(0)
            return
        self._quitting = True
        self._hotkey.give(ReleaseCommand(time.monotonic()))
        self._hotkey.stop()
        self._quit_when_done()
        QTimer.singleShot(QUIT_PATIENCE_MS, self._bridge, lambda: self._qt.exit(0))

    def close(self) -> None:
        """Give everything back."""
        self._hotkey.stop()
        self._server.close()
        self._signals.stop()
        self._inserter.close()
        self._pipeline.shut_down()
        self._faces.leave()
        log.info("Ended")

    # ------------------------------------------------------------------------------------------- connections

    def _connect(self) -> None:
        self._bridge.take_input = self._take
        self._bridge.take_level = self._level
        self._bridge.take_edge = self._edge
        self._server.handle = self._command
        window, tray = self._faces.window, self._faces.tray
        window.talk_pressed.connect(lambda: self._gesture("press"))
        window.talk_released.connect(lambda: self._gesture("release"))
        tray.start_requested.connect(lambda: self._gesture("toggle"))
        tray.stop_requested.connect(lambda: self._gesture("toggle"))
        window.copy_requested.connect(self._copy)
        window.provider_chosen.connect(self._configuration.choose_provider)
        window.notice_action.connect(self._act)
        window.notice_dismissed.connect(self._faces.dismissed)
        tray.show_requested.connect(window.come_forward)
        for face in (window, tray):
            face.cancel_requested.connect(lambda: self._gesture("cancel"))
            face.settings_requested.connect(lambda: self._open_settings())
            face.quit_requested.connect(self.quit)

    def _command(self, command: str) -> Mapping[str, object] | None:
        match command:
            case "status":
                return self._status()
            case "show":
                self._faces.window.come_forward()
            case "quit":
                QTimer.singleShot(0, self.quit)  # after the answer
            case _ if self._quitting:
                raise RefusedError("Holdfast is about to end.")
            case _:
                self._gesture(command)
        return None

    def _status(self) -> dict[str, object]:
        newest = self._controller.state.dictations[-1] if self._controller.state.dictations else None
        return {
            "state": newest.phase.value if newest else "inserting" if self._desk.waiting else "idle",
            "hands_free": self._hotkey.hands_free,
            "seconds": round(time.monotonic() - newest.pressed_at, 1) if newest else 0.0,
            "provider": self._configuration.settings.provider,
            "hotkey": self._configuration.key,
            "notice": self._faces.notice,
        }

    # ------------------------------------------------------------------------------------------- dictations

    def _gesture(self, command: str) -> None:
        self._hotkey.give(COMMANDS[command](time.monotonic()))
        self._refresh()

    def _edge(self, edge: Edge) -> None:
        self._hotkey.take_edge(edge)
        self._refresh()

    def _refresh(self) -> None:
        """A tap may have locked the dictation: that is worth showing, though its text did not change."""
        if self._latest and self._controller.state.listening:
            self._faces.show_dictation(self._latest, self._hotkey.hands_free)

    def _take(self, given: Input) -> None:
        self._controller.take(given)
        if not self._controller.state.listening:
            self._hotkey.ended_elsewhere()

    def _show(self, shown: Show) -> None:
        if self._latest is None or shown.dictation != self._latest.dictation:
            # Behind everything that starts the microphone: reading the clipboard can take a while.
            QTimer.singleShot(0, self._bridge, lambda: self._desk.begun(shown.dictation))
        self._latest = shown
        self._faces.show_dictation(shown, self._hotkey.hands_free)

    def _level(self, level: Level) -> None:
        if self._controller.state.listening:
            self._faces.show_level(level)

    def _deliver(self, delivered: Deliver) -> None:
        if delivered.failure:
            # Not only when the text has arrived: that may wait for a key that is still held.
            self._faces.show_failure(delivered, self._billing_page())
        self._desk.deliver(delivered, self._configuration.settings.delivery)

    def _told(self, entry: HistoryEntry | None, notice: Notice | None, delivered: Deliver) -> None:
        if entry:
            self._faces.show_entry(entry)
        if delivered.text and not delivered.failure:
            self._faces.set_trouble(False)
        if self._controller.state.idle and not self._desk.waiting:
            self._faces.show_rest(notice)
        elif notice:
            self._faces.show_notice(notice)
        self._quit_when_done()

    def _sound_gaps(self, gaps: int) -> None:
        times = "once" if gaps == 1 else f"{gaps} times"
        self._faces.tell_trouble(
            f"The sound system dropped sound {times}: a word may be missing. Was the computer busy?"
        )

    def _copy(self, text: str) -> None:
        self._inserter.copy(text)
        self._faces.window.confirm_copy()

    def _quit_when_done(self) -> None:
        if self._quitting and self._controller.state.idle and not self._desk.waiting:
            self._qt.exit(0)

    # ------------------------------------------------------------------------------------------- settings

    def _open_settings(self, field: str = "") -> None:
        self._settings_flow.open(self._configuration.settings, self._faces.window, field)

    def _act(self, action: str) -> None:
        """What a notice offered to do."""
        if action == ENTER_KEY.id:
            self._open_settings("key")
        elif action == OPEN_SETTINGS.id:
            self._open_settings()
        elif action.startswith(OPEN_PAGE):
            QDesktopServices.openUrl(QUrl(action.removeprefix(OPEN_PAGE)))

    def _billing_page(self) -> str | None:
        return catalogue.provider(self._configuration.settings.provider).billing_page

    def _hotkey_lost(self, sentence: str) -> None:
        self._hotkey.take_loss()
        self._configuration.key_lost()
        self._faces.tell_trouble(sentence, OPEN_SETTINGS)
