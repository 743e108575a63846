"""The keyboard of the RemoteDesktop portal, against one that enforces the rules of its tokens."""

import queue
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.dbus import bus as bus_module
from app.desktop_entry import APP_ID
from app.insertion.remote_desktop import INSERT, LEFT_SHIFT, KeyboardState, Pressed, RemoteKeyboard
from app.insertion.restore_token import Leave, LeaveFile
from rig.desktop import wait_until
from rig.portal.portal import FakePortal, fake_portal, portal_bus
from rig.portal.service import Plan

PATIENCE_S = 20.0
CHORD = (LEFT_SHIFT, INSERT)
EDGES = [(LEFT_SHIFT, True), (INSERT, True), (INSERT, False), (LEFT_SHIFT, False)]


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with portal_bus(tmp_path) as environment:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
        yield environment


@pytest.fixture
def leave(tmp_path: Path) -> Path:
    return tmp_path / "state" / "leave"


class Board:
    """A keyboard, and what it said."""

    def __init__(self, leave: Path) -> None:
        self.states: queue.SimpleQueue[KeyboardState] = queue.SimpleQueue()
        self.keyboard = RemoteKeyboard(APP_ID, leave, self.states.put)

    def next(self) -> KeyboardState:
        return self.states.get(timeout=PATIENCE_S)

    def press(self) -> Pressed:
        results: queue.SimpleQueue[Pressed] = queue.SimpleQueue()
        self.keyboard.press(CHORD, results.put)
        return results.get(timeout=PATIENCE_S)


@contextmanager
def board(leave: Path, start: bool = True) -> Iterator[Board]:
    made = Board(leave)
    try:
        if start:
            made.keyboard.start()
        yield made
    finally:
        made.keyboard.close()


def ready(leave: Path) -> None:
    with board(leave) as made:
        assert made.next() is KeyboardState.READY


def test_a_chord_is_pressed_in_order_and_released_in_reverse(session, leave) -> None:
    with fake_portal(session) as portal, board(leave) as made:
        assert made.next() is KeyboardState.READY
        assert made.press() is Pressed.YES
        assert made.press() is Pressed.YES
        assert portal.keys == EDGES * 2
        assert portal.asked("Register") == [[APP_ID, {}]]
        assert len(portal.asked("CreateSession")) == 1


def test_only_the_keyboard_is_asked_for_and_until_it_is_revoked(session, leave) -> None:
    with fake_portal(session) as portal:
        ready(leave)
        _, options = portal.asked("SelectDevices")[0]
        assert {name: options[name] for name in options if name != "handle_token"} == {"types": 1, "persist_mode": 2}


def test_the_user_is_asked_once_ever_and_each_token_is_used_once(session, leave, tmp_path) -> None:
    plan = Plan(store=str(tmp_path / "grants.json"))
    tokens = []
    for _ in range(3):
        with fake_portal(session, plan) as portal:
            ready(leave)
            tokens.append(LeaveFile(leave).read().token)
            assert portal.dialogs == (["remote desktop"] if len(tokens) == 1 else [])
    assert len(set(tokens)) == 3


def test_the_leave_is_for_this_user_alone(session, leave) -> None:
    with fake_portal(session):
        ready(leave)
    assert stat.S_IMODE(leave.stat().st_mode) == 0o600
    assert stat.S_IMODE(leave.parent.stat().st_mode) == 0o700


def test_a_leave_that_was_revoked_is_asked_for_again(session, leave) -> None:
    LeaveFile(leave).write(Leave(token="0b5c1d0e-5f3c-4a53-9d1c-0d5ec8a7b1aa"))
    with fake_portal(session) as portal:
        ready(leave)
        assert portal.dialogs == ["remote desktop"]


@pytest.mark.parametrize("kept", ["rubbish", "\0\0", "t\nt"])
def test_a_file_that_holds_no_token_costs_a_question_and_no_more(session, leave, kept) -> None:
    leave.parent.mkdir(mode=0o700)
    leave.write_text(kept)
    with fake_portal(session) as portal:
        ready(leave)
        assert portal.dialogs == ["remote desktop"]


def test_who_refuses_is_not_asked_again_until_he_wants_it(session, leave) -> None:
    with fake_portal(session, Plan(dialogs=["refuse"])) as portal:
        with board(leave) as made:
            assert made.next() is KeyboardState.REFUSED
            assert made.press() is Pressed.NO
            assert portal.dialogs == ["remote desktop"]
        with board(leave) as made:
            assert made.keyboard.state is KeyboardState.REFUSED
            assert made.press() is Pressed.NO
            made.keyboard.ask_again()
            assert (made.next(), made.next()) == (KeyboardState.OPENING, KeyboardState.READY)
            assert made.press() is Pressed.YES


def test_who_refused_in_this_run_can_be_asked_again_in_it(session, leave) -> None:
    with fake_portal(session, Plan(dialogs=["refuse"])), board(leave) as made:
        assert made.next() is KeyboardState.REFUSED
        made.keyboard.ask_again()
        assert (made.next(), made.next()) == (KeyboardState.OPENING, KeyboardState.READY)
        assert made.press() is Pressed.YES


def test_a_session_that_the_desktop_closes_is_opened_again_without_a_question(session, leave) -> None:
    with fake_portal(session) as portal, board(leave) as made:
        assert made.next() is KeyboardState.READY
        portal.order("close", "RemoteDesktop")
        assert (made.next(), made.next()) == (KeyboardState.OPENING, KeyboardState.READY)
        assert made.press() is Pressed.YES
        assert portal.dialogs == ["remote desktop"]


def test_a_portal_that_restarts_is_spoken_to_again(session, leave, tmp_path) -> None:
    plan = Plan(store=str(tmp_path / "grants.json"))
    with board(leave, start=False) as made:
        with fake_portal(session, plan):
            made.keyboard.start()
            assert made.next() is KeyboardState.READY
        assert made.next() is KeyboardState.OPENING
        assert made.press() is Pressed.NO
        with fake_portal(session, plan) as portal:
            wait_until(lambda: made.keyboard.state is KeyboardState.READY, PATIENCE_S, "the new portal to be found")
            assert made.press() is Pressed.YES
            assert portal.dialogs == []


def test_a_portal_that_comes_later_is_found(session, leave) -> None:
    with board(leave) as made:
        assert made.next() is KeyboardState.UNAVAILABLE
        assert made.press() is Pressed.NO
        with fake_portal(session):
            wait_until(lambda: made.keyboard.state is KeyboardState.READY, PATIENCE_S, "the portal to be found")


def test_a_desktop_without_it_is_no_keyboard(session, leave) -> None:
    with fake_portal(session, Plan(versions={"GlobalShortcuts": 1})), board(leave) as made:
        assert made.next() is KeyboardState.UNAVAILABLE


def test_a_dialog_that_nobody_answers_holds_nobody_up(session, leave) -> None:
    with fake_portal(session, Plan(dialogs=["wait"])) as portal, board(leave) as made:
        wait_until(lambda: portal.dialogs, PATIENCE_S, "the dialog")
        assert made.keyboard.state is KeyboardState.OPENING
        assert made.press() is Pressed.NO


def test_keys_that_are_not_answered_for_may_have_been_pressed(session, leave, monkeypatch) -> None:
    with fake_portal(session) as portal, board(leave) as made:
        assert made.next() is KeyboardState.READY
        portal.order("hang", ["NotifyKeyboardKeycode"])
        monkeypatch.setattr(bus_module, "REPLY_S", 0.2)
        assert made.press() is Pressed.UNKNOWN
        assert (made.next(), made.next()) == (KeyboardState.OPENING, KeyboardState.READY)  # no key stays down there


def test_a_folder_that_cannot_be_written_costs_a_question_at_the_next_start(session, tmp_path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with fake_portal(session), board(tmp_path / "state" / "leave") as made:
        assert made.next() is KeyboardState.READY
        assert made.press() is Pressed.YES


def test_no_bus_is_no_keyboard(tmp_path, leave, monkeypatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    with board(leave) as made:
        assert made.next() is KeyboardState.UNAVAILABLE
        assert made.press() is Pressed.NO


def test_closing_before_the_start_is_nothing(leave) -> None:
    with board(leave, start=False) as made:
        made.keyboard.close()
        assert made.press() is Pressed.NO


def test_the_portal_is_left_when_the_keyboard_is_closed(session, leave) -> None:
    def ended(portal: FakePortal) -> bool:
        return {"ended": "org.freedesktop.portal.RemoteDesktop"} in portal.told

    with fake_portal(session) as portal:
        ready(leave)
        wait_until(lambda: ended(portal), PATIENCE_S, "the session to be gone")
