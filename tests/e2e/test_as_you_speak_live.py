"""Words go into another program while the key that is held for them is still down: each once, also when the connection
breaks in the middle.
"""

import pytest

from rig.desktop import wait_until
from rig.dictation import text_field
from rig.service_app import SPOKEN, app_with
from rig.simulators.bad_day import GOOD_DAY, BadDay, Trouble
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import encode

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]

SETTINGS = 'delivery = "as you speak"\nhotkey = "{key}"\n'
BREAKS = BadDay(trouble=Trouble.RESET, at_sample=32_000, first_streams=1)


@pytest.mark.parametrize("day", [GOOD_DAY, BREAKS], ids=["good day", "a break"])
def test_words_are_there_before_the_key_is_let_go(desk, sound, hands, tmp_path, day):
    words = SPOKEN * 3
    with (
        Simulator(SERVICES["soniox"], day=day) as simulator,
        app_with(desk, sound, tmp_path / "home", simulator, KEY, "--hidden", settings=SETTINGS.format(key="F9")) as app,
        text_field(desk, tmp_path) as field,
    ):
        code = hands.code("F9")
        hands.press(code)
        app.wait_for("listening")
        sound.default.speak(encode(words))
        wait_until(lambda: len(field.text.split()) > 3, what="the first words")
        assert app.state() == "listening"
        sound.default.spoken()
        hands.release(code)
        app.wait_for("idle")
        wait_until(lambda: len(field.text.split()) == len(words), what="the last words")
        assert field.text == " ".join(words)
        assert app.command("status")["notice"] == ""
        assert simulator.violations == []


def test_with_a_modifier_held_the_words_wait_until_it_is_let_go(desk, sound, hands, tmp_path):
    with (
        Simulator(SERVICES["soniox"]) as simulator,
        app_with(desk, sound, tmp_path / "home", simulator, settings=SETTINGS.format(key="Right Ctrl")) as app,
        text_field(desk, tmp_path) as field,
    ):
        code = hands.code("Control_R")
        hands.press(code)
        app.wait_for("listening")
        sound.default.speak(encode(SPOKEN))
        sound.default.spoken()
        assert field.text == ""
        hands.release(code)
        app.wait_for("idle")
        wait_until(lambda: field.text, what="the words")
        assert field.text == " ".join(SPOKEN)
