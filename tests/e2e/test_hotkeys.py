"""The hotkeys of the running app, on a real X server with auto-repeat on."""

import pytest

from rig.app import running_app
from rig.desktop import wait_until
from rig.dictation import dictate, focus, text_field, voice

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
        twice = f"{first} {first}"
        assert field.text == twice
        # Cancelled with one press, and taken back from the command line.
        hands.press(hands.code("F9"))
        app.wait_for("listening")
        sound.default.speak(voice("austen-0930"))
        sound.default.spoken()
        hands.tap(hands.code("Escape"))
        app.wait_for("idle")
        hands.release(hands.code("F9"))
        assert field.text == twice
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


def test_a_terminal_sees_the_words_and_nothing_of_the_key_also_of_one_that_is_held_again(desk, sound, hands, tmp_path):
    typed = tmp_path / "typed.bin"
    with (
        running_app(desk, sound, tmp_path / "home", 'hotkey = "F9"', "--hidden") as app,
        desk.program("xterm", "-T", "terminal", "-e", f"stty -echo raw; cat > {typed}"),
    ):
        wait_until(typed.exists, what="the terminal's program")
        focus(desk, "terminal")
        code = hands.code("F9")
        hands.press(code)
        app.wait_for("listening")
        sound.default.speak(voice("austen-0880"))
        sound.default.spoken()
        hands.release(code)
        hands.press(code)  # at once: the first text is pasted while the key is down again, and has the keyboard
        wait_until(lambda: b"young man" in typed.read_bytes(), 20, what="the words in the terminal")
        assert app.state() == "listening"
        sound.default.speak(voice("austen-0930"))
        sound.default.spoken()
        hands.release(code)
        wait_until(lambda: b"amiable" in typed.read_bytes(), 20, what="the next words")
        app.wait_for("idle")
        # One repeat may slip through while the way is free for the chord; a hold of two seconds has eighty.
        assert typed.read_bytes().count(b"\x1b[20~") <= 1
