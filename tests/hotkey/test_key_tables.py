"""The keys of Windows and macOS by name and number."""

import pytest

from app.hotkey import macos_table, windows_table
from app.hotkey.backend import HotkeyUnavailable, Modifier, Shape
from app.hotkey.macos_table import FLAGS, is_down
from app.hotkey.windows_table import EXTENDED, KEYPAD, number

TABLES = (windows_table.TABLE, macos_table.TABLE)


@pytest.mark.parametrize("table", TABLES)
def test_every_name_is_found_again(table):
    for code in table.names:
        assert table.find(table.key(code).name.upper()).code == code
    assert len(set(map(str.casefold, table.names.values()))) == len(table.names)


@pytest.mark.parametrize("table", TABLES)
def test_a_key_without_a_name_has_a_number(table):
    key = table.key(250)
    assert (key.name, table.find("key 250")) == ("Key 250", key)


@pytest.mark.parametrize("table", TABLES)
def test_a_name_that_is_on_no_keyboard_is_refused_with_a_proposal(table):
    with pytest.raises(HotkeyUnavailable, match=r"no key 'Hotkey'.*for example"):
        table.find("Hotkey")
    with pytest.raises(HotkeyUnavailable, match=r"for example (Pause|Page Up)"):
        table.find("Pauze") if table is TABLES[0] else table.find("Page Upp")


@pytest.mark.parametrize("table", TABLES)
def test_a_chord_is_its_last_key_with_modifiers(table):
    key = table.find("ctrl + SHIFT+d")
    assert (key.name, key.modifiers, key.shape) == ("Ctrl+Shift+D", {Modifier.CTRL, Modifier.SHIFT}, Shape.CHORD)
    assert key.code == table.find("D").code


def test_modifiers_are_told_from_keys():
    for table, modifiers in ((TABLES[0], "Right Ctrl, Left Win"), (TABLES[1], "Right Option, Left Cmd, Fn")):
        assert {table.find(name).shape for name in modifiers.split(", ")} == {Shape.MODIFIER}
        assert table.find("F9").shape is Shape.PLAIN


def test_what_is_said_about_keys():
    windows, mac = TABLES
    assert windows.find("Right Ctrl").advice == mac.find("Right Option").advice == ""
    assert "dictation" in mac.find("Fn").advice
    assert "again and again" in windows.find("Space").advice


@pytest.mark.parametrize(
    ("virtual_key", "extended", "told"),
    [
        (0xA3, True, 0xA3),
        (0x0D, False, 0x0D),
        (0x0D, True, 0x0D | EXTENDED),
        (0x2D, True, 0x2D),
        (0x2D, False, 0x2D | KEYPAD),
        (0x0C, False, 0x0C),
    ],
)
def test_keys_that_share_a_virtual_key(virtual_key, extended, told):
    assert number(virtual_key, extended) == told


RIGHT_OPTION, LEFT_OPTION, FN = 61, 58, 63


@pytest.mark.parametrize(
    ("code", "flags", "down"),
    [
        (RIGHT_OPTION, FLAGS[Modifier.ALT] | 0x40, True),
        (RIGHT_OPTION, FLAGS[Modifier.ALT] | 0x20, False),
        (RIGHT_OPTION, FLAGS[Modifier.ALT] | 0x60, True),
        (RIGHT_OPTION, 0, False),
        (RIGHT_OPTION, FLAGS[Modifier.ALT], True),
        (LEFT_OPTION, FLAGS[Modifier.ALT] | 0x40, False),
        (FN, 0x80_0000, True),
        (FN, 0, False),
        (57, 0x1_0000, False),
    ],
)
def test_a_modifier_is_told_from_its_twin_by_the_flags(code, flags, down):
    assert is_down(code, flags) is down
