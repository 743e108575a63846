"""What the running app leaves on the disk while somebody speaks and afterwards: as much as the user wants; and where
the disk refuses that, a sentence.
"""

import pytest

from app.folders import folders
from app.journal.folder import SUFFIX
from app.journal.shelf import is_alive
from rig.app import running_app
from rig.desktop import wait_until
from rig.dictation import text_field, voice

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]

KEEP_NOTHING = "record = false\nkeep_texts_days = 0\n"


def say(app, hands, sound, meanwhile=lambda: None):
    code = hands.code("Control_R")
    hands.press(code)
    app.wait_for("listening")
    sound.default.speak(voice("austen-0880"))
    sound.default.spoken()
    meanwhile()
    hands.release(code)


def test_speech_is_on_the_disk_while_it_is_spoken_and_gone_when_its_text_is_there(desk, sound, hands, tmp_path):
    home = tmp_path / "home"
    recordings = folders({"HOLDFAST_HOME": str(home)}).recordings

    def look():
        (file,) = recordings.glob(f"*{SUFFIX}")
        assert is_alive(file)
        assert file.stat().st_size > len(voice("austen-0880"))
        assert (recordings.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)

    with running_app(desk, sound, home, "", "--hidden") as app, text_field(desk, tmp_path) as field:
        say(app, hands, sound, look)
        field.wait_for("young", "man")
        wait_until(lambda: not list(recordings.iterdir()), what="the recording to go")


def test_who_keeps_nothing_has_nothing_on_the_disk(desk, sound, hands, tmp_path):
    home = tmp_path / "home"
    state = folders({"HOLDFAST_HOME": str(home)}).state

    def look():
        assert not state.exists() or not list(state.rglob("*"))

    with running_app(desk, sound, home, KEEP_NOTHING, "--hidden") as app, text_field(desk, tmp_path) as field:
        say(app, hands, sound, look)
        field.wait_for("young", "man")
        app.wait_for("idle")
        look()
    look()
    assert not any(b"young man" in each.read_bytes() for each in home.rglob("*") if each.is_file())


def test_a_disk_that_refuses_is_said_and_the_dictation_goes_on(desk, sound, hands, tmp_path):
    home = tmp_path / "home"
    recordings = folders({"HOLDFAST_HOME": str(home)}).recordings
    recordings.parent.mkdir(parents=True)
    recordings.write_text("a file where the folder should be")

    def told():
        return "cannot be recorded on the disk" in str(app.command("status")["notice"])

    with running_app(desk, sound, home, "", "--hidden") as app, text_field(desk, tmp_path) as field:
        say(app, hands, sound, lambda: wait_until(told, what="the notice"))
        field.wait_for("young", "man")
        app.wait_for("idle")
        app.may_warn = True
        assert app.said().count("The journal cannot be written") == 1
