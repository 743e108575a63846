"""Which way a hotkey takes, from the environment alone."""

import sys
from types import ModuleType

import pytest

from app.hotkey import desktops
from app.hotkey.backend import Bound, HotkeyUnavailable, Role, Shape, Sink
from app.hotkey.choose import VARIABLE, Choice, choose, choose_backend, make
from app.hotkey.command import CommandHotkey
from app.hotkey.desktops import COSMIC, GNOME, HYPRLAND, KDE, NIRI, SWAY, UNKNOWN, desktop
from app.hotkey.macos import MacHotkey
from app.hotkey.means import ON_LINUX, Means
from app.hotkey.portal import PortalHotkey
from app.hotkey.suitability import refusal
from app.hotkey.windows import WindowsHotkey
from app.hotkey.x11 import X11Hotkey
from rig.systems.keyboards import FakeKeyboard, FakeMacKeyboard

WAYLAND = {"XDG_SESSION_TYPE": "wayland", "WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}


@pytest.mark.parametrize(
    "environment",
    [
        {"XDG_SESSION_TYPE": "x11", "DISPLAY": ":7"},
        {"DISPLAY": ":7"},
        {"XDG_SESSION_TYPE": "x11", "DISPLAY": ":7", "WAYLAND_DISPLAY": "wayland-0"},
    ],
)
def test_an_x_session_gets_the_x_backend(environment: dict[str, str]) -> None:
    backend = choose_backend(environment=environment, platform="linux")
    assert isinstance(backend, X11Hotkey)
    assert backend.capabilities.holds


@pytest.mark.parametrize(
    "environment",
    [
        WAYLAND,
        {"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"},
        {"XDG_SESSION_TYPE": "tty", "WAYLAND_DISPLAY": "wayland-1", "DISPLAY": ":0"},
    ],
)
def test_wayland_never_gets_the_x_backend_though_xwayland_would_answer(environment: dict[str, str]) -> None:
    chosen = choose(environment=environment, platform="linux")
    assert (chosen.means, chosen.desktop) == (Means.PORTAL, UNKNOWN)
    assert isinstance(make(chosen, environment), PortalHotkey)


@pytest.mark.parametrize(
    ("named", "means", "found"),
    [
        ("KDE", Means.PORTAL, KDE),
        ("GNOME", Means.PORTAL, GNOME),
        ("ubuntu:GNOME", Means.PORTAL, GNOME),
        ("Hyprland", Means.PORTAL, HYPRLAND),
        ("sway:wlroots", Means.COMMAND, SWAY),
        ("sway", Means.COMMAND, SWAY),
        ("COSMIC", Means.COMMAND, COSMIC),
        ("niri", Means.COMMAND, NIRI),
        ("Wayfire:wlroots", Means.COMMAND, desktops.WLROOTS),
        ("Fvwm", Means.PORTAL, UNKNOWN),
        ("", Means.PORTAL, UNKNOWN),
    ],
)
def test_every_wayland_desktop_gets_what_it_can_do(named: str, means: Means, found: desktops.Desktop) -> None:
    environment = WAYLAND | {"XDG_CURRENT_DESKTOP": named}
    chosen = choose(environment=environment, platform="linux")
    assert (chosen.means, chosen.desktop) == (means, found)
    assert chosen.why == f"this is a Wayland session of {found.name}"
    backend = make(chosen, environment)
    key = backend.resolve(backend.capabilities.default_key)
    assert refusal(Role.TALK, key, backend.capabilities) is None


@pytest.mark.parametrize(
    ("variable", "found"),
    [("SWAYSOCK", SWAY), ("HYPRLAND_INSTANCE_SIGNATURE", HYPRLAND), ("NIRI_SOCKET", NIRI)],
)
def test_a_compositor_is_known_by_its_socket_where_nobody_set_its_name(variable: str, found: desktops.Desktop) -> None:
    assert desktop({variable: "/run/there"}) is found
    assert desktop({variable: ""}) is UNKNOWN


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ""}, {"XDG_SESSION_TYPE": "tty"}])
def test_without_a_desktop_that_is_said(environment: dict[str, str]) -> None:
    with pytest.raises(HotkeyUnavailable, match=r"DISPLAY is not set.*`holdfast transcribe FILE`"):
        choose(environment=environment, platform="linux")


def test_the_user_may_choose_another_way() -> None:
    environment = WAYLAND | {"XDG_CURRENT_DESKTOP": "KDE"}
    assert choose(Means.COMMAND, environment, "linux") == Choice(Means.COMMAND, KDE, "you chose it")
    assert choose(Means.X11, environment, "linux").means is Means.X11
    assert choose(Means.PORTAL, {"DISPLAY": ":0"}, "linux") == Choice(Means.PORTAL, UNKNOWN, "you chose it")
    assert choose(Means.EVDEV, {}, "linux").means is Means.EVDEV
    assert type(make(Choice(Means.EVDEV), {})).__name__ == "EvdevHotkey"
    with pytest.raises(HotkeyUnavailable, match="DISPLAY is not set"):
        choose(Means.X11, {}, "linux")


def test_a_portal_can_be_tried_on_a_desktop_that_is_said_to_have_none() -> None:
    chosen = choose(Means.PORTAL, WAYLAND | {"XDG_CURRENT_DESKTOP": "sway"}, "linux")
    assert isinstance(make(chosen, {}), PortalHotkey)


def test_the_environment_overrides_the_settings() -> None:
    assert choose(Means.PORTAL, WAYLAND | {VARIABLE: "command"}, "linux").means is Means.COMMAND
    with pytest.raises(HotkeyUnavailable, match=f"{VARIABLE} is 'magic'.* There are: automatic, x11, portal"):
        choose(environment=WAYLAND | {VARIABLE: "magic"}, platform="linux")


@pytest.mark.parametrize(
    ("wanted", "platform"), [(Means.WINDOWS, "linux"), (Means.X11, "win32"), (Means.EVDEV, "darwin")]
)
def test_a_way_of_another_system_is_refused(wanted: Means, platform: str) -> None:
    with pytest.raises(HotkeyUnavailable, match=f"no way to a hotkey called '{wanted.value}'"):
        choose(wanted, {"DISPLAY": ":0"}, platform)


@pytest.mark.parametrize(("platform", "means"), [("win32", Means.WINDOWS), ("darwin", Means.MACOS)])
def test_windows_and_macos_have_one_way_each(platform: str, means: Means) -> None:
    assert choose(environment={}, platform=platform).means is means
    assert means not in ON_LINUX


WINDOWS = ("win32", "app.hotkey.windows_api", "KeyboardApi", FakeKeyboard, WindowsHotkey)
MACOS = ("darwin", "app.hotkey.macos_api", "TapApi", FakeMacKeyboard, MacHotkey)


@pytest.mark.parametrize(("platform", "module", "name", "calls", "backend"), [WINDOWS, MACOS])
def test_each_system_has_its_own(
    monkeypatch: pytest.MonkeyPatch, platform: str, module: str, name: str, calls: type, backend: type
) -> None:
    stand_in = ModuleType(module)
    setattr(stand_in, name, calls)
    monkeypatch.setitem(sys.modules, module, stand_in)
    assert isinstance(choose_backend(environment={}, platform=platform), backend)


@pytest.mark.parametrize(("platform", "module"), [each[:2] for each in (WINDOWS, MACOS)])
def test_an_installation_that_lacks_something_says_so(
    monkeypatch: pytest.MonkeyPatch, platform: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(HotkeyUnavailable, match=r"not installed.*Install Holdfast again"):
        choose_backend(environment={}, platform=platform)


def test_a_choice_is_never_to_be_chosen() -> None:
    with pytest.raises(AssertionError):
        make(Choice(Means.AUTOMATIC), {})


def test_other_systems_are_told_what_works_now() -> None:
    with pytest.raises(HotkeyUnavailable, match=r"\(freebsd14\) yet. .*`holdfast toggle`.* button"):
        choose(environment={"DISPLAY": ":0"}, platform="freebsd14")


# ------------------------------------------------------------------------------------------------ the lines


@pytest.mark.parametrize(
    ("there", "lines"),
    [
        (SWAY, ("bindsym --no-repeat F9 exec holdfast press", "bindsym --release F9 exec holdfast release")),
        (HYPRLAND, ("bind = , F9, exec, holdfast press", "bindr = , F9, exec, holdfast release")),
        (NIRI, ('binds { F9 repeat=false { spawn "holdfast" "toggle"; } }', "niri does not tell when a key comes up")),
        (COSMIC, ("holdfast toggle", "COSMIC does not tell when a key comes up")),
        (desktops.WLROOTS, ("`holdfast press`", "`holdfast release`", "`holdfast toggle`")),
    ],
)
def test_the_lines_for_the_configuration_are_told(there: desktops.Desktop, lines: tuple[str, ...]) -> None:
    for line in lines:
        assert line in there.binding()
    assert there.file in there.binding()


def test_the_command_backend_listens_for_nothing_and_says_how_it_is_done() -> None:
    bound: list[object] = []
    backend = CommandHotkey(SWAY)
    sink = Sink(edge=lambda _: None, lost=lambda _: None, bound=bound.append)
    backend.start({Role.TALK: backend.resolve("Right Ctrl")}, sink)
    assert bound == [{Role.TALK: Bound("the key bound in sway", swallowed=True)}]
    backend.watch_cancel(True)
    backend.stop()
    assert backend.is_physically_down() is None
    for ask in (backend.configure, lambda: backend.capture(lambda _: None)):
        with pytest.raises(HotkeyUnavailable, match=r"^Sway lets no program listen for keys\. .*bindsym --release F9"):
            ask()


def test_nobody_but_a_desktop_that_tells_of_it_is_said_to_hold_modifiers() -> None:
    portals = [each.facts for each in (KDE, GNOME, HYPRLAND, UNKNOWN)]
    assert all(facts and Shape.MODIFIER not in facts.holds | facts.presses for facts in portals)
    assert [each.called for each in (KDE, SWAY)] == ["The KDE desktop", "Sway"]
