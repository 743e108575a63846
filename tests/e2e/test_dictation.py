"""The way of a word, for real: the app in its own process, the hotkey held by a hand on the keyboard with auto-repeat
on, a person's recorded voice in the microphone, and the text in another program.
"""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from rig.app import SCREENSHOTS, RunningApp, running_app
from rig.desktop import wait_until
from rig.dictation import clipboard, copy, dictate, focus, text_field, voice

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]


@contextmanager
def asleep(app: RunningApp) -> Iterator[None]:
    """The recogniser's process does nothing for as long as the block: finalizing takes a twentieth of a second else."""
    worker = int(subprocess.check_output(["pgrep", "-P", str(app.process.pid)], text=True).split()[0])
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


def test_the_words_are_in_the_other_program_and_the_clipboard_is_given_back(app, desk, hands, sound, tmp_path):
    copy(desk, b"what was copied before")
    with text_field(desk, tmp_path) as field:
        window = desk.focused_window()
        dictate(app, hands, sound, "austen-0880")
        text = field.wait_for("young", "man")
        app.wait_for("idle")
        assert desk.focused_window() == window
        wait_until(lambda: clipboard(desk) == b"what was copied before", what="the clipboard to be given back")
        # Directly after the first, without a pause: both are there, once, and the clipboard is still the first one.
        dictate(app, hands, sound, "austen-0930")
        both = field.wait_for("man", "amiable")
        assert both.startswith(text)
        assert both.count("amiable") == 1 and both.count("young") == 1
        app.wait_for("idle")
        wait_until(lambda: clipboard(desk) == b"what was copied before", what="the clipboard to be given back")


def test_an_image_on_the_clipboard_survives(app, desk, hands, sound, tmp_path):
    image = tmp_path / "image.png"
    assert desk.picture().copy(0, 0, 40, 30).save(str(image))
    copy(desk, image.read_bytes(), "image/png")
    with text_field(desk, tmp_path) as field:
        dictate(app, hands, sound, "austen-0880")
        field.wait_for("young", "man")
        app.wait_for("idle")
        wait_until(
            lambda: clipboard(desk, "image/png") == image.read_bytes(), what="the image to be on the clipboard again"
        )


def test_a_key_that_repeats_is_held_all_the_same(desk, sound, hands, tmp_path):
    """F9 repeats at 40 Hz while it is held, as every key but a modifier does."""
    with (
        running_app(desk, sound, tmp_path / "home", 'hotkey = "F9"', "--hidden") as app,
        text_field(desk, tmp_path) as field,
    ):
        desk.run("xdotool", "keydown", "F9")
        app.wait_for("listening")
        sound.default.speak(voice("austen-0880"))
        sound.default.spoken()
        assert app.state() == "listening"
        desk.run("xdotool", "keyup", "F9")
        field.wait_for("young", "man")
        app.wait_for("idle")


def test_the_words_arrive_in_a_terminal(app, desk, hands, sound, tmp_path):
    typed = tmp_path / "typed.txt"
    with desk.program("xterm", "-T", "terminal", "-e", f"stty -echo; cat > {typed}"):
        wait_until(typed.exists, what="the terminal's program")
        focus(desk, "terminal")
        dictate(app, hands, sound, "austen-0880")
        app.wait_for("idle")
        hands.tap(hands.code("Return"))
        wait_until(lambda: "young man" in typed.read_text(), what="the words in the terminal")


def test_a_press_while_the_first_is_finalizing_starts_the_next_and_both_arrive_in_order(
    app, desk, hands, sound, tmp_path
):
    with text_field(desk, tmp_path) as field:
        with asleep(app):
            dictate(app, hands, sound, "austen-0880")
            app.wait_for("finalizing")
            code = hands.code("Control_R")
            hands.press(code)
            app.wait_for("listening")
        sound.default.speak(voice("austen-0930"))
        sound.default.spoken()
        hands.release(code)
        text = field.wait_for("young", "amiable")
        assert text.index("young") < text.index("amiable")
        app.wait_for("idle")


def test_esc_twice_cancels_and_the_text_is_kept_and_inserted_nowhere(app, desk, hands, sound, tmp_path):
    with text_field(desk, tmp_path) as field:
        code = hands.code("Control_R")
        hands.press(code)
        app.wait_for("listening")
        sound.default.speak(voice("austen-0880"))
        sound.default.spoken()
        hands.tap(hands.code("Escape"))
        assert app.state() == "listening"
        hands.tap(hands.code("Escape"))  # the first one may be too long ago by now: then this is the first
        hands.tap(hands.code("Escape"))
        app.wait_for("idle")
        assert "in the history" in app.command("status")["notice"]
        hands.release(code)
        dictate(app, hands, sound, "austen-0930")
        assert "young" not in field.wait_for("amiable")
        app.wait_for("idle")


def test_a_tap_locks_and_the_next_one_ends(desk, sound, hands, tmp_path):
    settings = 'mode = "tap to lock"'
    with running_app(desk, sound, tmp_path / "home", settings, "--hidden") as app, text_field(desk, tmp_path) as field:
        code = hands.code("Control_R")
        hands.tap(code)
        app.wait_for("listening")
        assert app.command("status")["hands_free"] is True
        sound.default.speak(voice("austen-0880"))
        sound.default.spoken()
        hands.tap(code)
        field.wait_for("young", "man")
        app.wait_for("idle")


def test_copy_only_leaves_the_text_on_the_clipboard(desk, sound, hands, tmp_path):
    with (
        running_app(desk, sound, tmp_path / "home", 'delivery = "copy"', "--hidden") as app,
        text_field(desk, tmp_path) as field,
    ):
        dictate(app, hands, sound, "austen-0880")
        wait_until(lambda: b"young man" in clipboard(desk), what="the text on the clipboard")
        assert field.text == ""
        app.wait_for("idle")


def test_commands_do_what_the_key_does_and_quitting_keeps_what_was_said(desk, sound, tmp_path):
    with running_app(desk, sound, tmp_path / "home", "", "--hidden") as app, text_field(desk, tmp_path) as field:
        app.command("press")
        app.wait_for("listening")
        status = app.command("status")
        assert (status["provider"], status["serving"], status["interrupted"]) == ("local", "local", "")
        sound.default.speak(voice("austen-0880"))
        sound.default.spoken()
        app.process.terminate()  # while it listens: what was said must still arrive
        field.wait_for("young", "man")
        app.process.wait(20)


def test_screenshots_of_every_state(desk, sound, hands, tmp_path):
    """Idle, listening with live text, finalizing: saved for people to look at."""
    for theme in ("light", "dark"):
        home = tmp_path / theme
        with running_app(desk, sound, home, f'theme = "{theme}"') as app:
            with text_field(desk, tmp_path) as field:
                desk.screenshot(SCREENSHOTS / f"{theme}-idle.png")
                code = hands.code("Control_R")
                hands.press(code)
                app.wait_for("listening")
                sound.default.speak(voice("austen-0920"))
                sound.default.spoken()
                desk.screenshot(SCREENSHOTS / f"{theme}-listening.png")
                with asleep(app):
                    hands.release(code)
                    app.wait_for("finalizing")
                    desk.screenshot(SCREENSHOTS / f"{theme}-finalizing.png")
                field.wait_for("respectable")
                app.wait_for("idle")
            desk.screenshot(SCREENSHOTS / f"{theme}-done.png")
