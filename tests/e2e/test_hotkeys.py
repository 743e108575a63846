"""The hotkeys of the running app, on a real X server with auto-repeat on."""

import pytest

from rig.app import running_app
from rig.desktop import wait_until
from rig.dictation import dictate, text_field, voice

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]

KEYS = """
hotkey = "F9"
hands_free_key = "F7"
insert_again_key = "Ctrl+Alt+V"
cancel_twice = false
"""


def test_every_key_does_what_it_is_for_and_no_program_sees_it(desk, sound, hands, tmp_path):
    home = tmp_path / "home"
    with running_app(desk, sound, home, KEYS, "--hidden") as app, text_field(desk, tmp_path) as field:
        # The hands-free key, held for long enough to repeat: once pressed is once pressed.
        desk.run("xset", "r", "rate", "200", "40")
        hands.press(hands.code("F7"))
        app.wait_for("listening")
        assert app.command("status")["hands_free"] is True
        sound.default.speak(voice("austen-0880"))
        sound.default.spoken()
        hands.release(hands.code("F7"))
        assert app.state() == "listening"
        hands.tap(hands.code("F7"))
        field.wait_for("young", "man")
        app.wait_for("idle")
        # Once more, with a combination: the text goes in when the modifiers are up.
        first = field.text
        for symbol in ("Control_L", "Alt_L", "v"):
            hands.press(hands.code(symbol))
        for symbol in ("v", "Alt_L", "Control_L"):
            hands.release(hands.code(symbol))
        wait_until(lambda: field.text.count("young") == 2, 20, what="the text a second time")
        assert field.text == first * 2
        # Cancelled with one press, and taken back from the command line.
        hands.press(hands.code("F9"))
        app.wait_for("listening")
        sound.default.speak(voice("austen-0930"))
        sound.default.spoken()
        hands.tap(hands.code("Escape"))
        app.wait_for("idle")
        hands.release(hands.code("F9"))
        assert field.text == first * 2
        app.command("insert-again")
        field.wait_for("amiable")


def test_a_restart_under_a_held_key_records_nothing_until_it_was_up(desk, sound, hands, tmp_path):
    code = hands.code("F9")
    home = tmp_path / "home"
    with running_app(desk, sound, home, KEYS, "--hidden") as app:
        hands.press(code)
        app.wait_for("listening")
        app.kill()
    with running_app(desk, sound, home, KEYS, "--hidden") as app, text_field(desk, tmp_path) as field:
        wait_until(lambda: app.command("status")["hotkey"] == "F9", what="the app to listen for its key")
        assert app.state() == "idle"
        hands.release(code)
        dictate(app, hands, sound, "austen-0880", key="F9")
        field.wait_for("young", "man")
        app.wait_for("idle")


@pytest.mark.parametrize("layout", ["de", "il", "ru"])
def test_a_foreign_layout_changes_nothing(desk, sound, hands, tmp_path, layout):
    desk.run("setxkbmap", layout)
    try:
        with (
            running_app(desk, sound, tmp_path / "home", KEYS, "--hidden") as app,
            text_field(desk, tmp_path) as field,
        ):
            dictate(app, hands, sound, "austen-0880", key="F9")
            field.wait_for("young", "man")
            app.wait_for("idle")
    finally:
        desk.run("setxkbmap", "us")
