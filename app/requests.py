"""What is asked of the running app: by the user in its faces, by other processes over the command socket. Imports the
parts that do it.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from . import recovery
from .command_socket import RefusedError
from .configuration import OPEN_SETTINGS
from .parts import Parts
from .presentation import ENTER_KEY, OPEN_PAGE, TAKE_BACK, copied


class Requests:
    """Hands each request to the part that it is for. Lives on the Qt thread."""

    def __init__(self, parts: Parts, quit_app: Callable[[], None]) -> None:
        self._parts = parts
        self._faces = parts.faces
        self._quit = quit_app
        self.ending = False
        """The app ends as soon as what was said is where it belongs: nothing new is begun."""
        self._connect()

    def _connect(self) -> None:
        window, tray, gesture = self._faces.window, self._faces.tray, self._parts.dictating.gesture
        window.talk_pressed.connect(lambda: gesture("press"))
        window.talk_released.connect(lambda: gesture("release"))
        tray.start_requested.connect(lambda: gesture("toggle"))
        tray.stop_requested.connect(lambda: gesture("toggle"))
        window.copy_requested.connect(self._copy)
        window.provider_chosen.connect(self._parts.configuration.choose_provider)
        window.notice_action.connect(self._act)
        window.notice_dismissed.connect(self._faces.dismissed)
        tray.show_requested.connect(window.come_forward)
        for face in (window, tray):
            face.cancel_requested.connect(lambda: gesture("cancel"))
            face.settings_requested.connect(lambda: self._open_settings())
            face.quit_requested.connect(self._quit)

    # ------------------------------------------------------------------------------------------- other processes

    def command(self, command: str) -> Mapping[str, object] | None:
        """Carry out one of `command_protocol.COMMANDS`; what goes into the answer. Raises RefusedError."""
        match command:
            case "status":
                return self._status()
            case "show":
                self._faces.window.come_forward()
            case "reload":
                self._parts.history.reload()
            case "keys":
                self._parts.configuration.keys_changed()
            case "insert-again":
                self._parts.once_more.insert()
            case "quit":
                QTimer.singleShot(0, self._quit)  # after the answer
            case _ if self.ending:
                raise RefusedError("Holdfast is about to end.")
            case _:
                self._parts.dictating.gesture(command)
        return None

    def _status(self) -> dict[str, object]:
        dictating, configuration = self._parts.dictating, self._parts.configuration
        return {
            "state": dictating.state,
            "hands_free": dictating.hotkey.hands_free,
            "seconds": dictating.seconds,
            "provider": configuration.settings.provider,
            "serving": dictating.serving,
            "interrupted": dictating.interrupted,
            "microphone": dictating.note,
            "hotkey": self._parts.hotkeys.talk_key,
            "notice": self._faces.notice,
        }

    # ------------------------------------------------------------------------------------------- the user

    def _copy(self, text: str) -> None:
        self._parts.inserter.copy(text)
        self._faces.window.confirm_copy()

    def _open_settings(self, field: str = "", provider: str = "") -> None:
        self._parts.settings_flow.open(self._parts.configuration.settings, self._faces.window, field, provider)

    def _act(self, action: str) -> None:
        """What a notice offered to do."""
        if action.startswith(ENTER_KEY):
            self._open_settings("key", action.removeprefix(ENTER_KEY))
        elif action == OPEN_SETTINGS.id:
            self._open_settings()
        elif action == recovery.TRANSCRIBE.id:
            self._faces.settle(recovery.TRANSCRIBE.id)
            self._parts.recovery.transcribe()
        elif (text := self._parts.dictating.late.text(action)) is not None:
            self._faces.show_notice(copied(self._parts.inserter.copy(text)))
        elif action.startswith(TAKE_BACK):
            self._parts.once_more.take_back(int(action.removeprefix(TAKE_BACK)))
        elif action.startswith(OPEN_PAGE):
            QDesktopServices.openUrl(QUrl(action.removeprefix(OPEN_PAGE)))
