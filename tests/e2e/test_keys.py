"""From a wrong key to the right one by way of the window, with GNOME Keyring; and no trace of either anywhere."""

import pytest

from rig.app import SCREENSHOTS, running_app
from rig.desktop import wait_until
from rig.dictation import focus, text_field
from rig.key_stores import gnome_keyring, traces
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import WORDS, encode

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]

WRONG = "wrong-key-91b2d7"
SPOKEN = WORDS[5:9]


def say(app, hands, sound) -> None:
    code = hands.code("Control_R")
    hands.press(code)
    app.wait_for("listening")
    sound.default.speak(encode(SPOKEN))
    sound.default.spoken()
    hands.release(code)


def notice(app) -> str:
    return str(app.command("status")["notice"])


def test_a_wrong_key_is_replaced_in_the_window_and_the_next_dictation_works(desk, sound, hands, tmp_path):
    home = tmp_path / "home"
    with gnome_keyring(tmp_path / "session") as session, Simulator(SERVICES["soniox"]) as simulator:
        settings = (
            f'provider = "soniox"\nkeep_connection_s = 600\n[providers.soniox]\nendpoint = "{simulator.endpoint}"\n'
        )
        bus = {"DBUS_SESSION_BUS_ADDRESS": session["DBUS_SESSION_BUS_ADDRESS"]}
        with running_app(desk, sound, home, settings, more=bus) as app, text_field(desk, tmp_path) as field:
            wait_until(lambda: "No API key was found in the key store" in notice(app), what="the notice at the start")
            desk.screenshot(SCREENSHOTS / "key-missing.png")
            assert app.run("key", "set", "soniox", given=f"{WRONG}\n").returncode == 0
            hands.press(hands.code("Control_R"))
            wait_until(lambda: app.command("status")["serving"] == "local", 20, "the offline recogniser to take over")
            hands.release(hands.code("Control_R"))
            wait_until(lambda: "valid API key" in notice(app), 20, "the notice")
            app.wait_for("idle")
            assert field.text == ""
            focus(desk, "Holdfast")
            desk.screenshot(SCREENSHOTS / "key-wrong.png")
            desk.run("xdotool", "key", "alt+k")
            focus(desk, "Holdfast settings")
            desk.run("xdotool", "type", KEY)
            desk.screenshot(SCREENSHOTS / "key-typed.png")
            assert [trace for trace in traces(KEY, home) if "xdotool" not in trace] == []
            desk.run("xdotool", "key", "Return")
            wait_until(lambda: app.run("key", "test", "soniox").returncode == 0, 30, "the right key in the keyring")
            wait_until(lambda: notice(app) == "", what="the end of the notice")
            desk.screenshot(SCREENSHOTS / "key-saved.png")
            desk.run("xdotool", "key", "Escape")
            focus(desk, "target")
            say(app, hands, sound)
            wait_until(lambda: field.text, 20, "the words")
            app.wait_for("idle")
            assert field.text.lower().replace(".", "").split() == list(SPOKEN)
            assert notice(app) == ""
            assert simulator.streams[-1].closed is None, "kept for the next dictation"
            deleted = app.run("key", "delete", "soniox")
            assert (deleted.returncode, "is running" in deleted.stdout) == (0, False)
            wait_until(lambda: "No API key was found" in notice(app), what="the running app to have forgotten the key")
            simulator.wait_closed()
            before = len(simulator.streams)
            hands.press(hands.code("Control_R"))
            wait_until(lambda: app.command("status")["serving"] == "local", 20, "the offline recogniser to take over")
            hands.release(hands.code("Control_R"))
            app.wait_for("idle")
            assert len(simulator.streams) == before, "nobody is asked without a key"
            for key in (KEY, WRONG):
                assert traces(key, tmp_path) == []
            assert simulator.violations == []
