"""The calls of macOS' functions for insertion: against stand-ins for pyobjc, which was not run."""

import ctypes
import importlib
import sys
from types import SimpleNamespace

import pytest

from app.insertion.cocoa import Application, Stroke
from rig.systems.pyobjc import USER_DATA, FakePyobjc


class Carbon:
    """The library that tells of secure input."""

    def __init__(self, path):
        assert path.endswith("Carbon")
        self.IsSecureEventInputEnabled = type("Function", (), {"__call__": lambda _: 1})()


@pytest.fixture
def pyobjc(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", Carbon)
    made = FakePyobjc(monkeypatch)
    monkeypatch.delitem(sys.modules, "app.insertion.macos_api", raising=False)
    yield made
    sys.modules.pop("app.insertion.macos_api", None)


@pytest.fixture
def api(pyobjc):
    return importlib.import_module("app.insertion.macos_api").CocoaApi()


def test_the_program_in_front(pyobjc, api):
    assert api.front_application() is None
    pyobjc.answers["front"] = SimpleNamespace(
        processIdentifier=lambda: 7, bundleIdentifier=lambda: None, localizedName=lambda: "TextEdit"
    )
    assert api.front_application() == Application(7, "", "TextEdit")


def test_permission_secure_input_and_modifiers(pyobjc, api):
    assert not api.may_post()
    api.ask_to_post()
    pyobjc.answers |= {"may post": True, "flags": 1 << 17}
    assert pyobjc.answers["asked to post"]
    assert (api.may_post(), api.secure_input(), api.modifier_flags()) == (True, True, 1 << 17)


def test_keys_carry_their_flags_and_our_mark(pyobjc, api):
    api.post([Stroke(9, True, 1 << 20), Stroke(0, True, text="a😀")])
    (where, first), (_, second) = pyobjc.posted
    assert where == 0
    assert first == {"key": 9, "down": True, "flags": 1 << 20, USER_DATA: 0x484F4C44}
    assert (second["length"], second["text"], second["flags"]) == (3, "a😀", 0)


def test_a_promise_is_kept_when_somebody_asks(pyobjc, api):
    asked = []

    def give():
        asked.append(True)
        return b"words"

    assert api.promise("public.utf8-plain-text", give, {"mark": b""})
    assert (api.change_count(), api.items(), asked) == (1, (("mark", "public.utf8-plain-text"),), [])
    assert (api.data(0, "public.utf8-plain-text"), api.data(1, "public.utf8-plain-text")) == (b"words", None)
    assert asked == [True]
    assert api.data(0, "public.html") is None
    api._provider.pasteboardFinishedWithDataProvider_(None)


def test_what_was_there_is_put_back(pyobjc, api):
    assert api.put([{"a": b"1", "b": b"2"}, {"c": b"3"}])
    assert api.items() == (("a", "b"), ("c",))
    assert api.put([])
    assert api.items() == ()
    pyobjc.board.written = None
    assert api.items() == ()


@pytest.mark.parametrize(("behaviour", "may"), [(None, True), (0, True), (1, False), (2, True), (3, False)])
def test_whether_macos_would_ask_the_user(pyobjc, api, behaviour, may):
    pyobjc.board.behaviour = behaviour
    assert api.may_read() is may
