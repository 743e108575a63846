"""The way of a word, for real: the app in its own process, the hotkey held by a hand on the keyboard with auto-repeat
on, a person's recorded voice in the microphone, and the text in another program.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import soundfile

import resources
from rig.app import SCREENSHOTS, RunningApp, running_app
from rig.desktop import Desktop, wait_until
from rig.keyboard import Keyboard, keyboard
from rig.pulse import SoundServer

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]

TARGETS = Path(__file__).resolve().parents[1] / "rig" / "targets"


def voice(name: str) -> bytes:
    """A recording, as PCM."""
    samples, rate = soundfile.read(resources.recording(name).path, dtype="int16")
    assert rate == 16_000
    return samples.tobytes()


class Field:
    """Another program's text field, as that program reports it."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def text(self) -> str:
        lines = self._log.read_text().splitlines()
        return json.loads(lines[-1])["text"] if lines else ""

    def wait_for(self, *words: str) -> str:
        wait_until(lambda: all(word in self.text for word in words), 20, f"{words} in the field")
        return self.text


@contextmanager
def text_field(desktop: Desktop, folder: Path) -> Iterator[Field]:
    """A window of another program, with the focus in its field."""
    log = folder / "field.jsonl"
    with (
        log.open("w") as out,
        desktop.program(sys.executable, str(TARGETS / "text_field.py"), "0", stdout=out) as process,
    ):
        focus(desktop, "target")
        yield Field(process, log)


def focus(desktop: Desktop, title: str) -> str:
    """Give the focus to the window of that title; its id."""
    window = desktop.run("xdotool", "search", "--sync", "--onlyvisible", "--name", f"^{title}$").splitlines()[-1]
    desktop.run("xdotool", "windowactivate", "--sync", window)
    wait_until(lambda: desktop.focused_window() == window, what="the focus")
    return window


def clipboard(desktop: Desktop, target: str | None = None) -> bytes:
    command = ["xclip", "-selection", "clipboard", "-o", *(["-t", target] if target else [])]
    return subprocess.run(command, env=desktop.environment, capture_output=True, timeout=10).stdout


def copy(desktop: Desktop, data: bytes, target: str = "UTF8_STRING") -> None:
    """Put something on the clipboard as another program would: xclip stays behind to hand it out."""
    command = ["xclip", "-selection", "clipboard", "-t", target, "-i"]
    subprocess.run(
        command, input=data, env=desktop.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10
    )
    wait_until(lambda: clipboard(desktop, target) == data, what="the clipboard")


@pytest.fixture
def desk(x11: Desktop) -> Iterator[Desktop]:
    x11.run("xset", "r", "on")
    x11.run("xset", "r", "rate", "300", "40")
    yield x11


@pytest.fixture
def hands(x11: Desktop) -> Iterator[Keyboard]:
    with keyboard(x11.display) as made:
        yield made


@pytest.fixture
def app(desk: Desktop, sound: SoundServer, tmp_path: Path) -> Iterator[RunningApp]:
    with running_app(desk, sound, tmp_path / "home", "", "--hidden") as running:
        yield running


def dictate(app: RunningApp, hands: Keyboard, sound: SoundServer, recording: str, key: str = "Control_R") -> None:
    """Hold the key, wait until the app listens, speak, let go at the end of the speech."""
    code = hands.code(key)
    hands.press(code)
    app.wait_for("listening")
    sound.default.speak(voice(recording))
    sound.default.spoken()
    hands.release(code)


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
        both = field.wait_for("man", "himself")
        assert both.startswith(text)
        assert both.count("himself") == 1 and both.count("young") == 1
        app.wait_for("idle")
        wait_until(lambda: clipboard(desk) == b"what was copied before", what="the clipboard to be given back")


def test_an_image_on_the_clipboard_survives(app, desk, hands, sound, tmp_path):
    image = tmp_path / "image.png"
    desk.run("convert", "-size", "40x30", "plasma:", str(image))
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
                wait_until(lambda: "had" in str(app.command("status").get("text", "had")), what="live text")
                sound.default.spoken()
                desk.screenshot(SCREENSHOTS / f"{theme}-listening.png")
                hands.release(code)
                desk.screenshot(SCREENSHOTS / f"{theme}-finalizing.png")
                field.wait_for("respectable")
                app.wait_for("idle")
            desk.screenshot(SCREENSHOTS / f"{theme}-done.png")
