"""A real X11 desktop for tests: Xvfb with openbox on a display of its own, ended with the test session."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from Xlib import X
from Xlib.display import Display


def wait_until(condition: Callable[[], object], seconds: float = 10.0, what: str = "the condition") -> object:
    """Poll until `condition` gives something true, and return that. Fails the test after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.01)
    pytest.fail(f"{what} did not come true within {seconds:g} s")


@dataclass
class Desktop:
    """One X display with a window manager."""

    display: str
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *command: str, check: bool = True, **more: object) -> str:
        """Run a program on this display to its end; its standard output, stripped."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=check, timeout=20, **more
        )
        return done.stdout.strip()

    @contextmanager
    def program(
        self, *command: str, extra: Mapping[str, str] | None = None, **more: object
    ) -> Iterator[subprocess.Popen[str]]:
        """A program that runs on this display for as long as the block."""
        process = subprocess.Popen(command, env={**self.environment, **(extra or {})}, text=True, **more)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)

    def focused_window(self) -> str:
        """The X id of the window that has the focus."""
        return self.run("xdotool", "getwindowfocus")

    def screenshot(self, path: Path) -> None:
        """The whole screen, as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        assert self.picture().save(str(path))

    def picture(self) -> QImage:
        """The whole screen. Not taken with ImageMagick: that grabs the server, and everything else stands still."""
        display = Display(self.display)
        try:
            root = display.screen().root
            size = root.get_geometry()
            pixels = root.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF).data
        finally:
            display.close()
        return QImage(pixels, size.width, size.height, QImage.Format.Format_RGB32).copy()


@contextmanager
def desktop(size: str = "1280x800x24") -> Iterator[Desktop]:
    """Start Xvfb and openbox, wait until both answer, and end them afterwards."""
    for program in ("Xvfb", "openbox", "xdotool", "xprop"):
        if shutil.which(program) is None:
            pytest.fail(f"{program} is missing: ./test installs it")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as number:
        display = f":{number.readline().strip()}"
    environment = {
        **{k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")},
        "DISPLAY": display,
        "XDG_SESSION_TYPE": "x11",
    }
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    try:
        made = Desktop(display, environment)
        wait_until(
            lambda: "window id" in made.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"),
            what="the window manager",
        )
        yield made
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)
