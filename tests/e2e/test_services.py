"""Every service through the whole program: words spoken into the virtual microphone, coded as tones, arrive in another
program exactly as they were said, by way of a simulator that hears nothing but the audio it was sent.
"""

from pathlib import Path

import pytest

from rig.app import SCREENSHOTS, running_app
from rig.desktop import wait_until
from rig.dictation import dictate, text_field
from rig.service_app import SPOKEN, app_with, hold_and_say
from rig.simulators.bad_day import GOOD_DAY, BadDay, Trouble
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]


def assert_nowhere(key: str, home: Path) -> None:
    """No file that the app wrote holds the key."""
    files = [each for each in home.rglob("*") if each.is_file()]
    assert any(each.suffix == ".log" for each in files)
    assert [each for each in files if key.encode() in each.read_bytes()] == []


@pytest.mark.parametrize("name", SERVICES)
def test_the_other_program_holds_exactly_the_words(desk, sound, hands, tmp_path, name):
    home = tmp_path / "home"
    with Simulator(SERVICES[name]) as simulator:
        with app_with(desk, sound, home, simulator, KEY, "--hidden") as app, text_field(desk, tmp_path) as field:
            arguments = Path(f"/proc/{app.process.pid}/cmdline").read_bytes()
            hold_and_say(app, hands, sound, SPOKEN)
            app.wait_for("idle")
            wait_until(lambda: field.text, what="the words")
            assert field.text == simulator.heard
            assert field.text.lower().replace(".", "").split() == list(SPOKEN)
            assert app.command("status")["notice"] == ""
        assert simulator.violations == []
    assert_nowhere(KEY, home)
    assert KEY.encode() not in arguments


def test_a_wrong_key_is_said_and_the_field_for_it_is_one_click_away(desk, sound, hands, tmp_path):
    """The recogniser on this computer takes over; but a key does not mend itself."""
    wrong = "wrong-key-0d41"
    home = tmp_path / "home"
    with Simulator(SERVICES["soniox"]) as simulator, app_with(desk, sound, home, simulator, wrong) as app:
        code = hands.code("Control_R")
        hands.press(code)
        wait_until(lambda: app.command("status")["serving"] == "local", what="somebody who takes over")
        hands.release(code)
        wait_until(lambda: "key" in str(app.command("status")["notice"]), what="the notice")
        app.wait_for("idle")
        desk.screenshot(SCREENSHOTS / "wrong-key.png")
    assert_nowhere(wrong, tmp_path / "home")


@pytest.mark.parametrize("trouble", [Trouble.RESET, Trouble.ERROR])
def test_a_connection_that_breaks_costs_no_word(desk, sound, hands, tmp_path, trouble):
    day = BadDay(trouble=trouble, at_sample=16_000, first_streams=1)
    with (
        Simulator(SERVICES["soniox"], day=day) as simulator,
        app_with(desk, sound, tmp_path / "home", simulator, KEY, "--hidden") as app,
        text_field(desk, tmp_path) as field,
    ):
        hold_and_say(app, hands, sound, SPOKEN)
        app.wait_for("idle")
        wait_until(lambda: field.text, what="the words")
        assert field.text == " ".join(SPOKEN)
        assert app.command("status")["notice"] == ""
        assert len(simulator.streams) == 2
        assert simulator.violations == []


def test_a_service_that_is_gone_for_good_is_said_and_nothing_is_claimed(desk, sound, hands, tmp_path):
    """Where nobody is allowed to take over."""
    day = BadDay(trouble=Trouble.RESET, at_sample=8_000)
    settings = "failover = []"
    with (
        Simulator(SERVICES["deepgram"], day=day) as simulator,
        app_with(desk, sound, tmp_path / "home", simulator, settings=settings) as app,
        text_field(desk, tmp_path) as field,
    ):
        hold_and_say(app, hands, sound, SPOKEN)
        wait_until(lambda: app.command("status")["notice"], 30, what="the notice")
        app.wait_for("idle")
        desk.screenshot(SCREENSHOTS / "connection-broken.png")
        assert field.text == ""
        simulator.day = GOOD_DAY
        hold_and_say(app, hands, sound, SPOKEN[:3])
        app.wait_for("idle")
        wait_until(lambda: field.text, what="the words of the next dictation")
        assert field.text.lower().replace(".", "").split() == list(SPOKEN[:3])


def test_without_a_network_the_recogniser_on_this_computer_answers(desk, sound, hands, tmp_path):
    settings = 'provider = "soniox"\n[providers.soniox]\nendpoint = "ws://127.0.0.1:9"\n'
    more = {"SONIOX_API_KEY": KEY}
    with (
        running_app(desk, sound, tmp_path / "home", settings, "--hidden", more=more) as app,
        text_field(desk, tmp_path) as field,
    ):
        for recording, words in (("austen-0880", ("young", "man")), ("austen-0930", ("amiable",))):
            dictate(app, hands, sound, recording)
            field.wait_for(*words)
            app.wait_for("idle")
            assert app.command("status")["notice"] == ""
