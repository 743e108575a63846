"""`kill -9` in the middle of a dictation: the real app, a voice that nobody can guess, and what is left of its words.

The voice is in tone-coded words, a new row of them for each dictation, in a little noise: so every sample of it is
known, no 20 ms of it are like others, and it is known what the recogniser should make of it. How much had been captured
another recorder tells, which listens to the same microphone.
"""

import array
import os
import random
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.folders import folders
from app.journal.shelf import stored
from rig.app import RunningApp, running_app
from rig.desktop import Desktop, wait_until
from rig.keyboard import Keyboard
from rig.pulse import RATE, STEP_BYTES, SoundServer
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import GARBLED, WORDS, encode

ALLOWED_S = 0.1
"""What the promise lets a crash take."""
LONGEST_S = 3.0
"""From the press; longer than the hold, so that some kills fall behind the release."""
HELD_S = 2.2
START_S = 0.6
"""So long after the press, at the latest, somebody records. That the head is whole is tested elsewhere."""
HEAD_S = 1.2
"""So much of what is said may have been said before."""
OFFER_S = 60.0
"""The machine may be busy."""
IN_THE_AIR = RATE * 3 // 100
"""Samples that may be on their way from the pipe to the app when the key comes up: speech behind the release."""
PROBE = 64
"""Bytes of what was said that are looked for."""
NOISE = 8
"""Of the 32,768 of full scale: no word is harder to hear for it."""


@dataclass
class Kill:
    """One dictation that was cut off, and what became of it."""

    after_s: float
    """From the press to the kill."""
    said: bytes
    """What the voice was to say, as PCM."""
    words: tuple[str, ...]
    captured: int = 0
    """Samples of it that the sound server had given to somebody `ALLOWED_S` before the kill, and before the release."""
    at_the_end: int = 0
    """The same at the kill."""
    recovered: int | None = None
    """Samples of it in the recording that was left; None: there is none, because its text was safe."""
    wrong: list[str] = field(default_factory=list)
    """What is not as promised."""

    @property
    def lost_ms(self) -> float:
        """What somebody had been given at the kill and is not in the recording."""
        return (self.at_the_end - (self.recovered or 0)) * 1000 / RATE


def drawn(chance: random.Random) -> Kill:
    """A dictation to be killed at a random instant."""
    words = tuple(chance.choices(WORDS, k=24))
    samples = array.array("h", encode(words))
    noisy = array.array("h", (sample + chance.randint(1, NOISE) for sample in samples))
    return Kill(chance.uniform(0.0, LONGEST_S), noisy.tobytes(), words)


def settings(simulator: Simulator) -> str:
    """TOML for an app that uses it and nobody else, and is through with a text at once."""
    name = simulator.service.provider
    chosen = f'provider = "{name}"\nfailover = []\ndelivery = "copy"\n'
    return f'{chosen}[providers.{name}]\nendpoint = "{simulator.endpoint}"\n'


class Witness:
    """Another program that records the same microphone: what it has been given by then has been captured."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._heard = bytearray()
        self._times: list[tuple[float, int]] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def begun(self) -> bool:
        """It hears something."""
        return bool(self._times)

    def captured(self, said: bytes, moment: float) -> int:
        """How many samples of `said` it had been given then."""
        had = max((length for at, length in self._times if at <= moment), default=0)
        at, offset = found(bytes(self._heard[:had]), said)
        return offset + (had - at) // 2 if at < had else 0

    def _listen(self) -> None:
        assert self._process.stdout
        while piece := self._process.stdout.read1(65_536):
            self._heard += piece
            self._times.append((time.monotonic(), len(self._heard)))


@contextmanager
def witness(sound: SoundServer) -> Iterator[Witness]:
    """It listens for as long as the block."""
    command = ["parec", "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=10"]
    with subprocess.Popen(command, env={**os.environ, **sound.environment}, stdout=subprocess.PIPE) as process:
        try:
            made = Witness(process)
            wait_until(made.begun, 20, "the witness to hear something")
            yield made
        finally:
            process.kill()


def cut_off(app: RunningApp, hands: Keyboard, sound: SoundServer, kill: Kill) -> None:
    """Dictate, and kill the app at the drawn instant."""
    code = hands.code("Control_R")
    released = float("inf")
    with witness(sound) as other:
        sound.default.speak(kill.said)
        hands.press(code)
        begun = time.monotonic()
        if kill.after_s > HELD_S:
            _wait_for(begun + HELD_S)
            released = time.monotonic()
            hands.release(code)
        _wait_for(begun + kill.after_s)
        killed = time.monotonic()
        app.kill()
        kill.at_the_end = other.captured(kill.said, min(killed, released))
        kill.captured = other.captured(kill.said, min(killed - ALLOWED_S, released))
    if released == float("inf"):
        hands.release(code)
    sound.default.hush()


def examine(home: Path, kill: Kill) -> None:
    """What is left on the disk; notes what is wrong with it. The app does not run."""
    left = [each for each in stored(folders({"HOLDFAST_HOME": str(home)}).recordings) if not each.settled]
    if len(left) > 1:
        kill.wrong.append(f"{len(left)} recordings were left")
    elif left:
        compare(kill, left[0].pcm())
        if left[0].recording.damaged > 700:  # one block may be cut
            kill.wrong.append(f"{left[0].recording.damaged} bytes are damaged")
    elif kill.captured and kill.after_s > START_S:
        compare_text(kill, _newest_text(home))


def compare(kill: Kill, pcm: bytes) -> None:
    """Whether this is what was said."""
    at, begins = found(pcm, kill.said)
    there = pcm[at:]
    kill.recovered = begins + len(there) // 2 if there else 0
    if kill.recovered < kill.captured:
        kill.wrong.append(f"{kill.captured - kill.recovered} samples of what was captured are missing")
    said = kill.said[begins * 2 : begins * 2 + len(there)]
    if there[: len(said)] != said or any(there[len(said) :]):  # when everything has been said there is silence
        kill.wrong.append("something that was not said stands in the recording")


def found(pcm: bytes, said: bytes) -> tuple[int, int]:
    """Where in `pcm` the first is that it has of `said`, in bytes, and which sample of `said` that is; the end and 0 if
    it has nothing of it."""
    for offset in range(0, round(HEAD_S * RATE) * 2, STEP_BYTES):
        if (at := pcm.find(said[offset : offset + PROBE])) >= 0:
            return at, offset // 2
    return len(pcm), 0


def compare_text(kill: Kill, text: tuple[str, ...]) -> None:
    """Whether this is what was said, but for words that were begun before anybody recorded, or ended after the
    release."""
    word = len(encode(kill.words[:1])) // 2
    wanted = (kill.captured - IN_THE_AIR) // word
    rest = text[1:-1] if text[-1:] == (GARBLED,) else text[1:]
    begins = range(1, round(HEAD_S * RATE) // word + 2)
    if not rest or not any(kill.words[at:][: len(rest)] == rest and at + len(rest) >= wanted for at in begins):
        said = " ".join(kill.words[:wanted])
        kill.wrong.append(f"there is no recording, and of {said!r} the history has {' '.join(text)!r}")


def kills(
    desktop: Desktop, sound: SoundServer, hands: Keyboard, home: Path, chance: random.Random, number: int
) -> Iterator[Kill]:
    """Dictate and kill so many times; each is given once the app was started again and has offered what was left."""
    with Simulator(SERVICES["soniox"], check_pace=False) as service:
        done: Kill | None = None
        for place in range(number + 1):
            with running_app(desktop, sound, home, settings(service), "--hidden", more={"SONIOX_API_KEY": KEY}) as app:
                if done:
                    if done.recovered:
                        look_for_the_offer(app, done)
                    yield done
                if place == number:
                    return
                done = drawn(chance)
                cut_off(app, hands, sound, done)
            examine(home, done)


def look_for_the_offer(app: RunningApp, kill: Kill) -> None:
    """Wait until the started app offers what was left; notes it if it does not."""
    end = time.monotonic() + OFFER_S
    while "ended in the middle of" not in (notice := str(app.command("status")["notice"])):
        if time.monotonic() > end:
            log = [line for line in app.said().splitlines() if "ALSA lib" not in line]
            kill.wrong.append("\n".join([f"it was not offered; the notice is {notice!r}", *log[-40:]]))
            return
        time.sleep(0.05)


def _newest_text(home: Path) -> tuple[str, ...]:
    """The words of the newest text in the history."""
    with closing(sqlite3.connect(folders({"HOLDFAST_HOME": str(home)}).history_file)) as connection:
        row = connection.execute("SELECT text FROM entries ORDER BY place DESC").fetchone()
    return tuple(row[0].lower().replace(".", "").split()) if row else ()


def _wait_for(moment: float) -> None:
    while (left := moment - time.monotonic()) > 0:
        time.sleep(left)
