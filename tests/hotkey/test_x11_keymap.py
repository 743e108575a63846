"""Names of keys, on keymaps written down here; the server's own are in test_x11_hotkey."""

import pytest
from Xlib import XK

from app.hotkey.backend import HotkeyUnavailable, Key
from app.hotkey.x11_keymap import Keymap


def keymap(**codes: int) -> Keymap:
    """A keymap with these keysyms, by their X names, on these keycodes."""
    return Keymap({code: getattr(XK, f"XK_{symbol}") for symbol, code in codes.items()}, 8, 255)


US = keymap(
    Control_R=105, Control_L=37, Alt_R=108, ISO_Level3_Shift=92, F9=75, Pause=127, Scroll_Lock=78, Escape=9, a=38
)
GERMAN = Keymap({92: XK.XK_ISO_Level3_Shift, 108: XK.XK_ISO_Level3_Shift, 105: XK.XK_Control_R, 48: 0xE4}, 8, 255)


@pytest.mark.parametrize(
    ("name", "code"), [("Right Ctrl", 105), ("F9", 75), ("Pause", 127), ("Scroll Lock", 78), ("Esc", 9), ("A", 38)]
)
def test_a_key_is_found_by_what_is_printed_on_it(name: str, code: int) -> None:
    assert (US.find(name).code, US.find(name).name) == (code, name)
    assert US.find(f" {name.lower()} ") == US.find(name), "a settings file may be edited by hand"


def test_every_key_is_found_again_by_its_name() -> None:
    for each in (US, GERMAN):
        for code in range(8, 256):
            assert each.find(each.key(code).name) == each.key(code)
            assert each.key(code).code == code


def test_right_alt_is_one_key_whatever_the_layout_makes_of_it() -> None:
    assert US.find("Right Alt").code == US.find("AltGr").code == 108
    assert GERMAN.find("Right Alt").code == GERMAN.find("AltGr").code == 108, "and not 92, which no keyboard sends"
    assert GERMAN.key(108).name == "AltGr"
    assert US.key(108).name == "Right Alt"


def test_two_keys_with_one_symbol_keep_apart() -> None:
    caps_is_ctrl = Keymap({37: XK.XK_Control_L, 66: XK.XK_Control_L}, 8, 255)
    assert caps_is_ctrl.key(37).name == "Left Ctrl"
    assert caps_is_ctrl.key(66).name == "Left Ctrl (key 66)"
    assert caps_is_ctrl.find("Left Ctrl (key 66)").code == 66
    assert "Left Ctrl is part of ordinary typing" in caps_is_ctrl.key(66).advice


def test_a_key_without_a_symbol_has_a_number() -> None:
    assert US.key(200) == Key("Key 200", 200, "As long as Holdfast runs, no other program gets Key 200.")
    assert US.find("key 200").code == 200


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("Prior", "Page Up"),
        ("KP_Add", "Keypad Add"),
        ("XF86_AudioMute", "Audio Mute"),
        ("Cyrillic_ef", "Cyrillic ef"),
        ("space", "Space"),
        ("odiaeresis", "Ö"),
        ("ssharp", "ß"),
    ],
)
def test_names_are_for_people(symbol: str, name: str) -> None:
    assert keymap(**{symbol: 60}).key(60).name == name


def test_a_unicode_symbol_is_its_character() -> None:
    assert Keymap({60: 0x0100_0000 + ord("ß")}, 8, 255).key(60).name == "ß"


@pytest.mark.parametrize("symbol", ["a", "space", "Cyrillic_ef", "odiaeresis", "lstroke"])
def test_keys_that_type_say_so(symbol: str) -> None:
    assert "does nothing else any more" in keymap(**{symbol: 60}).key(60).advice


def test_a_key_that_is_not_there_is_named_with_one_that_is() -> None:
    with pytest.raises(HotkeyUnavailable, match=r"no key 'Menu' .* for example Right Ctrl\."):
        US.find("Menu")
    with pytest.raises(HotkeyUnavailable, match=r"no key 'Right Ctrl' .* for example Pause\."):
        keymap(Pause=127, F9=75).find("Right Ctrl")
    with pytest.raises(HotkeyUnavailable, match=r"no key 'ScrolLock' .* for example Scroll Lock\."):
        US.find("ScrolLock")
    with pytest.raises(HotkeyUnavailable, match=r"no key 'key 999' .* for example Right Ctrl\."):
        US.find("key 999")
    with pytest.raises(HotkeyUnavailable, match=r"no key 'F9' .* for example Right Ctrl\."):
        Keymap({}, 8, 255).find("F9")
