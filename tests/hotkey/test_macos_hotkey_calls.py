"""The calls of macOS' functions for the hotkey: against stand-ins for pyobjc, which was not run."""

import ctypes
import importlib
import queue
import sys

import pytest

from app.hotkey.macos_calls import TapError, TapKind
from rig.systems.pyobjc import (
    AUTOREPEAT,
    BY_TIMEOUT,
    BY_USER,
    FLAGS_CHANGED,
    KEY_DOWN,
    KEY_UP,
    KEYCODE,
    USER_DATA,
    FakePyobjc,
)


class Kit:
    """IOKit, whose answer is 0 for granted, 1 for denied, 2 for unknown."""

    answer = 0
    requests: list[int] = []  # noqa: RUF012

    def __init__(self, path):
        assert path.endswith("IOKit")
        self.IOHIDCheckAccess = type("Function", (), {"__call__": lambda _, kind: Kit.answer})()
        self.IOHIDRequestAccess = type("Function", (), {"__call__": lambda _, kind: Kit.requests.append(kind)})()


@pytest.fixture
def pyobjc(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", Kit)
    monkeypatch.setattr(Kit, "requests", [])
    made = FakePyobjc(monkeypatch)
    monkeypatch.delitem(sys.modules, "app.hotkey.macos_api", raising=False)
    yield made
    sys.modules.pop("app.hotkey.macos_api", None)


@pytest.fixture
def api(pyobjc):
    return importlib.import_module("app.hotkey.macos_api").TapApi()


def test_a_tap_tells_what_it_is_called_with(pyobjc, api):
    heard = queue.Queue()
    tap = api.listen(heard.put)
    assert pyobjc.mask == 1 << KEY_DOWN | 1 << KEY_UP | 1 << FLAGS_CHANGED
    event = {KEYCODE: 61, "flags": 0x80040}
    assert pyobjc.hear(None, FLAGS_CHANGED, event, None) is event
    pyobjc.hear(None, KEY_DOWN, {KEYCODE: 2, AUTOREPEAT: 1}, None)
    pyobjc.hear(None, KEY_UP, {KEYCODE: 9, USER_DATA: 0x484F4C44}, None)
    pyobjc.hear(None, BY_TIMEOUT, None, None)
    pyobjc.hear(None, BY_USER, None, None)
    pyobjc.hear(None, 99, None, None)
    told = [heard.get(timeout=10) for _ in range(heard.qsize())]
    assert [(each.kind, each.code, each.flags, each.repeat, each.ours) for each in told] == [
        (TapKind.FLAGS, 61, 0x80040, False, False),
        (TapKind.DOWN, 2, 0, True, False),
        (TapKind.UP, 9, 0, False, True),
        (TapKind.DISABLED, 0, 0, False, False),
        (TapKind.DISABLED, 0, 0, False, False),
    ]
    assert tap.is_enabled()
    tap.enable()
    assert pyobjc.enabled == [True, True]
    tap.close()
    tap.close()
    assert pyobjc.loop.ended.is_set()


def test_macos_may_give_no_tap(pyobjc, api):
    pyobjc.tap = None
    with pytest.raises(TapError):
        api.listen(lambda event: None)


@pytest.mark.parametrize(("listen", "answer", "may"), [(True, 0, True), (True, 1, False), (False, 0, False)])
def test_both_ways_of_asking_must_agree(pyobjc, api, monkeypatch, listen, answer, may):
    monkeypatch.setattr(Kit, "answer", answer)
    pyobjc.answers["may listen"] = listen
    assert api.may_listen() is may
    api.ask_to_listen()
    assert Kit.requests == [1]


def test_the_state_of_keys(pyobjc, api):
    pyobjc.answers |= {"down": 105, "flags": 0x40}
    assert (api.is_down(105), api.is_down(2), api.flags()) == (True, False, 0x40)
