"""The running app: everything is made and connected here, and nothing is decided. Imports every room.

What happens on which thread: this, the session, the widgets and the clipboard are on Qt's; sound devices on the
pipeline's control thread; recognition on its stream thread; the hotkey on its backend's. They meet in `bridge`.
"""

import logging
import os
from collections.abc import Mapping

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication

from audio.microphone import Microphone
from providers import catalogue

from . import failover, recovery
from .bridge import Bridge
from .command_socket import CommandServer, RefusedError
from .configuration import OPEN_SETTINGS, Configuration, load_usable
from .dictating import Dictating
from .faces import Faces
from .folders import folders
from .history_flow import HistoryFlow
from .insertion.choice import choose_inserter
from .keys import Keys
from .logs import start_logging
from .machine.watch import MachineWatch
from .pipeline import Pipeline
from .presentation import ENTER_KEY, OPEN_PAGE, copied
from .recordings import Recordings
from .recovery_flow import RecoveryFlow
from .settings_flow import SettingsFlow
from .signals import EndSignals
from .ui.theme import Appearance
from .vigil import Vigil

log = logging.getLogger(__name__)

QUIT_PATIENCE_MS = 15_000
"""After this nothing is waited for any more: not for a recogniser, not for a key that is held. A text that is not
inserted by then ends on the clipboard."""


LOOK_MS = 10_000
"""How often is asked whether the computer slept, where nobody tells."""


class Application:
    """One running Holdfast."""

    def __init__(self, qt: QApplication, server: CommandServer) -> None:
        self._qt = qt
        self._server = server
        self._folders = folders()
        self._log_problem = start_logging(self._folders.logs)
        settings, self._settings_problem = load_usable(self._folders.settings_file)
        self._quitting = False
        self._bridge = Bridge()
        self._faces = Faces(Appearance(qt))
        self._inserter = choose_inserter(os.environ, self._faces.show_waiting)
        self._keys = Keys()
        self._recordings = Recordings(
            self._folders.recordings,
            lambda: self._configuration.settings,
            lambda sentence: self._bridge.call(lambda: self._faces.tell_trouble(sentence)),
        )
        self._pipeline = Pipeline(
            Microphone(settings.microphone),
            failover.make(settings, self._keys),
            self._bridge.report,
            self._bridge.level,
            lambda gaps: self._bridge.call(lambda: self._sound_gaps(gaps)),
            self._recordings,
        )
        self._dictating = Dictating(
            self._bridge,
            self._pipeline,
            self._faces,
            self._inserter,
            lambda: self._configuration.settings,
            catalogue.provider(settings.provider).capabilities.finalize_deadline_s,
            self._billing_page,
            self._hotkey_lost,
            self._recordings.keeps,
        )
        self._configuration = Configuration(
            self._folders.settings_file,
            settings,
            self._pipeline,
            self._dictating.controller,
            self._dictating.hotkey,
            self._faces,
            self._keys,
            self._bridge.call,
        )
        self._settings_flow = SettingsFlow(
            self._bridge,
            self._pipeline.on_control,
            self._configuration.apply,
            lambda: self._dictating.hotkey.backend,
            self._keys,
            lambda: self._faces.settle(ENTER_KEY),
            lambda answer: self._history.clear(answer),
        )
        self._history = HistoryFlow(
            self._faces.window.history,
            self._bridge.call,
            self._folders.history_file,
            lambda: self._configuration.settings,
            self._keys,
            self._recordings,
            self._faces.tell_trouble,
        )
        self._recovery = RecoveryFlow(
            self._recordings.folder, self._history, self._bridge.call, self._faces.show_notice
        )
        self._watch = MachineWatch(lambda event: self._bridge.call(lambda: self._vigil.take(event)))
        self._vigil = Vigil(self._dictating, self._watch)
        self._looks = QTimer(self._bridge, interval=LOOK_MS)
        self._looks.timeout.connect(self._watch.look)
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
        self._recovery.start()
        self._recordings.start()
        self._watch.start()
        self._looks.start()
        log.info("Started with %s on %s", self._configuration.settings.provider, QGuiApplication.platformName())

    def quit(self) -> None:
        """End, but not before what was said is where it belongs. The second time: at once.

        Not `QApplication.quit`: that asks the windows first, and ours says that closing it is not quitting.
        """
        if self._quitting:
            self._qt.exit(0)
            return
        self._quitting = True
        self._dictating.end_listening()
        self._quit_when_done()
        QTimer.singleShot(QUIT_PATIENCE_MS, self._bridge, lambda: self._qt.exit(0))

    def close(self) -> None:
        """Give everything back."""
        self._dictating.hotkey.stop()
        self._server.close()
        self._signals.stop()
        self._watch.stop()
        self._inserter.close()
        self._pipeline.shut_down()
        self._history.close()
        self._recordings.close()
        self._faces.leave()
        log.info("Ended")

    def _settled(self) -> None:
        self._vigil.settled()
        self._quit_when_done()

    def _quit_when_done(self) -> None:
        if self._quitting and self._dictating.at_rest:
            self._qt.exit(0)

    # ------------------------------------------------------------------------------------------- connections

    def _connect(self) -> None:
        self._server.handle = self._command
        self._dictating.at_rest_again = self._settled
        self._dictating.is_locked = lambda: self._vigil.locked
        self._dictating.ended = self._history.ended
        self._dictating.came_late = self._history.came_late
        self._configuration.applied = self._history.keep
        window, tray, gesture = self._faces.window, self._faces.tray, self._dictating.gesture
        window.talk_pressed.connect(lambda: gesture("press"))
        window.talk_released.connect(lambda: gesture("release"))
        tray.start_requested.connect(lambda: gesture("toggle"))
        tray.stop_requested.connect(lambda: gesture("toggle"))
        window.copy_requested.connect(self._copy)
        window.provider_chosen.connect(self._configuration.choose_provider)
        window.notice_action.connect(self._act)
        window.notice_dismissed.connect(self._faces.dismissed)
        tray.show_requested.connect(window.come_forward)
        for face in (window, tray):
            face.cancel_requested.connect(lambda: gesture("cancel"))
            face.settings_requested.connect(lambda: self._open_settings())
            face.quit_requested.connect(self.quit)

    # ------------------------------------------------------------------------------------------- commands

    def _command(self, command: str) -> Mapping[str, object] | None:
        match command:
            case "status":
                return self._status()
            case "show":
                self._faces.window.come_forward()
            case "reload":
                self._history.reload()
                self._configuration.keys_changed()
            case "quit":
                QTimer.singleShot(0, self.quit)  # after the answer
            case _ if self._quitting:
                raise RefusedError("Holdfast is about to end.")
            case _:
                self._dictating.gesture(command)
        return None

    def _status(self) -> dict[str, object]:
        return {
            "state": self._dictating.state,
            "hands_free": self._dictating.hotkey.hands_free,
            "seconds": self._dictating.seconds,
            "provider": self._configuration.settings.provider,
            "serving": self._dictating.serving,
            "interrupted": self._dictating.interrupted,
            "hotkey": self._configuration.key,
            "notice": self._faces.notice,
        }

    # ------------------------------------------------------------------------------------------- what the user asks for

    def _copy(self, text: str) -> None:
        self._inserter.copy(text)
        self._faces.window.confirm_copy()

    def _open_settings(self, field: str = "") -> None:
        self._settings_flow.open(self._configuration.settings, self._faces.window, field)

    def _act(self, action: str) -> None:
        """What a notice offered to do."""
        if action == ENTER_KEY.id:
            self._open_settings("key")
        elif action == OPEN_SETTINGS.id:
            self._open_settings()
        elif action == recovery.TRANSCRIBE.id:
            self._faces.settle(recovery.TRANSCRIBE)
            self._recovery.transcribe()
        elif (text := self._dictating.late.text(action)) is not None:
            self._faces.show_notice(copied(self._inserter.copy(text)))
        elif action.startswith(OPEN_PAGE):
            QDesktopServices.openUrl(QUrl(action.removeprefix(OPEN_PAGE)))

    # ------------------------------------------------------------------------------------------- what the user is told

    def _sound_gaps(self, gaps: int) -> None:
        times = "once" if gaps == 1 else f"{gaps} times"
        self._faces.tell_trouble(
            f"The sound system dropped sound {times}: a word may be missing. Was the computer busy?"
        )

    def _billing_page(self) -> str | None:
        return catalogue.provider(self._configuration.settings.provider).billing_page

    def _hotkey_lost(self, sentence: str) -> None:
        self._dictating.hotkey.take_loss()
        self._configuration.key_lost()
        self._faces.tell_trouble(sentence, OPEN_SETTINGS)
