"""The simulators as a program of their own: address, bad days from flags, and the report at the end."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from rig.simulators.server import KEY
from rig.simulators.tones import encode
from rig.vendor_manuals import MANUALS

TESTS = Path(__file__).parents[1]


@contextmanager
def program(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address that it prints first, and the process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rig.simulators", *arguments],
        cwd=TESTS,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    with process:
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


def talk(address: str, frames: Sequence[str | bytes]) -> list[str | bytes]:
    """Send these to Cartesia's path; everything that came until the socket closed."""
    manual = MANUALS["cartesia"]
    query = "&".join(f"{name}={value}" for name, value in manual.query)
    with connect(
        f"{address}{manual.path}?{query}", additional_headers=manual.headers, proxy=None, close_timeout=1
    ) as socket:
        for frame in frames:
            socket.send(frame)
        return list(socket)


def test_it_serves_until_its_input_ends_and_reports():
    with program("cartesia", "--no-pace") as (address, process):
        pcm = encode("alpha bravo") + bytes(6400)
        heard = talk(address, [*(pcm[at : at + 3200] for at in range(0, len(pcm), 3200)), "finalize", "close"])
        report, _ = process.communicate()
    assert process.returncode == 0
    assert json.loads(heard[-1])["type"] == "done"
    told = json.loads(report)
    assert told["heard"] == "alpha bravo" and told["violations"] == []
    (stream,) = told["streams"]
    assert stream["text"] == "alpha bravo" and stream["ended"] and len(stream["finalizes"]) == 1
    assert KEY not in report


def test_violations_make_it_fail():
    with program("cartesia") as (address, process):
        talk(address, ['{"type":"finalize"}', "close"])
        process.terminate()
        report, _ = process.communicate()
    assert process.returncode == 1
    assert "is none of the bare commands" in json.loads(report)["violations"][0]


def test_bad_days_come_from_flags():
    flags = ("--refuse", "429", "--first-streams", "1", "--junk", "--ack", "late", "--ack-delay", "0")
    with program("cartesia", *flags) as (address, process):
        with pytest.raises(InvalidStatus, match="429"):
            talk(address, [])
        heard = talk(address, ["close"])
        report, _ = process.communicate()
    assert [json.loads(frame)["type"] for frame in heard] == ["done"]
    assert [stream["refused"] for stream in json.loads(report)["streams"]] == [429, None]


def test_a_provider_that_does_not_exist_is_refused():
    done = subprocess.run(
        [sys.executable, "-m", "rig.simulators", "acme"], cwd=TESTS, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 2 and "invalid choice: 'acme'" in done.stderr
