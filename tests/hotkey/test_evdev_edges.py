"""What the events of keyboards mean, by sequences as Linux reports them."""

import struct

import pytest

from app.hotkey import evdev_keys
from app.hotkey.backend import EdgeKind, HotkeyUnavailable, Key, Role, Shape
from app.hotkey.evdev_edges import Dropped, EdgeFinder, KeyEvent, KeyFinder, decode

F9, ESC, LEFT_CTRL, RIGHT_CTRL, D, SHIFT = 67, 1, 29, 97, 32, 42
TALK_DOWN, TALK_UP = (Role.TALK, EdgeKind.DOWN), (Role.TALK, EdgeKind.UP)


def raw(*events: tuple[int, int, int]) -> bytes:
    return b"".join(struct.pack("llHHi", 1, 2, *event) for event in events)


def hold(code: int) -> bytes:
    """As a real keyboard says it: a scan code, the key, the end of the packet; repeats; the release."""
    return raw(
        (4, 4, 458818),
        (1, code, 1),
        (0, 0, 0),
        (1, code, 2),
        (0, 0, 1),
        (1, code, 2),
        (0, 0, 1),
        (1, code, 0),
        (0, 0, 0),
    )


def finder(**names: str) -> EdgeFinder:
    return EdgeFinder({Role[role]: evdev_keys.find(name) for role, name in names.items()})


def fed(edges: EdgeFinder, *codes: int, keyboard: int = 1) -> list[tuple[Role, EdgeKind]]:
    """Press the positive codes, release the negative ones."""
    return [edge for code in codes for edge in edges.feed(keyboard, KeyEvent(abs(code), code > 0))]


# ------------------------------------------------------------------------------------------------ bytes


def test_a_hold_is_a_press_and_a_release_whatever_repeats() -> None:
    assert decode(hold(F9)) == [KeyEvent(F9, True), KeyEvent(F9, False)]


def test_the_mouse_and_lamps_are_nothing() -> None:
    assert decode(raw((2, 0, 5), (17, 1, 1), (0, 0, 0))) == []


def test_what_the_kernel_dropped_is_told() -> None:
    assert decode(raw((1, F9, 1), (0, 3, 0), (1, F9, 0))) == [KeyEvent(F9, True), Dropped(), KeyEvent(F9, False)]


def test_a_broken_end_is_left_out() -> None:
    assert decode(hold(F9)[:-7]) == [KeyEvent(F9, True), KeyEvent(F9, False)]
    assert decode(b"") == []


# ------------------------------------------------------------------------------------------------ edges


def test_only_our_keys_are_told() -> None:
    edges = finder(TALK="F9", HANDS_FREE="F10")
    assert fed(edges, F9, D, -D, -F9) == [TALK_DOWN, TALK_UP]
    assert fed(edges, 68, -68) == [(Role.HANDS_FREE, EdgeKind.DOWN), (Role.HANDS_FREE, EdgeKind.UP)]


def test_right_and_left_are_two_keys() -> None:
    edges = finder(TALK="Right Ctrl")
    assert fed(edges, LEFT_CTRL, -LEFT_CTRL) == []
    assert fed(edges, RIGHT_CTRL, LEFT_CTRL, -RIGHT_CTRL) == [TALK_DOWN, TALK_UP]


def test_a_key_is_down_while_it_is_down_on_any_keyboard() -> None:
    edges = finder(TALK="F9")
    assert fed(edges, F9, keyboard=1) == [TALK_DOWN]
    assert fed(edges, F9, -F9, keyboard=2) == []
    assert fed(edges, -F9, keyboard=1) == [TALK_UP]


def test_a_chord_wants_its_modifiers_and_ends_with_its_key() -> None:
    edges = finder(TALK="Ctrl+D")
    assert fed(edges, D, -D) == []
    assert fed(edges, LEFT_CTRL, D, -LEFT_CTRL, -D) == [TALK_DOWN, TALK_UP]
    assert fed(edges, RIGHT_CTRL, keyboard=2) + fed(edges, D) == [TALK_DOWN]


def test_of_two_chords_the_one_of_which_more_is_held_is_meant() -> None:
    edges = finder(TALK="Ctrl+D", HANDS_FREE="Ctrl+Shift+D")
    assert fed(edges, LEFT_CTRL, SHIFT, D, -D) == [
        (Role.HANDS_FREE, EdgeKind.DOWN),
        (Role.HANDS_FREE, EdgeKind.UP),
    ]
    assert fed(edges, -SHIFT, D) == [TALK_DOWN]


def test_the_cancel_key_is_told_only_while_it_is_watched() -> None:
    edges = finder(TALK="F9", CANCEL="Esc")
    assert fed(edges, ESC, -ESC) == []
    edges.watching_cancel = True
    assert fed(edges, ESC, -ESC) == [(Role.CANCEL, EdgeKind.DOWN), (Role.CANCEL, EdgeKind.UP)]
    edges.watching_cancel = False
    assert fed(edges, ESC) == []


def test_a_key_that_was_down_when_listening_began_is_no_press_but_its_release_is_told() -> None:
    edges = finder(TALK="F9", HANDS_FREE="F10")
    edges.begins(1, [F9, 68])
    assert fed(edges, F9) == []
    assert fed(edges, -F9, -68) == [TALK_UP]
    assert fed(edges, F9) == [TALK_DOWN]


def test_without_a_talk_key_nothing_is_made_of_its_release() -> None:
    edges = EdgeFinder({})
    edges.begins(1, [F9])
    assert fed(edges, -F9) == []


def test_a_keyboard_that_is_unplugged_lets_go_of_its_keys() -> None:
    edges = finder(TALK="F9")
    assert fed(edges, F9, D, keyboard=3) == [TALK_DOWN]
    assert edges.ends(3) == [TALK_UP]
    assert edges.ends(3) == []
    assert fed(edges, F9, keyboard=4) == [TALK_DOWN]


def test_what_was_lost_is_put_right_by_what_is_down_now() -> None:
    edges = finder(TALK="F9")
    assert fed(edges, F9) == [TALK_DOWN]
    assert edges.is_so(1, [F9, D]) == []
    assert edges.is_so(1, []) == [TALK_UP]
    assert edges.is_so(1, [F9]) == [TALK_DOWN]


# ------------------------------------------------------------------------------------------------ choosing


def chosen(*codes: int) -> list[str]:
    found: list[Key] = []
    keys = KeyFinder(found.append)
    for code in codes:
        keys.feed(KeyEvent(abs(code), code > 0))
    return [key.name for key in found]


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        ((F9, -F9), ["F9"]),
        ((RIGHT_CTRL, -RIGHT_CTRL), ["Right Ctrl"]),
        ((LEFT_CTRL, D, -D, -LEFT_CTRL), ["Ctrl+D"]),
        ((LEFT_CTRL, SHIFT, D, -D, -SHIFT, -LEFT_CTRL), ["Ctrl+Shift+D"]),
        ((LEFT_CTRL, RIGHT_CTRL, -LEFT_CTRL, -RIGHT_CTRL), ["Right Ctrl"]),
        ((-F9, 0x2FF), ["Key 767"]),
    ],
)
def test_what_is_pressed_is_chosen(codes: tuple[int, ...], names: list[str]) -> None:
    assert chosen(*codes) == names


# ------------------------------------------------------------------------------------------------ names


@pytest.mark.parametrize("code", evdev_keys.NAMES)
def test_every_name_finds_its_key(code: int) -> None:
    found = evdev_keys.key(code)
    assert evdev_keys.find(found.name) == found


def test_names_are_as_on_the_keyboard() -> None:
    names = {16: "Q", 30: "A", 50: "M", 2: "1", 11: "0", 59: "F1", 68: "F10", 87: "F11", 183: "F13", 194: "F24"}
    assert {code: evdev_keys.NAMES[code] for code in names} == names
    assert len(set(evdev_keys.NAMES.values())) == len(evdev_keys.NAMES)


def test_other_ways_to_say_it() -> None:
    assert evdev_keys.find("f9").code == F9
    assert evdev_keys.find("AltGr").code == 100
    assert evdev_keys.find("Key 300") == Key("Key 300", 300, "Key 300 is also seen by the focused program.")
    assert evdev_keys.find("ctrl+key 300").name == "Ctrl+Key 300"
    assert evdev_keys.find("Right Ctrl").shape is Shape.MODIFIER
    assert "again and again while it is held" in evdev_keys.find("Space").advice


@pytest.mark.parametrize("name", ["", "Key 0", "Key 768", "Any", "Ctrl+"])
def test_what_linux_has_not_is_refused_with_a_proposal(name: str) -> None:
    with pytest.raises(HotkeyUnavailable, match="for example Right Ctrl"):
        evdev_keys.find(name)
