"""The inserter for Windows or macOS, with the system's own functions behind it. Imports them once it is chosen."""

import sys
from collections.abc import Callable

from PySide6.QtGui import QClipboard

from . import sentences
from .copy_only import CopyOnlyInserter
from .inserter import Inserter, TellHeld
from .one_clipboard import OneClipboardInserter
from .rules import Policy
from .system import System


def system_inserter(clipboard: QClipboard, tell_held: TellHeld, policy: Callable[[], Policy]) -> Inserter:
    """The best inserter here: one that only copies if the system's functions cannot be had."""
    try:
        system = _windows() if sys.platform == "win32" else _macos()
    except (ImportError, OSError):  # an installation without pyobjc; a Windows that gives no window
        return CopyOnlyInserter(clipboard, sentences.PASTE)
    return OneClipboardInserter(system, tell_held, policy)


def _windows() -> System:
    from .windows import WindowsSystem
    from .windows_api import WindowsApi

    return WindowsSystem(WindowsApi())


def _macos() -> System:
    from .macos import MacSystem
    from .macos_api import CocoaApi

    return MacSystem(CocoaApi())
