"""The hotkey through a portal that behaves as those of KWin and GNOME Shell do, on a bus of its own."""

import queue
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import desktop_entry
from app.dbus import bus as bus_module
from app.dbus import portal as portal_module
from app.dbus import portal_session
from app.desktop_entry import APP_ID
from app.hotkey import desktops
from app.hotkey.backend import Bound, Edge, EdgeKind, HotkeyUnavailable, Role, Sink
from app.hotkey.desktops import GNOME, KDE, Desktop
from app.hotkey.portal import PortalHotkey
from app.hotkey.suitability import refusal
from rig.desktop import wait_until
from rig.portal.portal import FakePortal, fake_portal, portal_bus
from rig.portal.service import Plan

PATIENCE_S = 20.0
DOWN, UP = (Role.TALK, EdgeKind.DOWN), (Role.TALK, EdgeKind.UP)
TALK = {Role.TALK: "F9"}


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with portal_bus(tmp_path) as environment:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
        yield environment


class Heard:
    """A sink that a test waits at."""

    def __init__(self) -> None:
        self.edges: queue.SimpleQueue[Edge] = queue.SimpleQueue()
        self.lost: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.bound: queue.SimpleQueue[Mapping[Role, Bound]] = queue.SimpleQueue()
        self.sink = Sink(self.edges.put, self.lost.put, self.bound.put)

    def next(self) -> tuple[Role, EdgeKind]:
        edge = self.edges.get(timeout=PATIENCE_S)
        return edge.role, edge.kind

    def next_bound(self) -> dict[Role, str]:
        return {role: each.name for role, each in self.bound.get(timeout=PATIENCE_S).items()}

    def why(self) -> str:
        return self.lost.get(timeout=PATIENCE_S)

    def nothing_more(self) -> bool:
        return self.edges.empty() and self.lost.empty()


@contextmanager
def listening(
    desktop: Desktop = KDE, names: Mapping[Role, str] = TALK, bound: bool = True
) -> Iterator[tuple[PortalHotkey, Heard]]:
    backend, heard = PortalHotkey(desktop, APP_ID), Heard()
    backend.start({role: backend.resolve(name) for role, name in names.items()}, heard.sink)
    try:
        if bound:
            heard.next_bound()
        yield backend, heard
    finally:
        backend.stop()


# ------------------------------------------------------------------------------------------------ listening


def test_a_press_and_a_release_are_heard(session) -> None:
    with fake_portal(session) as portal, listening() as (_, heard):
        for _ in range(3):
            portal.order("press", "talk")
            portal.order("release", "talk")
            down, up = heard.edges.get(timeout=PATIENCE_S), heard.edges.get(timeout=PATIENCE_S)
            assert (down.role, down.kind, up.kind) == (Role.TALK, EdgeKind.DOWN, EdgeKind.UP)
            assert down.at <= up.at  # although KWin says 0 for the time
        assert heard.nothing_more()


def test_a_press_right_behind_the_dialog_is_heard(session) -> None:
    with fake_portal(session) as portal, listening(bound=False) as (_, heard):
        portal.wait_asked("BindShortcuts")
        portal.order("press", "talk")
        assert heard.next() == DOWN, portal.told


def test_the_portal_is_asked_in_the_order_that_it_wants(session) -> None:
    with fake_portal(session) as portal, listening():
        asked = [each["asked"] for each in portal.everything() if "asked" in each]
        (_, shortcuts, window, _), *more = portal.asked("BindShortcuts")
    assert asked[:4] == ["Register", "CreateSession", "ListShortcuts", "BindShortcuts"]
    assert not more
    assert (shortcuts, window) == ([["talk", {"description": "Hold to talk", "preferred_trigger": "F9"}]], "")


def test_every_role_has_a_key_of_its_own(session) -> None:
    names = {
        Role.TALK: "Pause",
        Role.HANDS_FREE: "Ctrl+Alt+Space",
        Role.CANCEL: "Ctrl+Alt+Esc",
        Role.INSERT_AGAIN: "Super+V",
    }
    with fake_portal(session) as portal, listening(names=names) as (_, heard):
        (_, shortcuts, _, _), *_ = portal.asked("BindShortcuts")
        assert {name: options["preferred_trigger"] for name, options in shortcuts} == {
            "talk": "Pause",
            "hands-free": "CTRL+ALT+space",
            "cancel": "CTRL+ALT+Escape",
            "insert-again": "LOGO+v",
        }
        for role in names:
            portal.order("press", role.value)
            portal.order("release", role.value)
            assert (heard.next(), heard.next()) == ((role, EdgeKind.DOWN), (role, EdgeKind.UP))


def test_the_desktops_own_names_of_the_keys_are_told(session) -> None:
    with fake_portal(session) as portal, listening(bound=False) as (_, heard):
        assert heard.next_bound() == {Role.TALK: "F9"}
        portal.order("retrigger", APP_ID, "talk", "CTRL+ALT+d")
        assert heard.next_bound() == {Role.TALK: "Ctrl+Alt+d"}


def test_a_key_that_the_user_gave_to_it_once_stays(session, tmp_path) -> None:
    plan = Plan(store=str(tmp_path / "grants.json"))
    with fake_portal(session, plan) as portal:
        with listening():
            portal.order("retrigger", APP_ID, "talk", "Pause")
        with listening(bound=False) as (_, heard):
            assert heard.next_bound() == {Role.TALK: "Pause"}
        assert portal.dialogs == ["shortcuts"]


def test_a_key_that_is_added_costs_one_more_dialog(session) -> None:
    with fake_portal(session) as portal:
        with listening():
            pass
        with listening(names=TALK | {Role.HANDS_FREE: "Ctrl+F9"}) as (_, heard):
            portal.order("press", "hands-free")
            assert heard.next() == (Role.HANDS_FREE, EdgeKind.DOWN)
        assert portal.dialogs == ["shortcuts", "shortcuts"]


def test_starting_again_is_a_session_of_its_own(session) -> None:
    with fake_portal(session, Plan(desktop="gnome")) as portal, listening(GNOME) as (backend, heard):
        backend.start({Role.TALK: backend.resolve("F9")}, heard.sink)
        heard.next_bound()
        portal.order("press", "talk")
        assert heard.next() == DOWN
        assert len(portal.asked("CreateSession")) == len(portal.asked("BindShortcuts")) == 2


def test_nothing_is_told_once_it_was_stopped(session) -> None:
    with fake_portal(session) as portal, listening() as (backend, heard):
        portal.order("press", "talk")
        assert heard.next() == DOWN
        backend.stop()
        portal.order("release", "talk")
        ended = {"ended": "org.freedesktop.portal.GlobalShortcuts"}
        wait_until(lambda: ended in portal.told, PATIENCE_S, "the keys to be given back")
        assert heard.nothing_more()
        backend.stop()


# ------------------------------------------------------------------------------------------------ the desktops' ways


def test_kwin_says_that_the_key_came_up_when_another_one_was_pressed(session) -> None:
    assert KDE.facts and KDE.facts.early_release
    with fake_portal(session) as portal, listening() as (_, heard):
        portal.order("press", "talk")
        portal.order("another key")
        assert (heard.next(), heard.next()) == (DOWN, UP)
        portal.order("release", "talk")
        assert heard.nothing_more()


def test_gnome_repeats_and_the_repeats_are_told(session) -> None:
    with fake_portal(session, Plan(desktop="gnome", repeat_after_s=0.02)) as portal, listening(GNOME) as (_, heard):
        portal.order("press", "talk")
        assert [heard.next() for _ in range(4)] == [DOWN] * 4
        portal.order("release", "talk")
        wait_until(lambda: heard.next() == UP, PATIENCE_S, "the release")


def test_gnome_never_says_that_a_chord_came_up(session) -> None:
    plan = Plan(desktop="gnome", repeat_after_s=100)
    with fake_portal(session, plan) as portal, listening(GNOME, {Role.TALK: "Ctrl+F9"}) as (_, heard):
        portal.order("press", "talk")
        assert heard.next() == DOWN
        portal.order("release", "talk")
        assert heard.nothing_more()


def test_a_lone_modifier_is_of_no_use_on_kwin(session) -> None:
    with fake_portal(session) as portal, listening(KDE, {Role.TALK: "Right Ctrl"}) as (_, heard):
        portal.order("press", "talk")
        assert heard.nothing_more()
        portal.order("release", "talk")
        assert (heard.next(), heard.next()) == (DOWN, UP)


@pytest.mark.parametrize("desktop", [KDE, GNOME, desktops.HYPRLAND])
def test_so_it_is_refused_with_a_proposal(desktop) -> None:
    backend = PortalHotkey(desktop, APP_ID)
    sentence = refusal(Role.TALK, backend.resolve("Right Ctrl"), backend.capabilities)
    assert sentence and "Right Ctrl alone cannot be held with" in sentence and "for example F9 or Pause" in sentence
    assert refusal(Role.TALK, backend.resolve("F9"), backend.capabilities) is None
    assert refusal(Role.CANCEL, backend.resolve("Esc"), backend.capabilities)  # it would be taken from every program
    assert refusal(Role.CANCEL, backend.resolve("Ctrl+Alt+Esc"), backend.capabilities) is None


def test_a_chord_can_be_held_on_kwin_only() -> None:
    refused = {}
    for desktop in (KDE, GNOME):
        backend = PortalHotkey(desktop, APP_ID)
        refused[desktop.name] = refusal(Role.TALK, backend.resolve("Ctrl+Space"), backend.capabilities) is not None
    assert refused == {"the KDE desktop": False, "the GNOME desktop": True}


@pytest.mark.parametrize("version", [1, 2])
def test_the_desktops_dialog_is_opened_where_it_has_one(session, version) -> None:
    with fake_portal(session, Plan(versions={"GlobalShortcuts": version})) as portal, listening() as (backend, _):
        wait_until(lambda: portal.asked("Get"), PATIENCE_S, "the version to be asked")
        if version == 1:
            with pytest.raises(HotkeyUnavailable, match="in the system settings"):
                backend.configure()
        else:
            backend.configure()
            portal.wait_asked("ConfigureShortcuts")


def test_a_dialog_that_does_not_open_costs_no_key(session, monkeypatch) -> None:
    monkeypatch.setattr(bus_module.Bus.call, "__kwdefaults__", {"seconds": 0.2})
    with fake_portal(session) as portal, listening() as (backend, heard):
        portal.order("hang", ["ConfigureShortcuts"])
        backend.configure()
        portal.wait_asked("ConfigureShortcuts")
        portal.order("press", "talk")
        assert heard.next() == DOWN


def test_a_key_cannot_be_chosen_by_pressing_it(session) -> None:
    backend = PortalHotkey(GNOME, APP_ID)
    with pytest.raises(HotkeyUnavailable, match="Choose the key in the Settings, under Apps, Holdfast"):
        backend.capture(lambda _: None)
    with pytest.raises(HotkeyUnavailable, match="in the Settings"):
        backend.configure()
    assert backend.is_physically_down() is None
    backend.watch_cancel(True)


# ------------------------------------------------------------------------------------------------ trouble


def test_a_session_that_is_closed_is_opened_again_and_the_key_counts_as_up(session) -> None:
    with fake_portal(session) as portal, listening() as (_, heard):
        portal.order("press", "talk")
        portal.order("close", "GlobalShortcuts")
        assert (heard.next(), heard.next()) == (DOWN, UP)
        assert heard.next_bound() == {Role.TALK: "F9"}
        portal.order("release", "talk")
        portal.order("press", "talk")
        assert (heard.next(), heard.next()) == (UP, DOWN)
        assert portal.dialogs == ["shortcuts"]


def test_a_portal_that_restarts_is_spoken_to_again(session, tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(portal_session.TRIES, portal_module.Kind.MISSING, 100)  # here nobody starts it on demand
    monkeypatch.setattr(portal_session, "FIRST_PAUSE_S", 0.0)
    plan = Plan(store=str(tmp_path / "grants.json"))
    with listening(bound=False) as (_, heard):
        for restarts in range(3):
            with fake_portal(session, plan) as portal:
                heard.next_bound()
                portal.order("press", "talk")
                assert heard.next() == DOWN
                assert portal.dialogs == ([] if restarts else ["shortcuts"])
            assert heard.next() == UP


def test_the_user_may_decline(session) -> None:
    with fake_portal(session, Plan(dialogs=["refuse"])) as portal, listening(bound=False) as (_, heard):
        assert heard.why().startswith("The hotkey was declined in the dialog of the KDE desktop.")
        assert len(portal.dialogs) == 1


def test_the_user_may_think_about_it(session) -> None:
    with fake_portal(session, Plan(dialogs=["wait"])) as portal, listening(bound=False) as (backend, heard):
        wait_until(lambda: portal.dialogs, PATIENCE_S, "the dialog")
        with pytest.raises(HotkeyUnavailable):
            backend.configure()
        assert heard.nothing_more()


def test_without_our_desktop_file_the_remedy_is_named(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(portal_session, "FIRST_PAUSE_S", 0.0)
    with portal_bus(tmp_path, known=False) as session:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session["DBUS_SESSION_BUS_ADDRESS"])
        with fake_portal(session) as portal, listening(bound=False) as (_, heard):
            assert "holdfast desktop-entry install" in heard.why()
            assert len(portal.asked("Register")) == portal_session.TRIES[portal_module.Kind.NAMELESS]


def test_a_desktop_file_that_the_portal_finds_a_moment_later_is_in_time(tmp_path, monkeypatch) -> None:
    with portal_bus(tmp_path, known=False) as session:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session["DBUS_SESSION_BUS_ADDRESS"])
        with fake_portal(session) as portal, listening(bound=False) as (_, heard):
            portal.wait_asked("Register")
            desktop_entry.install(session)
            assert heard.next_bound() == {Role.TALK: "F9"}


def test_a_portal_without_a_register_that_knows_us_not_names_the_remedy(session, monkeypatch) -> None:
    monkeypatch.setattr(portal_session, "FIRST_PAUSE_S", 0.0)
    with fake_portal(session, Plan(registry=False)), listening(bound=False) as (_, heard):
        assert "does not find Holdfast" in heard.why()


@pytest.mark.parametrize("plan", [Plan(versions={"RemoteDesktop": 2}), Plan(desktop="kde5")])
def test_a_desktop_without_shortcuts_says_so_and_what_works(session, plan) -> None:
    with fake_portal(session, plan), listening(bound=False) as (_, heard):
        why = heard.why()
        assert why.startswith("The KDE desktop does not let programs have keys of their own.")
        assert "`holdfast press`" in why


def test_no_portal_at_all_is_the_same(session) -> None:
    with listening(bound=False) as (_, heard):
        assert "does not let programs have keys" in heard.why()


def test_no_bus_is_the_same(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    with listening(bound=False) as (_, heard):
        assert "does not let programs have keys" in heard.why()


@pytest.mark.parametrize("method", ["Register", "CreateSession", "ListShortcuts"])
def test_a_portal_that_hangs_is_given_up_and_the_remedy_named(session, method, monkeypatch) -> None:
    monkeypatch.setattr(portal_session, "FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr(portal_module, "START_S", 0.2)
    monkeypatch.setattr(bus_module.Bus.call, "__kwdefaults__", {"seconds": 0.2})
    with fake_portal(session, Plan(hang=[method])), listening(bound=False) as (_, heard):
        assert "systemctl --user restart xdg-desktop-portal" in heard.why()


def test_stopping_does_not_wait_for_a_portal_that_hangs(session) -> None:
    with fake_portal(session, Plan(hang=["Register"])) as portal, listening(bound=False) as (backend, heard):
        portal.wait_asked("Register")
        backend.stop()  # Register has half a minute
        assert heard.nothing_more()


def test_a_session_that_is_closed_again_and_again_is_given_up(session, monkeypatch) -> None:
    monkeypatch.setattr(portal_session, "FIRST_PAUSE_S", 0.0)

    def closes(portal: FakePortal) -> bool:
        portal.order("close", "GlobalShortcuts")
        return not heard.lost.empty()

    with fake_portal(session) as portal, listening() as (_, heard):
        wait_until(lambda: closes(portal), PATIENCE_S, "the end of its patience")
        assert heard.why().startswith("The KDE desktop keeps taking the hotkey away.")
