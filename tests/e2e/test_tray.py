"""The app on desktops with a tray, without one, and with one that comes late and goes again."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rig.app import RunningApp, running_app
from rig.desktop import Desktop, wait_until
from rig.dictation import focus
from rig.insertion import Spoken, python
from rig.key_stores import bus
from rig.pulse import SoundServer

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]


@contextmanager
def tray(x11: Desktop, session: dict[str, str]) -> Iterator[Spoken]:
    """A desktop's panel with a tray, for as long as the block."""
    with x11.program(*python("tray_watcher.py"), extra=session, stdout=subprocess.PIPE) as process:
        panel = Spoken(process)
        assert panel.next() == "ready"
        try:
            yield panel
        finally:
            process.terminate()
            panel.close()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[dict[str, str]]:
    with bus(tmp_path / "bus") as environment:
        yield {"DBUS_SESSION_BUS_ADDRESS": environment["DBUS_SESSION_BUS_ADDRESS"]}


def window_is_shown(x11: Desktop) -> bool:
    return bool(x11.run("xdotool", "search", "--onlyvisible", "--name", "^Holdfast$", check=False))


def is_alive(app: RunningApp) -> bool:
    return app.process.poll() is None and app.state() == "idle"


def test_where_there_is_a_tray_the_window_can_stay_away(
    x11: Desktop, sound: SoundServer, session: dict[str, str], tmp_path: Path
) -> None:
    with tray(x11, session) as panel, running_app(x11, sound, tmp_path / "home", "", "--hidden", more=session):
        assert panel.next(20).startswith("item ")
        assert not window_is_shown(x11)


def test_without_a_tray_the_window_stands_in_until_one_comes(
    x11: Desktop, sound: SoundServer, session: dict[str, str], tmp_path: Path
) -> None:
    with running_app(x11, sound, tmp_path / "home", "", "--hidden", more=session) as app:
        wait_until(lambda: window_is_shown(x11), 20, "the window")
        with tray(x11, session) as panel:
            assert panel.next(30).startswith("item ")  # an icon that was made before would never get there
            focus(x11, "Holdfast")
            x11.run("xdotool", "key", "alt+F4")
            wait_until(lambda: not window_is_shown(x11), 20, "the window's going")
            assert is_alive(app)
        wait_until(lambda: window_is_shown(x11), 30, "the window, now that the tray is gone")
        assert is_alive(app)
