"""Whether the running app grows: dictation after dictation with the real window, hotkey, microphone and insertion.

    .venv/bin/python benchmarks/soak_app.py --n 2000

`benchmarks/soak.py` makes the heart anew for each visit and breaks all it can; this one never restarts anything. The
app is a process of its own, on a display, a sound server and a service that are simulated in this one; every tenth
dictation its connection breaks. Ends with 1 if its memory grew by more than 5 MB behind the warm-up, a thread, a
descriptor or a file is left, or a word was not inserted exactly once.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from app.command_client import send  # noqa: E402
from rig.app import RunningApp  # noqa: E402
from rig.desktop import Desktop, desktop, wait_until  # noqa: E402
from rig.dictation import Field, text_field  # noqa: E402
from rig.keyboard import Keyboard, keyboard  # noqa: E402
from rig.pulse import SoundServer, sound_server  # noqa: E402
from rig.service_app import app_with  # noqa: E402
from rig.simulators.bad_day import GOOD_DAY, BadDay, Trouble  # noqa: E402
from rig.simulators.server import KEY, Simulator  # noqa: E402
from rig.simulators.services import SERVICES  # noqa: E402
from rig.simulators.tones import WORDS, encode  # noqa: E402

LIMIT_MB = 5.0
BREAKS = BadDay(trouble=Trouble.RESET, at_sample=4_000, first_streams=1)
A_FIELD = 50
"""Dictations into one window: it says its whole text each time."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the app has at a moment."""

    megabytes: float
    threads: int
    descriptors: int
    files: int

    def __str__(self) -> str:
        return f"{self.megabytes:.1f} MB, {self.threads} threads, {self.descriptors} descriptors, {self.files} files"


def held(app: RunningApp) -> Held:
    """What it has now (proc(5): statm counts pages)."""
    process = Path("/proc") / str(app.process.pid)
    megabytes = int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    files = sum(each.is_file() for each in app.home.rglob("*"))
    return Held(megabytes, *(len(list((process / name).iterdir())) for name in ("task", "fd")), files)


class Soak:
    """One app, one pair of hands."""

    def __init__(self, app: RunningApp, hands: Keyboard, sound: SoundServer, simulator: Simulator) -> None:
        self._app, self._hands, self._sound, self._simulator = app, hands, sound, simulator
        (self._socket,) = (str(each) for each in (app.home / "run").rglob("*.sock"))
        self._dice = random.Random(2026)
        self.wrong: list[str] = []

    def dictate(self, number: int, field: Field, before: str) -> str:
        """Say some words; what is in the field then, without spaces."""
        words = [self._dice.choice(WORDS) for _ in range(self._dice.randint(1, 4))]
        self._simulator.day = BREAKS if number % 10 == 0 else GOOD_DAY
        self._simulator.streams.clear()
        code = self._hands.code("F9")
        self._hands.press(code)
        wait_until(lambda: self._state() == "listening", what="listening")
        self._sound.default.speak(encode(words))
        self._sound.default.spoken()
        self._hands.release(code)
        expected = before + "".join(words)
        with suppress(AssertionError):
            wait_until(lambda: len(letters(field)) >= len(expected) and self._state() == "idle", 30, "the words")
        found = letters(field)
        if found != expected:
            self.wrong.append(f"dictation {number}: said {words}, the field has {found.removeprefix(before)!r} more")
        return found

    def _state(self) -> str:
        return str(send("status", where=self._socket).values.get("state"))


def letters(field: Field) -> str:
    """What is in the field, without spaces: what stands between two dictations is not the point here."""
    return "".join(field.text.split())


@contextmanager
def running(folder: Path) -> Iterator[tuple[Desktop, Soak, RunningApp]]:
    """Everything that is needed, once."""
    with (
        desktop() as display,
        sound_server() as sound,
        keyboard(display.display) as hands,
        Simulator(SERVICES["soniox"], check_pace=False) as simulator,
    ):
        sound.default = sound.microphone()
        settings = 'hotkey = "F9"'
        with app_with(display, sound, folder / "home", simulator, KEY, "--hidden", settings=settings) as app:
            yield display, Soak(app, hands, sound, simulator), app


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=2000, help="dictations behind the warm-up (default: 2000)")
    parser.add_argument("--warm-up", type=int, default=200)
    chosen = parser.parse_args()
    begun, first = time.monotonic(), None
    with tempfile.TemporaryDirectory(prefix="holdfast-soak-") as folder, running(Path(folder)) as (display, soak, app):
        total = chosen.warm_up + chosen.n
        for start in range(1, total + 1, A_FIELD):
            with text_field(display, Path(folder)) as field:
                there = ""
                for number in range(start, min(start + A_FIELD, total + 1)):
                    there = soak.dictate(number, field, there)
                    if number == chosen.warm_up:
                        first = held(app)
            print(f"{number:5} dictations, {time.monotonic() - begun:.0f} s: {held(app)}", file=sys.stderr)
        assert first
        last = held(app)
    grown = last.megabytes - first.megabytes
    print(f"after {chosen.warm_up} dictations: {first}")
    print(f"after {total} dictations: {last}; grown by {grown:.1f} MB (limit {LIMIT_MB:g})")
    print(f"dictations that went wrong: {len(soak.wrong)}", *soak.wrong, sep="\n  ")
    same = last.threads <= first.threads and last.descriptors <= first.descriptors and last.files <= first.files
    return 0 if grown <= LIMIT_MB and same and not soak.wrong else 1


if __name__ == "__main__":
    sys.exit(main())
