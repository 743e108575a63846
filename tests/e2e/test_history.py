"""What no recogniser could transcribe: kept over a restart, and transcribed by another one when the user says so."""

import json
from pathlib import Path

import pytest

from providers.catalogue import PROVIDERS, provider
from rig.app import SCREENSHOTS, RunningApp, running_app
from rig.desktop import Desktop, wait_until
from rig.dictation import clipboard, focus, hold_and_say, text_field
from rig.simulators.bad_day import BadDay, Trouble
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import WORDS, encode

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]

SPOKEN = WORDS[22:31]
KEYS = {str(provider(name).key_variable): KEY for name in ("soniox", "deepgram")}


def settings_for(*simulators: Simulator) -> str:
    """The first one is chosen, and nobody takes over."""
    tables = "".join(f'[providers.{each.service.provider}]\nendpoint = "{each.endpoint}"\n' for each in simulators)
    return f'provider = "{simulators[0].service.provider}"\nfailover = []\n{tables}'


def history(app: RunningApp) -> list[dict]:
    done = app.run("history", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def retry_by_keyboard(desk: Desktop, name: str) -> None:
    """From the talk button to the newest entry's “Transcribe…”, and down the menu to that recogniser."""
    focus(desk, "Holdfast")
    desk.run("xdotool", "key", *["Tab"] * 4)  # recogniser, search, more, transcribe
    desk.run("xdotool", "key", "space")
    desk.screenshot(SCREENSHOTS / "history-retry-menu.png")
    place = [info.id for info in PROVIDERS].index(name)
    desk.run("xdotool", "key", *["Down"] * (place + 1), "Return")


def test_not_transcribed_then_a_restart_then_exactly_the_words_from_another_service(desk, sound, hands, tmp_path: Path):
    home = tmp_path / "home"
    day = BadDay(trouble=Trouble.RESET, at_sample=0)
    with (
        Simulator(SERVICES["deepgram"], day=day) as broken,
        Simulator(SERVICES["soniox"]) as good,
        text_field(desk, tmp_path) as field,
    ):
        settings = settings_for(broken, good)
        with running_app(desk, sound, home, settings, "--hidden", more=KEYS) as app:
            hold_and_say(app, hands, sound, encode(SPOKEN))
            app.wait_for("idle", 60)
            wait_until(lambda: history(app), what="the entry")
            (entry,) = history(app)
            assert (entry["mark"], entry["text"], entry["answered"]) == ("not_transcribed", "", False)
            assert entry["recording"], "the sound is kept"
            assert "history" in str(app.command("status")["notice"])
        with running_app(desk, sound, home, more=KEYS) as app:
            wait_until(lambda: history(app), what="the entry of the run before")
            desk.screenshot(SCREENSHOTS / "history-not-transcribed.png")
            retry_by_keyboard(desk, "soniox")
            wait_until(lambda: history(app)[0]["text"], what="the words")
            desk.screenshot(SCREENSHOTS / "history-transcribed-again.png")
            (entry,) = history(app)
            assert entry["text"] == " ".join(SPOKEN)
            assert (entry["mark"], entry["providers"], entry["answered"]) == ("again", ["soniox"], True)
            assert good.violations == []
            assert app.state() == "idle"
            said = app.said()
        with running_app(desk, sound, home, "", "--hidden", more=KEYS) as app:
            (entry,) = history(app)
            assert entry["text"] == " ".join(SPOKEN)
            wait_until(lambda: history(app)[0]["recording"] is None, what="the recording to go, as the text is safe")
            assert app.run("history", "delete", entry["id"]).returncode == 0
            assert history(app) == []
            assert app.state() == "idle"
        assert field.text == "", "nothing is inserted unasked"
        assert not any(word.encode() in clipboard(desk) for word in SPOKEN)
    assert not any(word in said for word in SPOKEN), "no word is logged"


def test_texts_are_in_the_history_of_the_next_run(desk, sound, hands, tmp_path: Path):
    home = tmp_path / "home"
    with (
        Simulator(SERVICES["soniox"]) as simulator,
        running_app(desk, sound, home, settings_for(simulator), "--hidden", more=KEYS) as app,
        text_field(desk, tmp_path) as field,
    ):
        hold_and_say(app, hands, sound, encode(SPOKEN[:4]))
        app.wait_for("idle")
        wait_until(lambda: field.text and history(app), what="the entry")
        with_app = history(app)
    with running_app(desk, sound, home, more=KEYS) as app:
        assert history(app) == with_app
        assert with_app[0]["text"] == " ".join(SPOKEN[:4])
        assert (with_app[0]["mark"], with_app[0]["outcome"]) == ("inserted", "committed"), with_app[0]["note"]
        assert with_app[0]["recording"] is None, "the text is safe"
        focus(desk, "Holdfast")
        desk.screenshot(SCREENSHOTS / "history-of-the-run-before.png")
    assert app.run("history", "show", with_app[0]["id"]).stdout == " ".join(SPOKEN[:4]) + "\n", "also without the app"
