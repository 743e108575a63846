"""A process that says it is on Windows or macOS: `elsewhere.py win32 import`, or `elsewhere.py darwin start`.

It lacks the modules of the standard library, the functions of `os` and the libraries that are not there. `import` loads
every module. `start` runs the app on stand-ins for the system: it inserts a text, hears the hotkey, and ends.
"""

import importlib
import os
import pkgutil
import signal
import sys
import time
import types
from pathlib import Path

LINUX_ONLY = {"Xlib", "jeepney"}
MACOS_ONLY = {"AppKit", "CoreFoundation", "Foundation", "Quartz", "objc"}
NEITHER = LINUX_ONLY | MACOS_ONLY
"""Libraries that are not installed there, or that no stand-in here has."""

MODULES = {
    "win32": {"fcntl", "grp", "pwd", "pty", "resource", "syslog", "termios", "tty"},
    "darwin": {"msvcrt", "winreg"},
}
FUNCTIONS = {
    "win32": """
        fork geteuid getuid killpg fdatasync sysconf getpgid setsid chown O_NOFOLLOW O_NONBLOCK O_DIRECTORY O_CLOEXEC
        SIGHUP SIGKILL SIGUSR1 SIGALRM CLOCK_BOOTTIME clock_gettime CLOCK_MONOTONIC
    """,
    "darwin": "fdatasync CLOCK_BOOTTIME O_BINARY",
}
FIRST = """
    asyncio ctypes numpy keyring msgspec platformdirs rich.console sounddevice soundfile soxr websockets
    multiprocessing.connection concurrent.futures logging.handlers sqlite3 subprocess tempfile tomli_w
    PySide6.QtCore PySide6.QtGui PySide6.QtNetwork PySide6.QtSvg PySide6.QtWidgets
"""
"""What others wrote has its own ways of looking where it is: it is loaded as it is here."""

STARTED = "app.command_line app.start app.headless app.transcribe app.doctor.desktop app.doctor.report"
"""What must be there whatever is not installed; other modules may want a library for X11 or D-Bus."""


class Refuse:
    """Finds nothing of what is not there."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] in self._names:
            raise ModuleNotFoundError(f"{name} is not there on {sys.platform}", name=name)


def pretend(platform: str) -> None:
    """Be there from now on."""
    for name in FIRST.split():
        importlib.import_module(name)
    absent = MODULES[platform] | NEITHER
    sys.meta_path.insert(0, Refuse(absent))
    for loaded in [name for name in sys.modules if name.partition(".")[0] in absent]:
        del sys.modules[loaded]
    for where in (os, signal, time):
        for name in FUNCTIONS[platform].split():
            vars(where).pop(name, None)
    if platform == "win32":
        stand_in("msvcrt", locking=lambda *_: None, LK_NBLCK=2, LK_UNLCK=0)
    sys.platform = platform


def stand_in(name: str, **content: object) -> None:
    """A module that is not here."""
    module = types.ModuleType(name)
    vars(module).update(content)
    sys.modules[name] = module


def import_everything() -> None:
    """Load every module of ours; say how many there are."""
    for name in STARTED.split():
        importlib.import_module(name)
    for package in map(importlib.import_module, ("app", "audio", "providers")):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            try:
                if not found.name.endswith("__main__"):
                    importlib.import_module(found.name)
            except ModuleNotFoundError as error:
                if str(error.name).partition(".")[0] not in NEITHER:
                    raise
    print(len([name for name in sys.modules if name.startswith(("app.", "audio.", "providers."))]))


def start(platform: str) -> int:
    """Run the app until it did what is asked of it; say what it did."""
    from rig.systems.keyboards import FakeKeyboard, FakeMacKeyboard
    from rig.systems.macos import FakeMac
    from rig.systems.windows import FakeWindows, Program

    windows, mac, keyboard, mac_keyboard = FakeWindows(), FakeMac(), FakeKeyboard(), FakeMacKeyboard()
    windows.start(Program(7))
    stand_in("app.insertion.windows_api", WindowsApi=lambda: windows)
    stand_in("app.insertion.macos_api", CocoaApi=lambda: mac)
    stand_in("app.hotkey.windows_api", KeyboardApi=lambda: keyboard)
    stand_in("app.hotkey.macos_api", TapApi=lambda: mac_keyboard)

    from PySide6.QtCore import QTimer

    import app.start
    from app import hotkey_control
    from app.application import Application

    told: list[str] = []
    begin, hear = Application.start, hotkey_control.HotkeyControl.take_edge

    def take_edge(self: hotkey_control.HotkeyControl, edge: object) -> None:
        told.append(f"{edge.role.value} {edge.kind.value}")
        hear(self, edge)

    def started(self: Application, hidden: bool) -> None:
        begin(self, hidden)
        self._parts.inserter.insert("words", lambda receipt: told.append(receipt.landed.value))
        (keyboard.press if platform == "win32" else mac_keyboard.press)(0xA3 if platform == "win32" else 61)
        (keyboard.release if platform == "win32" else mac_keyboard.release)(0xA3 if platform == "win32" else 61)

        def look() -> None:
            if platform == "win32":
                windows.work()
            else:
                mac.work()
            if len(told) >= 3:
                print(sorted(told), windows.front.text if windows.front else "", mac.text)
                self.quit()

        self.looks = QTimer(self._parts.bridge, interval=20)
        self.looks.timeout.connect(look)
        self.looks.start()

    Application.start = started
    hotkey_control.HotkeyControl.take_edge = take_edge
    return app.start.run(hidden=True)


if __name__ == "__main__":
    system, what = sys.argv[1:]
    sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parents[2])]
    pretend(system)
    sys.exit(import_everything() if what == "import" else start(system))
