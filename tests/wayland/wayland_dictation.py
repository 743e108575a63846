"""The way of a word on Wayland, for real: the app in its own process, a key that is held, a person's recorded voice in
the virtual microphone, and the text in a terminal.
"""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.app import running_app
from rig.compositors import OUTPUT, Keys, allow_on_gnome, copy, foot, gnome, kwin, pasted, picture, shell_picture, sway
from rig.desktop import Desktop, wait_until
from rig.dictation import voice
from rig.pulse import SoundServer, sound_server

F9, ENTER = 67, 28


@pytest.fixture(scope="module")
def sound() -> Iterator[SoundServer]:
    with sound_server() as server:
        server.default = server.microphone()
        yield server


def own_session(desktop: Desktop) -> dict[str, str]:
    """What the app is to have of the desktop's session, and not of the rig's seclusion."""
    names = ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")
    return {name: desktop.environment[name] for name in names}


def test_on_sway_with_a_key_that_the_compositor_binds(sound: SoundServer, tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = f"exec env HOLDFAST_HOME={home} python -m app"
    bindings = f"bindsym --no-repeat F9 {command} press\nbindsym --release F9 {command} release"
    with (
        sway(tmp_path, bindings) as (desktop, keys),
        running_app(desktop, sound, home, "", "--hidden", more=own_session(desktop)) as app,
        foot(desktop, tmp_path) as terminal,
    ):
        app.may_warn = True  # there is no key that it can listen for itself
        copy(desktop, "before")
        keys.down(F9)
        app.wait_for("listening")
        sound.default.speak(voice("austen-0880"))
        sound.default.spoken()
        picture(desktop, OUTPUT / "sway-listening.png")
        assert focused(desktop) == "foot"  # the overlay has not taken the focus
        keys.up(F9)
        terminal.await_text("young", "man")
        app.wait_for("idle")
        wait_until(lambda: pasted(desktop) == b"before", what="the clipboard to be given back")
        picture(desktop, OUTPUT / "sway-afterwards.png")


def test_on_kwin_with_a_key_of_the_portal(sound: SoundServer, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (
        kwin() as (desktop, keys),
        running_app(desktop, sound, home, 'hotkey = "F9"', "--hidden", more=own_session(desktop)) as app,
    ):
        app.may_warn = True  # there is no system bus
        say_yes(keys, home)
        with foot(desktop, tmp_path) as terminal:
            copy(desktop, "before")
            losses = terminal.focus_losses
            keys.down(F9)
            app.wait_for("listening")
            sound.default.speak(voice("austen-0880"))
            sound.default.spoken()
            keys.up(F9)
            terminal.await_text("young", "man")
            assert terminal.focus_losses == losses  # none to the overlay
            app.wait_for("idle")
            wait_until(lambda: pasted(desktop) == b"before", what="the clipboard to be given back")


def say_yes(keys: Keys, home: Path) -> None:
    """Press Enter in the desktop's dialogs, of which there are two, until nothing has changed for some presses."""
    leave, after = home / "state" / "keyboard-leave", 0
    for _ in range(60):
        keys.down(ENTER)
        keys.up(ENTER)
        with contextlib.suppress(pytest.fail.Exception):
            wait_until(lambda: False, 0.5)
        after += leave.exists()
        if after > 6:
            return
    pytest.fail("no leave to press keys")


def test_on_gnome_with_a_command(sound: SoundServer, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (
        gnome() as (desktop, keys),
        running_app(desktop, sound, home, "", "--hidden", more=own_session(desktop)) as app,
    ):
        app.may_warn = True  # there is no system bus, and no key without the desktop's settings
        allow_on_gnome(desktop, keys, home / "state" / "keyboard-leave")
        with foot(desktop, tmp_path) as terminal:
            copy(desktop, "before")  # where there is no data-control, wl-copy has a window of its own for a moment
            terminal.await_focus()
            losses = terminal.focus_losses
            app.command("press")
            app.wait_for("listening")
            sound.default.speak(voice("austen-0880"))
            sound.default.spoken()
            shell_picture(desktop, OUTPUT / "gnome-listening.png")
            app.command("release")
            terminal.await_text("young", "man")
            assert terminal.focus_losses == losses  # none to the overlay
            app.wait_for("idle")
            wait_until(lambda: pasted(desktop) == b"before", what="the clipboard to be given back")


def focused(desktop: Desktop) -> str:
    """The app id of sway's focused window."""

    def find(node: dict) -> str | None:  # type: ignore[type-arg]
        if node.get("focused"):
            return str(node.get("app_id"))
        return next((found for each in node["nodes"] + node["floating_nodes"] if (found := find(each))), None)

    return find(json.loads(desktop.run("swaymsg", "-r", "-t", "get_tree"))) or ""
