"""What it costs to keep what is said: `.venv/bin/python benchmarks/journal.py [FOLDER]`.

Records at the pace of speech, 50 blocks of 20 ms a second, into FOLDER (default: the temporary one), which decides the
disk that is measured. Beside it the same blocks go into SQLite, a commit each, which is the alternative.
"""

import array
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

from app.journal import folder as files  # noqa: E402
from app.journal import spool  # noqa: E402
from app.journal.format import About, Writer, read  # noqa: E402
from app.journal.journal import Fate, Journal  # noqa: E402

SECONDS = 20
BLOCK_S = 0.02
HOUR = 3600


def report(what: str, seconds: list[float]) -> None:
    p99 = statistics.quantiles(seconds, n=100)[-1]
    print(
        f"{what:44} median {statistics.median(seconds) * 1e6:8.1f}  p99 {p99 * 1e6:8.1f}  "
        f"max {max(seconds) * 1e6:9.1f} µs  n={len(seconds)}"
    )


def noise(seconds: float, chance: random.Random) -> bytes:
    return array.array("h", (chance.randint(-3000, 3000) for _ in range(round(seconds * 16_000)))).tobytes()


def at_the_pace_of_speech(give, blocks: list[bytes]) -> tuple[list[float], float]:
    """How long each call took, and which part of a processor core all threads together took."""
    taken = []
    begun, used = time.monotonic(), time.process_time()
    for number, block in enumerate(blocks):
        if (left := begun + number * BLOCK_S - time.monotonic()) > 0:
            time.sleep(left)
        before = time.perf_counter()
        give(block)
        taken.append(time.perf_counter() - before)
    return taken, (time.process_time() - used) / (time.monotonic() - begun)


def measured_journal(home: Path, blocks: list[bytes]) -> None:
    appends, syncs, given, written = [], [], [], []
    append, sync = spool._append, files.sync

    def timed_append(file: int, record: bytes) -> None:
        before = time.perf_counter()
        append(file, record)
        written.append(time.perf_counter())
        appends.append(written[-1] - before)

    def timed_sync(file: int) -> None:
        before = time.perf_counter()
        sync(file)
        syncs.append(time.perf_counter() - before)

    spool._append, files.sync = timed_append, timed_sync
    journal = Journal(home / "recordings", print)
    identity = journal.begin(1, "local")

    def give(block: bytes) -> None:
        given.append(time.perf_counter())
        journal.audio(1, block)

    calls, cpu = at_the_pace_of_speech(give, blocks)
    assert journal.read(identity).pcm == b"".join(blocks)
    journal.settle(identity, Fate.GONE)
    journal.close()
    spool._append, files.sync = append, sync
    report("a block, for whoever gives it", calls)
    report("a block, from there into the file", [done - at for at, done in zip(given, written, strict=False)])
    report("a block, the write alone", appends)
    report("a second, until the disk keeps it", syncs)
    print(f"{'all of it':44} {cpu * 100:.2f} % of a core")


def measured_sqlite(home: Path, blocks: list[bytes]) -> None:
    for synchronous in ("OFF", "FULL"):
        connection = sqlite3.connect(home / f"{synchronous}.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("CREATE TABLE blocks (id INTEGER PRIMARY KEY, pcm BLOB)")
        calls, cpu = at_the_pace_of_speech(
            lambda block, to=connection: to.execute("INSERT INTO blocks (pcm) VALUES (?)", (block,)), blocks
        )
        connection.close()
        report(f"SQLite in WAL mode, synchronous={synchronous}", calls)
        print(f"{'all of it':44} {cpu * 100:.2f} % of a core")


def measured_reading(chance: random.Random) -> None:
    writer = Writer(1)
    block = noise(BLOCK_S, chance)
    records = [writer.about(About(1, "", "local"))]
    for _ in range(round(HOUR / BLOCK_S)):
        records += writer.audio(block)
    data = bytearray(b"".join(records))
    for title, damage in (("an hour, whole", 0), ("an hour with 10,000 flipped bytes", 10_000)):
        for _ in range(damage):
            data[chance.randrange(len(data))] ^= 0xFF
        given = bytes(data)
        before = time.perf_counter()
        contents = read(given)
        print(
            f"reading {title:36} {time.perf_counter() - before:.2f} s, {len(given) / 1e6:.0f} MB, "
            f"{contents.recording.damaged} bytes damaged"
        )


def main() -> None:
    """Measure all of it."""
    chance = random.Random(1)
    blocks = [noise(BLOCK_S, chance) for _ in range(round(SECONDS / BLOCK_S))]
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if sys.argv[1:] else None) as folder:
        print(f"load {os.getloadavg()[0]:.1f}, {SECONDS} s of speech")
        measured_journal(Path(folder), blocks)
        measured_sqlite(Path(folder), blocks)
    measured_reading(chance)


if __name__ == "__main__":
    main()
