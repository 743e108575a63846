"""The backend that reads keyboards, on pipes that say what keyboards say; a machine for tests has none."""

import os
import queue
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.hotkey import evdev as evdev_module
from app.hotkey import evdev_keys
from app.hotkey.backend import Bound, Edge, EdgeKind, HotkeyUnavailable, Key, Role, Sink
from app.hotkey.choose import Choice, make
from app.hotkey.evdev import MAY_NOT, NONE, EvdevHotkey
from app.hotkey.evdev_devices import Keyboard, LinuxKeyboard, LinuxKeyboards
from app.hotkey.evdev_edges import Dropped, KeyEvent, decode
from app.hotkey.means import Means
from rig.desktop import wait_until

SOON = 20.0
F9, RIGHT_CTRL = 67, 97
DOWN, UP = (Role.TALK, EdgeKind.DOWN), (Role.TALK, EdgeKind.UP)


class PipeKeyboard:
    """A keyboard whose events a test writes."""

    def __init__(self, *down: int) -> None:
        self._ours, self._hand = os.pipe()
        os.set_blocking(self._ours, False)
        self.held = set(down)
        self.closed = False

    def type(self, *values: tuple[int, int]) -> None:
        """Codes and values; 2 is a repeat."""
        for code, value in values:
            (self.held.add if value else self.held.discard)(code)
        os.write(self._hand, b"".join(struct.pack("llHHi", 0, 0, 1, *each) for each in values))

    def drop(self) -> None:
        """As the kernel does when nobody reads in time."""
        os.write(self._hand, struct.pack("llHHi", 0, 0, 0, 3, 0))

    def unplug(self) -> None:
        os.close(self._hand)

    def fileno(self) -> int:
        return self._ours

    def read(self) -> list[KeyEvent | Dropped]:
        try:
            data = os.read(self._ours, 4096)
        except BlockingIOError:
            return []
        if not data:
            raise OSError(19, "No such device")
        return decode(data)

    def down(self) -> frozenset[int]:
        return frozenset(self.held)

    def close(self) -> None:
        self.closed = True
        os.close(self._ours)


class Desk:
    """The keyboards that are plugged in."""

    def __init__(self, *keyboards: PipeKeyboard, refused: bool = False) -> None:
        self.plugged: list[PipeKeyboard] = list(keyboards)
        self._refused = refused

    def new(self) -> Iterator[Keyboard]:
        while self.plugged:
            yield self.plugged.pop(0)

    def refused(self) -> bool:
        return self._refused


class Heard:
    def __init__(self) -> None:
        self.edges: queue.SimpleQueue[Edge] = queue.SimpleQueue()
        self.bound: list[object] = []
        self.sink = Sink(self.edges.put, lost=lambda _: None, bound=self.bound.append)

    def next(self) -> tuple[Role, EdgeKind]:
        edge = self.edges.get(timeout=SOON)
        return edge.role, edge.kind


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def listening(heard: Heard) -> Iterator[tuple[EvdevHotkey, PipeKeyboard, Desk]]:
    keyboard = PipeKeyboard()
    desk = Desk(keyboard)
    backend = EvdevHotkey(lambda: desk)
    backend.start({Role.TALK: backend.resolve("F9"), Role.CANCEL: backend.resolve("Esc")}, heard.sink)
    yield backend, keyboard, desk
    backend.stop()


def test_a_hold_is_heard_without_its_repeats(listening, heard) -> None:
    backend, keyboard, _ = listening
    keyboard.type((F9, 1), (F9, 2), (F9, 2))
    assert heard.next() == DOWN
    assert backend.is_physically_down() is True
    keyboard.type((F9, 0))
    assert heard.next() == UP
    assert backend.is_physically_down() is False
    assert heard.edges.empty()
    assert heard.bound == [{Role.TALK: Bound("F9"), Role.CANCEL: Bound("Esc")}]


def test_esc_is_heard_while_it_is_watched(listening, heard) -> None:
    backend, keyboard, _ = listening
    keyboard.type((1, 1), (1, 0), (F9, 1))
    assert heard.next() == DOWN
    backend.watch_cancel(True)
    keyboard.type((1, 1))
    assert heard.next() == (Role.CANCEL, EdgeKind.DOWN)


def test_events_that_were_dropped_are_made_up_for(listening, heard) -> None:
    _, keyboard, _ = listening
    keyboard.type((F9, 1))
    assert heard.next() == DOWN
    keyboard.held.clear()
    keyboard.drop()
    assert heard.next() == UP


def test_a_keyboard_that_is_unplugged_lets_go(listening, heard) -> None:
    backend, keyboard, _ = listening
    keyboard.type((F9, 1))
    assert heard.next() == DOWN
    keyboard.unplug()
    assert heard.next() == UP
    assert keyboard.closed
    assert backend.is_physically_down() is None


def test_a_keyboard_that_is_plugged_in_later_is_heard(heard, monkeypatch) -> None:
    monkeypatch.setattr(evdev_module, "LOOK_S", 0.01)
    first, second = PipeKeyboard(), PipeKeyboard(F9)
    desk = Desk(first)
    backend = EvdevHotkey(lambda: desk)
    backend.start({Role.TALK: backend.resolve("F9")}, heard.sink)
    desk.plugged.append(second)
    wait_until(backend.is_physically_down, SOON, "the keyboard to be found")
    second.type((F9, 0))
    assert heard.next() == UP  # it came with the key down, which was no press
    second.type((F9, 1))
    assert heard.next() == DOWN
    backend.stop()
    assert first.closed and second.closed


def test_a_key_is_chosen_by_pressing_it(heard) -> None:
    keyboard = PipeKeyboard()
    found: queue.SimpleQueue[Key] = queue.SimpleQueue()
    stop = EvdevHotkey(lambda: Desk(keyboard)).capture(found.put)
    keyboard.type((RIGHT_CTRL, 1), (RIGHT_CTRL, 0))
    assert found.get(timeout=SOON) == evdev_keys.find("Right Ctrl")
    stop()
    stop()
    assert keyboard.closed


def test_starting_again_leaves_nothing_open(heard) -> None:
    desks = [Desk(PipeKeyboard()), Desk(PipeKeyboard())]
    keyboards = [desk.plugged[0] for desk in desks]
    backend = EvdevHotkey(lambda: desks.pop(0))
    backend.start({Role.TALK: backend.resolve("F9")}, heard.sink)
    backend.start({Role.TALK: backend.resolve("Pause")}, heard.sink)
    assert [each.closed for each in keyboards] == [True, False]
    backend.stop()
    backend.stop()
    backend.watch_cancel(True)
    assert backend.is_physically_down() is None


@pytest.mark.parametrize(("refused", "sentence"), [(True, MAY_NOT), (False, NONE)])
def test_where_nothing_can_be_read_the_remedy_is_told(refused, sentence, heard) -> None:
    backend = EvdevHotkey(lambda: Desk(refused=refused))
    with pytest.raises(HotkeyUnavailable) as raised:
        backend.start({Role.TALK: backend.resolve("F9")}, heard.sink)
    assert str(raised.value) == sentence
    with pytest.raises(HotkeyUnavailable):
        backend.configure()


# ------------------------------------------------------------------------------------------------ Linux's files


def test_what_is_no_device_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "event0").write_bytes(b"no device")
    (tmp_path / "event1").symlink_to(tmp_path / "nowhere")
    (tmp_path / "mouse0").touch()
    keyboards = LinuxKeyboards(tmp_path)
    assert list(keyboards.new()) == []
    assert keyboards.refused() is False
    assert list(LinuxKeyboards(tmp_path / "absent").new()) == []


def test_what_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "event0").touch()

    def refuse(_path: object, _flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("app.hotkey.evdev_devices.os.open", refuse)  # root may read everything
    keyboards = LinuxKeyboards(tmp_path)
    assert list(keyboards.new()) == []
    assert keyboards.refused() is True


def test_a_file_that_ends_is_a_keyboard_that_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "event0"
    path.write_bytes(struct.pack("llHHi", 0, 0, 1, F9, 1))
    keyboard = LinuxKeyboard(path)
    assert keyboard.read() == [KeyEvent(F9, True)]
    with pytest.raises(OSError, match="end of a keyboard"):
        keyboard.read()
    with pytest.raises(OSError, match="ioctl"):
        keyboard.down()
    keyboard.close()


def test_it_is_made_only_when_it_is_chosen() -> None:
    assert isinstance(make(Choice(Means.EVDEV), {}), EvdevHotkey)
