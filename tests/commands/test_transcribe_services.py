"""`holdfast transcribe --provider P --endpoint …` as a process, on every day that the simulators know: exactly the
words and exit code 0, or a clear failure with its exit code and a sentence. Never a silent gap.

The processes run a few at a time beside the tests, those first that have to wait; each test then looks at its own.
"""

import os
import re
import subprocess
import sys
import wave
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app import exit_codes
from app.terminal import INCOMPLETE, UNCONFIRMED
from providers.catalogue import provider
from rig.examine import bare
from rig.key_stores import ROOT, holdfast
from rig.simulators.bad_day import ERRORS, GOOD_DAY, REFUSALS, Ack, BadDay, Trouble
from rig.simulators.deepgram import Deepgram
from rig.simulators.replies import Reply
from rig.simulators.server import Simulator
from rig.simulators.services import SERVICES
from rig.simulators.session import Session
from rig.simulators.smallest import Smallest
from rig.simulators.tones import WORDS, encode

KEY = "sk-transcribe-91c2e07b5d"
SPOKEN = " ".join(WORDS[30:41])
"""Ends in the middle of every service's segments, windows and chunks."""
SENTENCE = re.compile(r"holdfast: .+[.!?]( \([^()]+\))?")
"""What a person reads; at its end, what the vendor's support asks for."""
BUSY, PATIENT = 3, 8
"""How many processes at a time: of those that compute, and of those that wait for a deadline."""

ERROR_SHAPES = {"smallest": 4, "cartesia": 3}
EXIT_CODES = {
    "auth": exit_codes.CREDENTIALS,
    401: exit_codes.CREDENTIALS,
    403: exit_codes.CREDENTIALS,
}
"""Where it is not `exit_codes.PROVIDER`."""


@dataclass(frozen=True)
class Case:
    """One process. `failure`: its exit code, None if the words must arrive."""

    name: str
    provider: str
    day: BadDay = GOOD_DAY
    failure: int | None = None
    service: type[Session] | None = None
    """Instead of the provider's simulator."""
    waits: bool = False
    """For a deadline, some seconds long, or between one try and the next."""


@dataclass(frozen=True)
class Told:
    """What came of a process."""

    exit_code: int
    stdout: str
    stderr: str
    violations: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    """Files of its home that hold the key."""


BEARABLE = {
    "good": GOOD_DAY,
    "slow handshake, late acknowledgement": BadDay(slow_handshake_s=0.3, ack=Ack.LATE),
    "no acknowledgement": BadDay(ack=Ack.NONE),
    "acknowledgement before the text, empty finals": BadDay(ack=Ack.BEFORE_TEXT, empty_finals=True),
    "glued": BadDay(glued=True),
    "junk": BadDay(junk=True),
    "all of it": BadDay(junk=True, empty_finals=True, glued=True, ack=Ack.BEFORE_TEXT),
    "all of it, no acknowledgement": BadDay(junk=True, empty_finals=True, glued=True, ack=Ack.NONE),
}
BROKEN = {
    "reset at once": BadDay(trouble=Trouble.RESET, at_sample=0),
    "reset while speaking": BadDay(trouble=Trouble.RESET, at_sample=16_000),
    "reset at finalize": BadDay(trouble=Trouble.RESET),
    "silence while speaking": BadDay(trouble=Trouble.SILENCE, at_sample=16_000),
    "silence at finalize": BadDay(trouble=Trouble.SILENCE),
    "closed 1000 at finalize": BadDay(trouble=Trouble.CLOSE, close_code=1000),
    "closed 1008 at finalize": BadDay(trouble=Trouble.CLOSE, close_code=1008),
    "closed 1011 at finalize": BadDay(trouble=Trouble.CLOSE, close_code=1011),
    "closed 1011 while speaking": BadDay(trouble=Trouble.CLOSE, close_code=1011, at_sample=16_000),
}


class Forgetful(Smallest):
    """Answers the end without the words that it has shown."""

    def told(self, text: str, now: float) -> list[Reply]:
        self.hearing.pending.clear()
        return super().told(text, now)


class Endless(Deepgram):
    """Is there and answers pings, but neither finalize nor the end."""

    def told(self, text: str, now: float) -> list[Reply]:
        return []


def _cases() -> Iterator[Case]:
    for name in SERVICES:
        for day, each in BEARABLE.items():
            yield Case(day, name, each)
        for status in REFUSALS:
            code = EXIT_CODES.get(status, exit_codes.PROVIDER)
            yield Case(f"refused with {status}", name, BadDay(refuse=status), code, waits=status in (429, 503))
        for number, error in enumerate(ERRORS):
            at = None if number % 2 else 16_000
            day = BadDay(
                trouble=Trouble.ERROR, error=error, error_shape=number % ERROR_SHAPES.get(name, 1), at_sample=at
            )
            code = EXIT_CODES.get(error, exit_codes.PROVIDER)
            yield Case(f"error {error}", name, day, code, waits=error not in ("auth", "quota"))
        for day, each in BROKEN.items():
            yield Case(day, name, each, exit_codes.PROVIDER, waits=True)
    yield Case("handshake too slow", "soniox", BadDay(slow_handshake_s=9.0), exit_codes.PROVIDER, waits=True)
    yield Case("shown, then forgotten", "smallest", failure=exit_codes.PROVIDER, service=Forgetful)
    yield Case("there, but no answer", "deepgram", failure=exit_codes.PROVIDER, service=Endless, waits=True)


CASES = {f"{case.provider}, {case.name}": case for case in _cases()}


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recording."""
    path = tmp_path_factory.mktemp("speech") / "spoken.wav"
    with wave.open(str(path), "wb") as recording:
        recording.setparams((1, 2, 16_000, 0, "NONE", ""))
        recording.writeframes(encode(SPOKEN))
    return path


@pytest.fixture(scope="module")
def told(
    request: pytest.FixtureRequest, spoken: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Told]]]:
    """What came, or will come, of every process of this run."""
    names = (item.name.partition("[")[2].removesuffix("]") for item in request.session.items)
    chosen = [name for name in dict.fromkeys(names) if name in CASES]
    with ThreadPoolExecutor(PATIENT) as waiting, ThreadPoolExecutor(BUSY) as computing:
        pools = {True: waiting, False: computing}
        yield {
            name: pools[CASES[name].waits].submit(run, CASES[name], spoken, tmp_path_factory.mktemp("home"))
            for name in chosen
        }


def run(case: Case, recording: Path, home: Path) -> Told:
    """The process, against a simulator of its own."""
    info = provider(case.provider)
    assert info.key_variable
    with Simulator(case.service or SERVICES[case.provider], key=KEY, day=case.day) as simulator:
        words = ("transcribe", str(recording), "--provider", info.id, "--endpoint", simulator.endpoint)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "app", *words],
            env={**bare(home), "HOLDFAST_HOME": str(home), "OPENBLAS_NUM_THREADS": "1", info.key_variable: KEY},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=90,
        )
        assert simulator.streams
        violations = simulator.violations
    files = (Path(folder) / name for folder, _, names in os.walk(home) for name in names)
    traces = [str(file) for file in files if KEY.encode() in file.read_bytes()]
    return Told(done.returncode, done.stdout, done.stderr, violations, traces)


@pytest.mark.parametrize("name", CASES)
def test_exactly_the_words_or_a_clear_failure(told: dict[str, Future[Told]], name: str) -> None:
    case, came = CASES[name], told[name].result(100)
    assert KEY not in came.stdout + came.stderr
    assert came.traces == []
    assert came.violations == []
    if case.failure is None:
        assert came == Told(exit_codes.OK, f"{SPOKEN}\n", "")
        return
    assert came.exit_code == case.failure, came.stderr
    sentences = came.stderr.splitlines()
    assert sentences and all(SENTENCE.fullmatch(each) for each in sentences)
    assert came.stdout.strip() != SPOKEN
    if came.stdout:
        assert sentences[-1] in (f"holdfast: {INCOMPLETE}", f"holdfast: {UNCONFIRMED}")


@pytest.mark.parametrize("name", ["smallest, shown, then forgotten", "deepgram, there, but no answer"])
def test_a_text_that_is_not_confirmed_is_not_called_good(told: dict[str, Future[Told]], name: str) -> None:
    came = told[name].result(100)
    assert came.stdout and came.stderr.endswith(f"holdfast: {UNCONFIRMED}\n")
    assert came.exit_code == exit_codes.PROVIDER


def test_no_word_goes_to_a_server_that_the_settings_do_not_name(spoken: Path, tmp_path: Path) -> None:
    file = tmp_path / "config" / "settings.toml"
    file.parent.mkdir()
    file.write_text("[providers.soniox]\nendpoint = 8080\n")
    done = holdfast({**bare(tmp_path), "SONIOX_API_KEY": KEY}, "transcribe", str(spoken), "--provider", "soniox")
    assert (done.returncode, done.stdout) == (exit_codes.USAGE, "")
    assert done.stderr.startswith(f"holdfast: What {file} says about Soniox will not do: endpoint is '8080'")
