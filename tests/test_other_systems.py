"""That the program can at least be loaded on Windows and macOS, which no test runs on.

Every module is imported in a process that says it is another system: without the modules of the standard library and
the functions of `os` that are not there, and without the libraries that are not installed there.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

PRETEND = """
import importlib, os, pkgutil, signal, sys, time, types
platform, absent, attributes, libraries = sys.argv[1], sys.argv[2].split(), sys.argv[3].split(), sys.argv[4].split()

# What others wrote has its own ways of looking where it is: it comes first, as it is here.
import asyncio, ctypes, numpy, keyring, msgspec, platformdirs, rich.console, sounddevice, soundfile, soxr, websockets
import multiprocessing.connection, concurrent.futures, logging.handlers, sqlite3, subprocess, tempfile, tomli_w
import PySide6.QtCore, PySide6.QtGui, PySide6.QtNetwork, PySide6.QtSvg, PySide6.QtWidgets

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {*absent, *libraries}:
            raise ModuleNotFoundError(f"{name} is not there on {platform}", name=name)

sys.meta_path.insert(0, Refuse())
for name in [*absent, *libraries]:
    for loaded in [each for each in sys.modules if each.partition(".")[0] == name]:
        del sys.modules[loaded]
for where in (os, signal, time):
    for name in attributes:
        vars(where).pop(name, None)
if platform == "win32":
    sys.modules["msvcrt"] = types.ModuleType("msvcrt")
sys.platform = platform

for name in sys.argv[5].split():
    importlib.import_module(name)

import app, audio, providers
for package in (app, audio, providers):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        try:
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
        except ModuleNotFoundError as error:
            if error.name.partition(".")[0] not in libraries:
                raise
print(len([name for name in sys.modules if name.startswith(("app.", "audio.", "providers."))]))
"""

STARTED = "app.command_line app.start app.headless app.transcribe app.doctor.desktop app.doctor.report"
"""What must be there whatever is not installed; other modules may want a library for X11 or D-Bus."""

LINUX_ONLY = "Xlib jeepney"
MACOS_ONLY = "AppKit CoreFoundation Foundation Quartz objc"

NOT_ON_WINDOWS = """
fork geteuid getuid killpg fdatasync sysconf getpgid setsid chown O_NOFOLLOW O_NONBLOCK O_DIRECTORY O_CLOEXEC
SIGHUP SIGKILL SIGUSR1 SIGALRM CLOCK_BOOTTIME clock_gettime CLOCK_MONOTONIC
"""

SYSTEMS = {
    "win32": ("fcntl grp pwd pty resource syslog termios tty", NOT_ON_WINDOWS),
    "darwin": ("msvcrt winreg", "fdatasync CLOCK_BOOTTIME O_BINARY"),
}


@pytest.mark.parametrize("platform", SYSTEMS)
def test_every_module_can_be_imported(platform: str) -> None:
    absent, attributes = SYSTEMS[platform]
    command = [sys.executable, "-c", PRETEND, platform, absent, attributes, f"{LINUX_ONLY} {MACOS_ONLY}", STARTED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 150
