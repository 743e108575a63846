"""The app with a simulated service chosen, and somebody who speaks to it in tones."""

from pathlib import Path

from providers.catalogue import provider

from .app import RunningApp, running_app
from .simulators.server import KEY, Simulator
from .simulators.tones import WORDS, encode

SPOKEN = WORDS[3:10]


def app_with(desk, sound, home: Path, simulator: Simulator, key: str = KEY, *arguments: str, settings: str = ""):
    """The app with this service chosen, and its key in the environment; `settings`: more of them."""
    name = simulator.service.provider
    settings += f'\nprovider = "{name}"\n[providers.{name}]\nendpoint = "{simulator.endpoint}"\n'
    variable = provider(name).key_variable
    assert variable
    return running_app(desk, sound, home, settings, *arguments, more={variable: key})


def hold_and_say(app: RunningApp, hands, sound, words) -> None:
    code = hands.code("Control_R")
    hands.press(code)
    app.wait_for("listening")
    sound.default.speak(encode(words))
    sound.default.spoken()
    hands.release(code)
