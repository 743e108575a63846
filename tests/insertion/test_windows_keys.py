"""Chords and texts as SendInput takes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insertion.messages import Chord
from app.insertion.windows_keys import EXTENDED, UNICODE, UP, KeyInput, chord_keys, still_down, text_keys

ON_WINDOWS = (Chord.CTRL_V, Chord.CTRL_SHIFT_V, Chord.SHIFT_INSERT)


def test_a_chord_goes_down_and_comes_up_in_the_opposite_order():
    assert chord_keys(Chord.CTRL_V) == (KeyInput(0x11), KeyInput(0x56), KeyInput(0x56, UP), KeyInput(0x11, UP))


def test_insert_is_not_the_one_of_the_keypad():
    assert chord_keys(Chord.SHIFT_INSERT)[1] == KeyInput(0x2D, EXTENDED)


def test_a_chord_of_another_system_is_refused():
    with pytest.raises(KeyError):
        chord_keys(Chord.CMD_V)


def test_every_unit_goes_down_and_comes_up():
    keys = text_keys("aé")
    assert keys == (
        *(KeyInput(0x61, UNICODE), KeyInput(0x61, UNICODE | UP)),
        *(KeyInput(0xE9, UNICODE), KeyInput(0xE9, UNICODE | UP)),
    )


def test_beyond_the_first_plane_a_character_is_two_units():
    assert [key.code for key in text_keys("😀") if not key.flags & UP] == [0xD83D, 0xDE00]


def test_line_ends_and_tabs_are_keys():
    assert [key.code for key in text_keys("\r\n\n\r\t") if not key.flags & UP] == [0x0D, 0x0D, 0x0D, 0x09]
    assert not any(key.flags & UNICODE for key in text_keys("\n\t"))


@given(st.text())
def test_nothing_stays_down(text):
    assert still_down(text_keys(text)) == ()


@given(st.sampled_from(ON_WINDOWS), st.integers(0, 6))
def test_what_went_down_comes_up_wherever_windows_stopped_taking_keys(chord, taken):
    sent = chord_keys(chord)[:taken]
    assert still_down((*sent, *still_down(sent))) == ()
    assert all(key.flags & UP for key in still_down(sent))
