"""What the end-to-end tests have in common: hands, a voice, and another program's text field."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import soundfile

import resources
from rig.app import RunningApp
from rig.desktop import Desktop, wait_until
from rig.keyboard import Keyboard
from rig.pulse import SoundServer

TARGETS = Path(__file__).resolve().parent / "targets"


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


def dictate(app: RunningApp, hands: Keyboard, sound: SoundServer, recording: str, key: str = "Control_R") -> None:
    """Hold the key, wait until the app listens, speak, let go at the end of the speech."""
    hold_and_say(app, hands, sound, voice(recording), key)


def hold_and_say(app: RunningApp, hands: Keyboard, sound: SoundServer, pcm: bytes, key: str = "Control_R") -> None:
    """The same with 16 kHz mono s16le."""
    code = hands.code(key)
    hands.press(code)
    app.wait_for("listening")
    sound.default.speak(pcm)
    sound.default.spoken()
    hands.release(code)
