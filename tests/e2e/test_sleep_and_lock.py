"""The computer falls asleep, wakes and is locked, as logind tells it, while somebody dictates."""

import pytest

from rig.app import running_app
from rig.computer import computer, until_waiting
from rig.desktop import wait_until
from rig.dictation import clipboard, text_field, voice

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]


@pytest.fixture
def machine(tmp_path):
    with computer(tmp_path / "bus") as (machine, environment):
        yield machine, environment


def test_the_last_words_arrive_before_the_computer_sleeps_and_the_next_ones_after(desk, sound, machine, tmp_path):
    computer, environment = machine
    with (
        running_app(desk, sound, tmp_path / "home", 'hotkey = "F9"', "--hidden", more=environment) as app,
        text_field(desk, tmp_path) as field,
    ):
        until_waiting(computer)
        desk.run("xdotool", "keydown", "F9")
        app.wait_for("listening")
        sound.default.speak(voice("austen-0880"))
        sound.default.spoken()
        computer.fall_asleep()
        field.wait_for("young", "man")
        until_waiting(computer, False)
        # The finger was lifted while nobody watched, or not: what counts is the next press.
        computer.awake()
        until_waiting(computer)
        assert app.state() == "idle"
        desk.run("xdotool", "keyup", "F9")
        desk.run("xdotool", "keydown", "F9")
        app.wait_for("listening")
        sound.default.speak(voice("austen-0930"))
        sound.default.spoken()
        desk.run("xdotool", "keyup", "F9")
        field.wait_for("amiable")


def test_nothing_is_inserted_while_the_screen_is_locked(desk, sound, machine, tmp_path):
    computer, environment = machine
    with (
        running_app(desk, sound, tmp_path / "home", 'hotkey = "F9"', "--hidden", more=environment) as app,
        text_field(desk, tmp_path) as field,
    ):
        until_waiting(computer)
        desk.run("xdotool", "keydown", "F9")
        app.wait_for("listening")
        sound.default.speak(voice("austen-0880"))
        sound.default.spoken()
        wait_until(lambda: any(asked[-1] == "LockedHint" for asked in computer.asked), what="the app to listen")
        computer.lock(True)
        wait_until(lambda: "The screen is locked" in str(app.command("status")["notice"]), 20, "the notice")
        desk.run("xdotool", "keyup", "F9")
        assert field.text == ""
        assert b"young" in clipboard(desk)
        computer.lock(False)
        desk.run("xdotool", "keydown", "F9")
        app.wait_for("listening")
        sound.default.speak(voice("austen-0930"))
        sound.default.spoken()
        desk.run("xdotool", "keyup", "F9")
        assert "young" not in field.wait_for("amiable")
