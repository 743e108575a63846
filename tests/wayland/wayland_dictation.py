"""The way of a word on Wayland, for real: the app in its own process, a key that is held, a person's recorded voice in
the virtual microphone, and the text in a terminal.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.app import running_app
from rig.compositors import OUTPUT, copy, foot, pasted, picture, sway
from rig.desktop import Desktop, wait_until
from rig.dictation import voice
from rig.pulse import SoundServer, sound_server

F9 = 67


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


def focused(desktop: Desktop) -> str:
    """The app id of sway's focused window."""

    def find(node: dict) -> str | None:  # type: ignore[type-arg]
        if node.get("focused"):
            return str(node.get("app_id"))
        return next((found for each in node["nodes"] + node["floating_nodes"] if (found := find(each))), None)

    return find(json.loads(desktop.run("swaymsg", "-r", "-t", "get_tree"))) or ""
