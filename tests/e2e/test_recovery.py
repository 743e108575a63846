"""Killed in the middle of a dictation, and started again."""

import pytest

from rig.app import SCREENSHOTS, running_app
from rig.desktop import wait_until
from rig.dictation import voice

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]


def test_what_was_said_is_offered_at_the_next_start_and_transcribed_on_demand(desk, sound, hands, tmp_path):
    home = tmp_path / "home"
    with running_app(desk, sound, home, "", "--hidden") as app:
        desk.run("xdotool", "keydown", "Control_R")
        app.wait_for("listening")
        sound.default.speak(voice("austen-0880"))
        sound.default.spoken()
        app.kill()
    desk.run("xdotool", "keyup", "Control_R")
    with running_app(desk, sound, home) as app:
        wait_until(
            lambda: "ended in the middle of a dictation" in str(app.command("status")["notice"]), what="the offer"
        )
        desk.screenshot(SCREENSHOTS / "recovery-offered.png")
        desk.run("xdotool", "search", "--sync", "--onlyvisible", "--name", "^Holdfast$", "windowactivate", "--sync")
        desk.run("xdotool", "key", "alt+t")
        wait_until(lambda: "young" in app.run("history").stdout, 60, "the words in the history")
        desk.screenshot(SCREENSHOTS / "recovery-transcribed.png")
    with running_app(desk, sound, home, "", "--hidden") as app:
        assert "young" in app.run("history").stdout
        assert app.command("status")["notice"] == ""
