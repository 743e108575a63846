"""The start of the app with its window: the one of this user, or word to the one that runs. Imports the application."""

import os
import sys

from PySide6.QtWidgets import QApplication

from .application import Application
from .command_socket import CommandServer, ListenError
from .desktop_entry import APP_ID
from .display import prefer_x11
from .instance_lock import FolderError


def run(hidden: bool) -> int:
    """Start Holdfast, or show the one that runs; the exit code."""
    os.umask(0o077)  # whatever this program writes is this user's alone
    prefer_x11()
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("Holdfast")
    qt.setDesktopFileName(APP_ID)
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
