"""Real Wayland compositors without a screen, inside the root folder of ./test --wayland."""

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from rig.desktop import Desktop, wait_until
from rig.insertion import Spoken, spoken
from rig.insertion import python as target

RUNTIME = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"))
OUTPUT = Path("/output")
"""Logs and pictures; test-output/wayland of the checkout."""

LEFT_SHIFT = 42
"""Its evdev code."""


@contextmanager
def session_bus() -> Iterator[str]:
    """A session bus of its own, with the services of the system; its address."""
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    with (
        (OUTPUT / "dbus.log").open("a") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as daemon,
    ):
        assert daemon.stdout
        try:
            yield daemon.stdout.readline().strip()
        finally:
            daemon.terminate()


@contextmanager
def started(name: str, *command: str, display: str, portal: str, **environment: str) -> Iterator[Desktop]:
    """Start a compositor on a bus of its own; wait for its socket `display`, and for XWayland's. Ended afterwards.

    `portal`: the implementation that the desktop portal is to use.
    """
    before = _x_displays()
    configuration = Path.home() / ".config" / "xdg-desktop-portal" / "portals.conf"
    configuration.parent.mkdir(parents=True, exist_ok=True)
    configuration.write_text(f"[preferred]\ndefault={portal}\n")
    with session_bus() as bus, (OUTPUT / f"{name}.log").open("w") as log:
        whole = {**os.environ, "XDG_SESSION_TYPE": "wayland", "DBUS_SESSION_BUS_ADDRESS": bus, **environment}
        for display_variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            whole.pop(display_variable, None)
        process = subprocess.Popen(command, env=whole, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until((RUNTIME / display).is_socket, 30, f"the socket of {name}")
            new = wait_until(lambda: sorted(_x_displays() - before), 30, "the socket of XWayland")
            assert isinstance(new, list)
            whole |= {"WAYLAND_DISPLAY": display, "DISPLAY": f":{new[0]}"}
            if authority := next(RUNTIME.glob(".mutter-Xwaylandauth.*"), None):
                whole["XAUTHORITY"] = str(authority)
            tell_the_bus(whole)
            yield Desktop(whole["DISPLAY"], whole)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def tell_the_bus(environment: Mapping[str, str]) -> None:
    """What the bus starts from now on is on this desktop."""
    names = ("WAYLAND_DISPLAY", "DISPLAY", "XAUTHORITY", "XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "XDG_RUNTIME_DIR")
    names = tuple(each for each in names if each in environment)
    subprocess.run(["dbus-update-activation-environment", *names], env=environment, check=True, timeout=20)


def _x_displays() -> set[int]:
    return {int(each.name[1:]) for each in Path("/tmp/.X11-unix").iterdir()}


class Keys:
    """A keyboard on a wlroots compositor. Without one, no window there gets the focus."""

    def __init__(self, program: Spoken) -> None:
        self._program = program

    def down(self, code: int) -> None:
        """Press a key (evdev code)."""
        self._do("down", code)

    def up(self, code: int) -> None:
        """Let go of it."""
        self._do("up", code)

    def _do(self, what: str, code: int) -> None:
        self._program.tell([what, code])
        assert json.loads(self._program.next()) == [what, code]


@contextmanager
def hands(desktop: Desktop, script: str = "wayland_hands.py") -> Iterator[Keys]:
    """A keyboard for as long as the block."""
    with spoken(desktop, *target(script)) as program:
        assert program.next(30) == "ready"
        yield Keys(program)


@contextmanager
def sway(folder: Path, bindings: str = "") -> Iterator[tuple[Desktop, Keys]]:
    """sway with one screen and a keyboard, and these lines in its configuration."""
    configuration = folder / "sway.conf"
    configuration.write_text(
        f"xwayland force\noutput HEADLESS-1 resolution 1280x800\ndefault_border none\n{bindings}\n"
    )
    with (
        started(
            *("sway", "sway", "-c", str(configuration)),
            display="wayland-1",
            portal="wlr;gtk",
            WLR_BACKENDS="headless",
            WLR_LIBINPUT_NO_DEVICES="1",
            WLR_RENDERER="pixman",
            XDG_CURRENT_DESKTOP="sway",
            SWAYSOCK=str(RUNTIME / "sway.sock"),
        ) as made,
        hands(made) as keyboard,
    ):
        yield made, keyboard


@contextmanager
def labwc() -> Iterator[tuple[Desktop, Keys]]:
    """labwc with one screen and a keyboard; it tells which window has the focus, but not whose it is."""
    with (
        started(
            *("labwc", "labwc"),
            display="wayland-0",
            portal="wlr;gtk",
            WLR_BACKENDS="headless",
            WLR_LIBINPUT_NO_DEVICES="1",
            WLR_RENDERER="pixman",
            XDG_CURRENT_DESKTOP="labwc:wlroots",
        ) as made,
        hands(made) as keyboard,
    ):
        yield made, keyboard


@contextmanager
def kwin() -> Iterator[tuple[Desktop, Keys]]:
    """KWin with one screen and a keyboard."""
    with (
        started(
            *("kwin", "kwin_wayland", "--virtual", "--no-lockscreen", "--xwayland"),
            *("--socket", "wayland-kwin", "--width", "1280", "--height", "800"),
            display="wayland-kwin",
            portal="kde",
            XDG_CURRENT_DESKTOP="KDE",
            KWIN_WAYLAND_NO_PERMISSION_CHECKS="1",
        ) as made,
        hands(made) as keyboard,
    ):
        yield made, keyboard


@contextmanager
def gnome() -> Iterator[tuple[Desktop, Keys]]:
    """GNOME Shell with one screen and a keyboard. It wants a system bus, and finds an empty one."""
    with (
        session_bus() as system,
        started(
            *("gnome", "gnome-shell", "--headless", "--wayland", "--unsafe-mode"),
            *("--virtual-monitor", "1280x800", "--wayland-display", "wayland-gnome"),
            display="wayland-gnome",
            portal="gnome;gtk",
            XDG_CURRENT_DESKTOP="GNOME",
            DBUS_SYSTEM_BUS_ADDRESS=system,
        ) as made,
        mutter_hands(made) as keyboard,
    ):
        wait_until(lambda: shell(made, "Main.layoutManager._startingUp") == "false", 60, "GNOME Shell")
        keyboard.down(LEFT_SHIFT)  # there is no keyboard before its first key, and so no focus
        keyboard.up(LEFT_SHIFT)
        shell(made, "Main.overview.hide()")
        wait_until(lambda: shell(made, "Main.overview.visible") == "false", 30, "the end of the overview")
        yield made, keyboard


def shell(desktop: Desktop, script: str) -> str:
    """What this JavaScript gives in GNOME Shell, which lets us because it runs in its unsafe mode."""
    address = ("--session", "--dest", "org.gnome.Shell", "--object-path", "/org/gnome/Shell")
    answer = desktop.run("gdbus", "call", *address, "--method", "org.gnome.Shell.Eval", script, check=False)
    return answer.removeprefix("(true, '").removesuffix("')")


@contextmanager
def mutter_hands(desktop: Desktop) -> Iterator[Keys]:
    """A keyboard on GNOME; its socket is there long before it answers on the bus."""
    desktop.run("gdbus", "wait", "--session", "--timeout", "20", "org.gnome.Mutter.RemoteDesktop")
    with hands(desktop, "mutter_hands.py") as keyboard:
        yield keyboard


def shell_picture(desktop: Desktop, path: Path) -> None:
    """GNOME's screen, as a PNG."""
    address = ("--session", "--dest", "org.gnome.Shell.Screenshot", "--object-path", "/org/gnome/Shell/Screenshot")
    method = "org.gnome.Shell.Screenshot.Screenshot"
    desktop.run("gdbus", "call", *address, "--method", method, "false", "false", str(path))


def press_until_seen(desktop: Desktop, keys: Keys, key: int) -> None:
    """Press a key, which changes what GNOME's screen shows; again if it does not, because a dialog that still comes up
    loses keys."""
    path, still = OUTPUT / "gnome-now.png", [b"before"]

    def look() -> bytes:
        shell_picture(desktop, path)
        still.append(path.read_bytes())
        return still[-1]

    for _ in range(5):
        wait_until(lambda: look() == still[-2], 30, "a screen that stands still")
        before = still[-1]
        keys.down(key)
        keys.up(key)
        with contextlib.suppress(pytest.fail.Exception):
            wait_until(lambda last=before: look() != last, 3)
            return
    pytest.fail(f"key {key} changes nothing on the screen")


def allow_on_gnome(desktop: Desktop, keys: Keys, leave: Path) -> None:
    """Say yes in GNOME's dialog: switch "Allow Remote Interaction" on, and press "Share", behind "Cancel". Until there
    is a file `leave`."""
    tab, space, enter = 15, 57, 28
    script = "global.display.focus_window?.get_wm_class()"
    wait_until(lambda: "portal" in shell(desktop, script), 30, "the desktop's dialog")
    for key in (tab, space, tab, tab, enter):
        press_until_seen(desktop, keys, key)
    wait_until(leave.exists, 30, "the leave to press keys")


class WaylandTerminal:
    """A foot whose program notes what it reads."""

    def __init__(self, notes: Path) -> None:
        self._notes = notes

    @property
    def text(self) -> str:
        """Everything read so far, without what the terminal says of the focus."""
        return self._all().replace("\x1b[I", "").replace("\x1b[O", "")

    @property
    def focus_losses(self) -> int:
        """How often the focus went somewhere else."""
        return self._all().count("\x1b[O")

    def await_focus(self) -> None:
        """Until the last that was said of the focus is that it is here."""
        wait_until(lambda: self._all().rfind("\x1b[I") > self._all().rfind("\x1b[O"), 30, "the focus in the terminal")

    def await_text(self, *words: str, seconds: float = 30.0) -> str:
        """Until all of these were read; everything then."""
        wait_until(lambda: all(word in self.text for word in words), seconds, f"{words} in the terminal")
        return self.text

    def _all(self) -> str:
        return self._notes.read_text() if self._notes.exists() else ""


@contextmanager
def foot(desktop: Desktop, folder: Path) -> Iterator[WaylandTerminal]:
    """A Wayland terminal with the focus."""
    folder.mkdir(exist_ok=True)
    notes = folder / "typed.txt"
    with desktop.program("foot", "--log-level=error", *target("focus_reader.py", str(notes))):
        made = WaylandTerminal(notes)
        made.await_focus()
        yield made


def copy(desktop: Desktop, text: str, *more: str) -> None:
    """As another program would; wl-copy stays behind to hand it out."""
    quiet = subprocess.DEVNULL
    subprocess.run(
        ["wl-copy", *more, text], env=desktop.environment, stdout=quiet, stderr=quiet, check=True, timeout=20
    )


def pasted(desktop: Desktop, *more: str) -> bytes:
    """What another program finds."""
    return os.fsencode(desktop.run("wl-paste", "--no-newline", *more, check=False))


def picture(desktop: Desktop, path: Path) -> None:
    """The screen of a wlroots compositor, as a PNG."""
    desktop.run("grim", str(path))
