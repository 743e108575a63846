"""What other programs have on the clipboard, read by the thread that may wait for them."""

import contextlib
import queue
import subprocess

import pytest

from app.insertion import x11_reader
from app.insertion.messages import Memory, Selection
from app.insertion.x11_reader import SelectionReader
from rig.desktop import wait_until
from rig.insertion import clipboard_owner, python, spoken

pytestmark = pytest.mark.x11


class Reader:
    def __init__(self, x11):
        self.told = queue.SimpleQueue()
        self.reader = SelectionReader(x11.display, Selection.CLIPBOARD, self.told.put)
        self.tickets = 0

    def order(self):
        self.tickets += 1
        self.reader.read(self.tickets)

    def read(self):
        self.order()
        reading = self.told.get(timeout=20)
        assert reading.ticket == self.tickets
        return reading.verdict, dict(reading.snapshot.formats)


@pytest.fixture
def reader(x11):
    made = Reader(x11)
    yield made
    made.reader.close()


@pytest.fixture
def impatient(monkeypatch, reader):
    """Gives up soon."""
    monkeypatch.setattr(x11_reader, "SILENCE_LIMIT", 0.3)
    monkeypatch.setattr(x11_reader, "READING_LIMIT", 1.5)
    return reader


def test_every_format_is_read_and_nobodys_clipboard_is_empty(x11, reader):
    content = {"text/plain": "Grüße".encode(), "application/x-own": bytes(range(256)) * 3}
    with clipboard_owner(x11, CLIPBOARD=content):
        verdict, formats = reader.read()
        assert verdict is Memory.READY
        assert formats.items() >= content.items()
    assert reader.read() == (Memory.READY, {})


@pytest.mark.parametrize("size", [300_000, 20_000_000])
def test_large_content_comes_whole(x11, reader, size):
    content = {"text/html": b"0123456789abcdef" * (size // 16)}
    with clipboard_owner(x11, CLIPBOARD=content):
        assert reader.read() == (Memory.READY, content)


def test_more_than_the_cap_is_not_read(x11, reader, tmp_path, monkeypatch):
    monkeypatch.setattr(x11_reader, "CAP", 100_000)
    for size in (150_000, 5_000_000):  # in one piece, and in many
        with clipboard_owner(x11, CLIPBOARD={"text/html": b"x" * size}):
            assert reader.read() == (Memory.TOO_LARGE, {})


def asked_by_xclip(x11):
    """What it gets. An xclip that is giving something in pieces drops what others ask for meanwhile."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        command = ["xclip", "-o", "-selection", "clipboard"]
        return subprocess.run(command, env=x11.environment, capture_output=True, timeout=2).stdout
    return b""


def test_an_owner_whose_content_is_not_wanted_is_not_left_hanging(x11, reader, tmp_path, monkeypatch):
    monkeypatch.setattr(x11_reader, "CAP", 1_000_000)
    huge = tmp_path / "huge"
    huge.write_bytes(b"0123456789abcdef" * 400_000)
    command = ["xclip", "-i", "-selection", "clipboard", "-quiet", str(huge)]
    with x11.program(*command, stderr=subprocess.DEVNULL):
        wait_until(lambda: reader.read() == (Memory.TOO_LARGE, {}))
        wait_until(lambda: asked_by_xclip(x11) == huge.read_bytes(), 20)


def test_a_text_in_latin_1_becomes_utf_8(x11, reader):
    command = ["xclip", "-i", "-selection", "clipboard", "-t", "STRING", "-quiet"]
    with x11.program(*command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as owner:
        owner.stdin.buffer.write("Grüße".encode("latin-1"))
        owner.stdin.close()
        wait_until(lambda: reader.read() == (Memory.READY, {"text/plain": "Grüße".encode()}))


@contextlib.contextmanager
def hanging(x11, where):
    with spoken(x11, *python("hanging_owner.py", where)) as owner:
        assert owner.next() == "ready"
        yield owner


@pytest.mark.parametrize(
    ("where", "kept"),
    [("targets", {}), ("data", {}), ("picture", {"text/plain": b"the text"}), ("pieces", {}), ("drip", {})],
)
def test_an_owner_that_hangs_is_given_up_and_what_it_told_is_kept(x11, impatient, where, kept):
    with hanging(x11, where):
        assert impatient.read() == (Memory.PARTIAL, kept)
    with clipboard_owner(x11, CLIPBOARD={"text/html": b"next"}):
        assert impatient.read() == (Memory.READY, {"text/html": b"next"})


def test_a_younger_order_overtakes_one_that_waits(x11, reader):
    with hanging(x11, "data"):
        reader.order()
        with clipboard_owner(x11, CLIPBOARD={"text/html": b"next"}):
            assert reader.read() == (Memory.READY, {"text/html": b"next"})
    assert reader.told.empty()


def test_closing_waits_for_no_owner_that_hangs(x11, reader):
    with hanging(x11, "targets"):
        reader.order()
        reader.reader.close()
        reader.reader.close()
    assert reader.told.empty()
