"""app/hotkeys.py, and which setting is which key: what is listened for, and what is said about the rest."""

from contextlib import nullcontext
from dataclasses import replace

import pytest

from app import hotkey_settings
from app.gesture_messages import Mode, Policy
from app.hotkey.backend import Bound, Capabilities, HotkeyUnavailable, Key, Role, Shape
from app.hotkey.means import Means
from app.hotkey_control import HotkeyControl
from app.hotkeys import Hotkeys
from app.settings import Settings

EVERYWHERE = Capabilities("X11")
GNOME = Capabilities(
    "the GNOME desktop",
    holds=frozenset({Shape.PLAIN}),
    presses=frozenset({Shape.PLAIN, Shape.CHORD}),
    watches_cancel=False,
    default_key="F9",
    proposals=("F9", "Pause"),
)


class Keyboard:
    """A desktop that has every key but "Hyper"."""

    def __init__(self, capabilities=EVERYWHERE):
        self.capabilities = capabilities
        self.started = []

    def resolve(self, name):
        if name == "Hyper":
            raise HotkeyUnavailable("There is no key 'Hyper'.")
        return Key(name, sum(name.encode()))

    def start(self, keys, sink):
        self.started.append({role: key.name for role, key in keys.items()})
        sink.bound({role: Bound(key.name) for role, key in keys.items()})

    def stop(self):
        pass

    def is_physically_down(self):
        return False


@pytest.fixture
def make(qtbot):
    def make(keyboard):
        said = []
        control = HotkeyControl(
            Policy(), lambda _: None, pytest.fail, pytest.fail, lambda bound: made.take_bound(bound)
        )

        def choose(means):
            if keyboard is None or means is Means.WINDOWS:
                raise HotkeyUnavailable("There is no desktop here.")
            return Keyboard(GNOME) if means is Means.PORTAL else keyboard

        made = Hotkeys(control, said.append, choose)
        return made, said

    return make


def test_every_role_has_its_setting_and_an_empty_one_is_no_key(make):
    keyboard = Keyboard()
    hotkeys, said = make(keyboard)
    hotkeys.listen(Settings())
    hotkeys.listen(Settings(hotkey="F9", hands_free_key="F10", cancel_key="", insert_again_key="F11"))
    assert keyboard.started == [
        {Role.TALK: "Right Ctrl", Role.CANCEL: "Esc"},
        {Role.TALK: "F9", Role.HANDS_FREE: "F10", Role.INSERT_AGAIN: "F11"},
    ]
    assert (hotkeys.talk_key, said) == ("F9", [])


def test_the_usual_keys_are_the_desktops_and_esc_is_taken_from_nobody(make):
    keyboard = Keyboard(GNOME)
    hotkeys, said = make(keyboard)
    hotkeys.listen(Settings())
    assert keyboard.started == [{Role.TALK: "F9"}]
    assert said == []


def test_without_the_talk_key_there_is_nothing_and_the_reason_is_said(make):
    keyboard = Keyboard(GNOME)
    hotkeys, said = make(keyboard)
    hotkeys.listen(Settings(hotkey="Right Ctrl"))
    assert (keyboard.started, hotkeys.talk_key) == ([], "")
    assert "cannot be held with the GNOME desktop" in said[0]
    assert hotkeys.backend is keyboard, "so that another key can be chosen"


def test_one_key_that_will_not_do_does_not_cost_the_others(make):
    keyboard = Keyboard()
    hotkeys, said = make(keyboard)
    hotkeys.listen(Settings(hands_free_key="Hyper", insert_again_key="Right Ctrl"))
    assert keyboard.started == [{Role.TALK: "Right Ctrl", Role.CANCEL: "Esc"}]
    assert said == [
        "There is no key 'Hyper'. Until then there is no key for that.",
        "Right Ctrl is the key for talking already. Choose another one. Until then there is no key for that.",
    ]


def test_what_cannot_be_is_refused_beside_its_field(make):
    hotkeys, _ = make(Keyboard(GNOME))
    wanted = Settings(hotkey="Right Ctrl", hands_free_key="Hyper", insert_again_key="F9")
    hotkeys.listen(Settings())
    refused = hotkeys.refusals(wanted)
    assert set(refused) == {"hotkey", "hands_free_key"}
    assert set(hotkeys.refusals(replace(wanted, hotkey="F9"))) == {"hands_free_key", "insert_again_key"}
    assert hotkeys.advice("hotkey", Key("Right Ctrl", 1)) == refused["hotkey"]
    assert hotkeys.advice("hotkey", Key("F9", 1, "It types.")) == "It types."


def test_a_desktop_where_nobody_listens_is_said_and_tried_again(make):
    hotkeys, said = make(None)
    hotkeys.listen(Settings())
    assert (hotkeys.backend, said) == (None, ["There is no desktop here."])
    assert hotkeys.refusals(Settings(hotkey="Hyper")) == {}, "nobody listens, so nobody knows"
    assert hotkeys.advice("hotkey", Key("F9", 1, "It types.")) == "It types."


def test_what_is_bound_is_known_until_it_is_lost(make):
    hotkeys, _ = make(Keyboard())
    changes = []
    hotkeys.changed = lambda: changes.append(hotkeys.talk_key)
    hotkeys.listen(Settings())
    hotkeys.take_bound({Role.TALK: Bound("Meta+F9")})
    hotkeys.lost()
    assert changes == ["Right Ctrl", "Meta+F9", ""]
    assert hotkeys.depend_on(Settings(), Settings()), "what was lost is tried again"
    hotkeys.listen(Settings())
    assert not hotkeys.depend_on(Settings(), Settings())


def test_another_way_to_the_hotkey_takes_the_place_of_the_first(make):
    keyboard = Keyboard()
    hotkeys, said = make(keyboard)
    hotkeys.listen(Settings())
    assert hotkeys.refusals(Settings(hotkey_backend=Means.WINDOWS)) == {"hotkey_backend": "There is no desktop here."}
    portal = Settings(hotkey_backend=Means.PORTAL)
    assert set(hotkeys.refusals(replace(portal, hotkey="Right Ctrl"))) == {"hotkey"}
    assert hotkeys.refusals(portal) == {}
    hotkeys.listen(portal)
    assert hotkeys.backend is not keyboard
    assert (hotkeys.talk_key, said) == ("F9", [])


@pytest.mark.parametrize(
    ("change", "matters"),
    [
        ({"hotkey": "F9"}, True),
        ({"hotkey_backend": Means.PORTAL}, True),
        ({"hands_free_key": "F9"}, True),
        ({"cancel_key": ""}, True),
        ({"cancel_twice": False}, True),
        ({"insert_again_key": "F9"}, True),
        ({"mode": Mode.TAP_TO_LOCK}, True),
        ({"longest_hold_s": 60}, True),
        ({"language": "de"}, False),
    ],
)
def test_what_the_keys_depend_on(change, matters):
    assert (hotkey_settings.decides(replace(Settings(), **change)) != hotkey_settings.decides(Settings())) is matters


def test_the_keys_in_use_are_those_that_are_bound(make):
    hotkeys, _ = make(Keyboard())
    assert hotkeys.key_names == ()
    hotkeys.listen(Settings(insert_again_key="Ctrl+Alt+V"))
    assert hotkeys.key_names == ("Right Ctrl", "Esc", "V")


def test_a_backend_that_has_the_keyboard_makes_way_and_others_need_not(make):
    hotkeys, _ = make(Keyboard())
    with hotkeys.make_way() as was_barred:
        assert not was_barred
    grabbing = Keyboard()
    grabbing.make_way = lambda: nullcontext(True)
    hotkeys, _ = make(grabbing)
    hotkeys.listen(Settings())
    with hotkeys.make_way() as was_barred:
        assert was_barred


def test_a_key_that_another_program_has_is_said_to_be_shared(make):
    keyboard = Keyboard(replace(EVERYWHERE, swallows=frozenset({Shape.PLAIN})))
    hotkeys, _ = make(keyboard)
    assert hotkeys.shared == {}
    hotkeys.listen(Settings(insert_again_key="F9"))
    hotkeys.take_bound(
        {Role.TALK: Bound("Right Ctrl"), Role.CANCEL: Bound("Esc", True), Role.INSERT_AGAIN: Bound("F9")}
    )
    assert hotkeys.shared == {"insert_again_key": "Another program has F9 already, so it gets it, too."}


@pytest.mark.parametrize("knows_state", [True, False])
def test_a_desktop_that_knows_no_state_begins_to_be_heard_when_it_gives_us_the_keys(make, monkeypatch, knows_state):
    anew = []
    monkeypatch.setattr(HotkeyControl, "heard_anew", lambda control: anew.append(control))
    hotkeys, _ = make(Keyboard(replace(GNOME, knows_state=knows_state)))
    hotkeys.listen(Settings())
    hotkeys.take_bound({})
    assert len(anew) == (0 if knows_state else 1)
