"""How good and how quick the embedded recogniser is: `.venv/bin/python -m benchmarks.local_recogniser`.

Takes about two minutes, as it feeds 44 s of speech in real time. Exit status 1 if a limit is missed. Run it on a
machine that does nothing else. What came out, and why it is so, stands in docs/local-recogniser.md.
"""

import asyncio
import platform
import statistics
import sys
import time
import wave
from pathlib import Path

import resources
from benchmarks.word_errors import word_errors
from providers.events import Ended, Event, Final, Finalized, Partial
from providers.feed import Feed, Mark
from providers.local.recogniser import LocalRecogniser

RATE = 16_000
CHUNK_BYTES = 3200
CHUNK_S = 0.1
SILENCE = bytes(6400)
LONG_S = 44
FINALIZE_LIMIT_MS = 60
WORD_ERROR_LIMIT = 0.23
REPEATS = 2


def speech(recording: resources.Recording) -> bytes:
    """Its PCM."""
    with wave.open(str(recording.path)) as sound:
        return sound.readframes(sound.getnframes())


def chunks(pcm: bytes) -> list[bytes]:
    """Chunks of 100 ms, the last one shorter."""
    return [pcm[start : start + CHUNK_BYTES] for start in range(0, len(pcm), CHUNK_BYTES)]


class Dictation:
    """One dictation, and when it said what."""

    def __init__(self, recogniser: LocalRecogniser) -> None:
        self.feed = Feed(asyncio.get_running_loop())
        self.events: list[tuple[float, Event]] = []
        self._task = asyncio.create_task(recogniser.recognise(self.feed, self._take))

    def _take(self, event: Event) -> None:
        self.events.append((time.perf_counter(), event))

    async def finish(self) -> float:
        """Release the key; how many milliseconds until the answer."""
        released = time.perf_counter()
        for item in (SILENCE, Mark.FINALIZE, Mark.CLOSE):
            self.feed.put(item)
        await self._task
        assert isinstance(self.events[-1][1], Ended), self.events[-1]
        answered = next(at for at, event in self.events if isinstance(event, Finalized))
        return (answered - released) * 1000

    @property
    def text(self) -> str:
        """All final text."""
        return "".join(event.text for _, event in self.events if isinstance(event, Final))


async def measure_words() -> float:
    """Each recording as the very first dictation, then all of them with a worker that has heard the voice before."""
    wrong = spoken = 0
    print("Words, each recording in a new worker, as fast as it goes:")
    for recording in resources.recordings():
        pcm = speech(recording)
        recogniser = LocalRecogniser()
        await recogniser.prepare()
        dictation = Dictation(recogniser)
        begun = time.perf_counter()
        for chunk in chunks(pcm):
            dictation.feed.put(chunk)
        await dictation.finish()
        factor = (time.perf_counter() - begun) / (len(pcm) / 2 / RATE)
        await recogniser.aclose()
        errors, words = word_errors(dictation.text.split(), recording.words.split()), len(recording.words.split())
        wrong, spoken = wrong + errors, spoken + words
        print(
            f"  {recording.name}  {errors:2} of {words:2} words wrong, {errors / words:.2f}; {factor:.2f} of real time"
        )
        print(f"                {dictation.text}")
    print(f"  word error rate {wrong / spoken:.3f} (limit {WORD_ERROR_LIMIT})")
    return wrong / spoken


async def measure_long(recogniser: LocalRecogniser) -> float:
    """Dictate 44 s in real time, release in the middle of speech; milliseconds until Finalized."""
    pcm = b"".join(speech(recording) for recording in resources.recordings())
    pcm = (pcm * 3)[: LONG_S * RATE * 2]
    dictation = Dictation(recogniser)
    begun = time.perf_counter()
    for number, chunk in enumerate(chunks(pcm), 1):
        await asyncio.sleep(begun + number * CHUNK_S - time.perf_counter())
        dictation.feed.put(chunk)
    answer = await dictation.finish()
    partials = sum(isinstance(event, Partial) for _, event in dictation.events)
    finals = sum(isinstance(event, Final) for _, event in dictation.events)
    print(f"  {answer:.0f} ms; {partials / LONG_S:.1f} partials a second, {finals} finals")
    return answer


def resident_megabytes(pid: int | None) -> str:
    """Resident memory of a process, and its greatest, where the system tells."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return "unknown on this system"
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    now, most = (int(lines[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))
    return f"{now:.0f} MB, at most {most:.0f} MB"


async def main() -> int:
    """Measure everything; the exit status."""
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    loads = []
    for _ in range(3):
        recogniser = LocalRecogniser()
        begun = time.perf_counter()
        await recogniser.prepare()
        loads.append(time.perf_counter() - begun)
        await recogniser.aclose()
    print(f"Worker started and model loaded in {statistics.median(loads):.2f} s (median of 3)")
    rate = await measure_words()
    recogniser = LocalRecogniser()
    await recogniser.prepare()
    print(f"Release to Finalized after {LONG_S} s in real time (limit {FINALIZE_LIMIT_MS} ms):")
    answers = [await measure_long(recogniser) for _ in range(REPEATS)]
    print(f"Worker's memory after that: {resident_megabytes(recogniser.worker_pid)}")
    await recogniser.aclose()
    return int(rate > WORD_ERROR_LIMIT or max(answers) > FINALIZE_LIMIT_MS)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
