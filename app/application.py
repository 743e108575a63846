"""The running app: it starts, it ends, and loses nothing on the way. Imports the parts and what is asked of them."""

import logging

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from .command_socket import CommandServer
from .configuration import load_usable
from .folders import folders
from .logs import start_logging
from .parts import Parts
from .requests import Requests
from .signals import EndSignals

log = logging.getLogger(__name__)

QUIT_PATIENCE_MS = 15_000
"""After this nothing is waited for any more: not for a recogniser, not for a key that is held. A text that is not
inserted by then ends on the clipboard."""


LOOK_MS = 10_000
"""How often is asked whether the computer slept, where nobody tells."""


class Application:
    """One running Holdfast."""

    def __init__(self, qt: QApplication, server: CommandServer, problem: str | None = None) -> None:
        """`problem`: what went wrong before, for the user."""
        self._qt = qt
        self._server = server
        places = folders()
        log_problem = start_logging(places.logs)
        settings, settings_problem = load_usable(places.settings_file)
        self._problems = (problem, log_problem, settings_problem)
        self._parts = Parts(qt, places, settings)
        self._requests = Requests(self._parts, self.quit)
        self._parts.dictating.at_rest_again = self._settled
        self._server.handle = self._requests.command
        self._looks = QTimer(self._parts.bridge, interval=LOOK_MS)
        self._looks.timeout.connect(self._parts.watch.look)
        self._signals = EndSignals(self.quit)

    def start(self, hidden: bool) -> None:
        """Come up, and be ready for the first press as soon as possible."""
        parts = self._parts
        parts.pipeline.prepare()
        parts.configuration.start()
        parts.faces.appear(hidden)
        for problem in self._problems:
            if problem:
                parts.faces.tell_trouble(problem)
        parts.recovery.start()
        parts.recordings.start()
        parts.watch.start()
        parts.informant.start()
        self._looks.start()
        log.info("Started with %s on %s", parts.configuration.settings.provider, QGuiApplication.platformName())

    def quit(self) -> None:
        """End, but not before what was said is where it belongs. The second time: at once.

        Not `QApplication.quit`: that asks the windows first, and ours says that closing it is not quitting.
        """
        if self._requests.ending:
            self._qt.exit(0)
            return
        self._requests.ending = True
        self._parts.dictating.end_listening()
        self._quit_when_done()
        QTimer.singleShot(QUIT_PATIENCE_MS, self._parts.bridge, lambda: self._qt.exit(0))

    def close(self) -> None:
        """Give everything back."""
        parts = self._parts
        parts.dictating.hotkey.stop()
        self._server.close()
        self._signals.stop()
        parts.watch.stop()
        parts.inserter.close()
        parts.informant.stop()
        parts.pipeline.shut_down()
        parts.history.close()
        parts.recordings.close()
        parts.faces.leave()
        log.info("Ended")

    def _settled(self) -> None:
        self._parts.vigil.settled()
        self._quit_when_done()

    def _quit_when_done(self) -> None:
        if self._requests.ending and self._parts.dictating.at_rest:
            self._qt.exit(0)
