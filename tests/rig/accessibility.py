"""A desktop whose programs describe themselves: a display, a session bus, and the accessibility bus that it starts."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rig.desktop import Desktop, wait_until

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")


@contextmanager
def described(x11: Desktop, home: Path) -> Iterator[Desktop]:
    """The same display, with a session bus of its own on which org.a11y.Bus can be started; `home`: a short path that
    is empty."""
    for program in ("dbus-daemon", "xdotool"):
        if shutil.which(program) is None:
            pytest.fail(f"{program} is missing: ./test installs it")
    if not LAUNCHER.exists():
        pytest.fail("at-spi2-core is missing: ./test installs it")
    home.chmod(0o700)
    environment = {
        **x11.environment,
        "XDG_RUNTIME_DIR": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),  # the switch is kept there, by dconf if it is installed
        "GSETTINGS_BACKEND": "memory",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:tmpdir={home}"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as daemon:
        try:
            assert daemon.stdout
            address = daemon.stdout.readline().strip()
            yield Desktop(x11.display, {**environment, "DBUS_SESSION_BUS_ADDRESS": address})
        finally:
            daemon.terminate()


def switch_on(desktop: Desktop) -> None:
    """Start the accessibility bus, as a desktop does when somebody logs in."""
    desktop.run(
        "dbus-send", "--session", "--dest=org.a11y.Bus", "--print-reply", "/org/a11y/bus", "org.a11y.Bus.GetAddress"
    )
    wait_until(lambda: "org.a11y.Bus" in names(desktop), what="the accessibility bus")


def names(desktop: Desktop) -> str:
    """Who is on the session bus."""
    bus = ("--dest=org.freedesktop.DBus", "--print-reply", "/org/freedesktop/DBus", "org.freedesktop.DBus.ListNames")
    return desktop.run("dbus-send", "--session", *bus)
