"""The start of the app with its window: the one of this user, or word to the one that runs. Imports the application."""

import logging
import os
import sys

from PySide6.QtWidgets import QApplication

from .application import Application
from .command_socket import CommandServer, ListenError
from .desktop_entry import APP_ID, FILE, ensure
from .display import on_wayland, prefer_x11
from .instance_lock import FolderError

log = logging.getLogger(__name__)


def run(hidden: bool) -> int:
    """Start Holdfast, or show the one that runs; the exit code."""
    os.umask(0o077)  # whatever this program writes is this user's alone
    why = prefer_x11()
    problem = _be_known_to_the_desktop()
    # Qt tells the portal who we are, too, and must know it before it speaks to it for the first time.
    QApplication.setDesktopFileName(APP_ID)
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("Holdfast")
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
    application = Application(qt, server, problem)
    if why:
        log.info(why)
    application.start(hidden)
    code = qt.exec()
    application.close()
    return code


def _be_known_to_the_desktop() -> str | None:
    """Portals of Wayland desktops give keys only to programs whose `.desktop` file is there. What went wrong."""
    if on_wayland():
        try:
            ensure()
        except OSError as error:
            return f"{FILE} could not be installed ({error.strerror}), so the desktop may give Holdfast no hotkey."
    return None
