"""From release to committed text with each service, beside the vendor's own client: `python -m benchmarks.services`.

The service is its simulator, in a process of its own, which takes some 50 ms for its answer. What it really took each
time, from finalize read to the answer about to be written, is taken off: by the clock that all processes share. Ours is
what the app runs: the recogniser behind a feed, one socket for each dictation, opened at the first sample. The vendor's
client runs in .venv-sdk (made by `./test --sdk`) and stops at its acknowledgement; without it only ours is measured.
One dictation is half a second of speech at its own pace. The argument: how many dictations of each (50).
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from audio.pcm import CHUNK_BYTES, silence  # noqa: E402
from providers.events import Event, Failed, Finalized  # noqa: E402
from providers.factory import make_recogniser  # noqa: E402
from providers.feed import Feed, Mark  # noqa: E402
from rig.simulators.server import KEY  # noqa: E402
from rig.simulators.services import SERVICES  # noqa: E402
from rig.simulators.tones import WORDS, encode  # noqa: E402

DELAY_S = 0.05
OURS_LIMIT_MS = 10.0
SDK_PYTHON = ROOT / ".venv-sdk" / "bin" / "python"


@dataclass
class Running:
    """A simulated service in a process of its own."""

    address: str
    took: list[float] = field(default_factory=list)
    """Milliseconds that it took for each answer; known when it has ended."""


@contextmanager
def simulator(name: str) -> Iterator[Running]:
    """One, for as long as the block."""
    command = [sys.executable, "-m", "rig.simulators", name, "--answer-delay", str(DELAY_S), "--no-pace"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin and process.stdout
        running = Running(process.stdout.readline().strip())
        try:
            yield running
        finally:
            process.stdin.close()
            report = json.loads(process.stdout.read())
        finalizes = [stream["finalizes"][0] for stream in report["streams"]]
        running.took = [(each["answered"] - each["received"]) * 1000 for each in finalizes]


async def dictate(name: str, address: str, speech: list[bytes]) -> float:
    """Milliseconds from the release to the acknowledgement, the simulator's share included."""
    recogniser = make_recogniser(name, endpoint=address, key=lambda: KEY)
    feed, answered = Feed(asyncio.get_running_loop()), asyncio.Future[float]()

    def emit(event: Event) -> None:
        assert not isinstance(event, Failed), event
        if isinstance(event, Finalized):
            answered.set_result(time.monotonic())

    running = asyncio.create_task(recogniser.recognise(feed, emit))
    due = time.monotonic()
    for chunk in speech:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        due += 0.1
        feed.put(chunk)
    begun = time.monotonic()
    for chunk in chunks(silence(200)):
        feed.put(chunk)
    feed.put(Mark.FINALIZE)
    took = (await asyncio.wait_for(answered, 10) - begun) * 1000
    feed.put(Mark.CLOSE)
    await running
    await recogniser.aclose()
    return took


def chunks(pcm: bytes) -> list[bytes]:
    return [pcm[start : start + CHUNK_BYTES] for start in range(0, len(pcm), CHUNK_BYTES)]


def ours(name: str, address: str, speech: bytes, times: int) -> list[float]:
    async def run() -> list[float]:
        return [await dictate(name, address, chunks(speech)) for _ in range(times)]

    return asyncio.run(run())


def theirs(name: str, address: str, speech: bytes, times: int) -> list[float]:
    script = Path(__file__).with_name("services_sdk.py")
    done = subprocess.run(
        [str(SDK_PYTHON), str(script), name, address, str(times)],
        input=speech + silence(200),
        capture_output=True,
        check=False,
        timeout=60 + times * 3,
    )
    if done.returncode:
        print(f"  the vendor's client failed: {done.stderr.decode().strip().splitlines()[-1]}", file=sys.stderr)
        return []
    return list(json.loads(done.stdout.splitlines()[-1]))


def measured(name: str, speech: bytes, times: int, dictating: Callable[..., list[float]]) -> list[float]:
    """Milliseconds of each dictation, without those of the simulator; sorted."""
    with simulator(name) as running:
        took = dictating(name, running.address, speech, times)
    return sorted(each - delay for each, delay in zip(took, running.took, strict=False))


def row(own: list[float]) -> str:
    return f"{statistics.median(own):8.1f} {own[int(len(own) * 0.95)]:8.1f}" if own else f"{'-':>8} {'-':>8}"


def main() -> int:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    speech = encode(WORDS[:3])[: CHUNK_BYTES * 5]
    print(f"release to committed, without the simulator's own time; ms over {times} dictations of each")
    print(f"{'':15} {'ours p50':>8} {'p95':>8}   {'SDK p50':>8} {'p95':>8}")
    late = False
    for name in SERVICES:
        mine = measured(name, speech, times, ours)
        others = measured(name, speech, times, theirs) if SDK_PYTHON.is_file() else []
        late |= statistics.median(mine) > OURS_LIMIT_MS
        print(f"{name:15} {row(mine)}   {row(others)}", flush=True)
    print(f"limit for ours: {OURS_LIMIT_MS:.0f} ms p50: {'missed' if late else 'kept'}")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
