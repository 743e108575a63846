"""What is known about the place where a text goes."""

import pytest

from app.accessibility.objects import Accessible, Focused, Role, States, Takes
from app.insertion.surroundings import (
    BELIEVED_S,
    FRESH_S,
    REMEMBERED_S,
    Front,
    Ours,
    Surroundings,
    arrived,
    surroundings,
)

NOW = 1000.0
OURS = Ours("Ours.", window=7, at=NOW - 10)
HERE = Front(7, process=42, touched=False)


def program(before="Theirs", after="", role=Role.TEXT, states=States.FOCUSED | States.EDITABLE, process=42):
    return Focused(Accessible(":1.1", "/1"), role, states, frozenset({"Text"}), process, before, after)


def test_nothing_is_known():
    assert surroundings(None, None, Front(), NOW) == Surroundings()


def test_the_program_knows_best():
    assert surroundings(program(after="x"), OURS, HERE, NOW) == Surroundings("Theirs", "x", Takes.TEXT)
    assert surroundings(program(""), OURS, HERE, NOW).before == ""


def test_a_program_that_was_just_given_a_text_may_not_have_taken_it_in():
    fresh = Ours("Ours.", 7, NOW - FRESH_S / 2)
    assert surroundings(program(), fresh, HERE, NOW).before == "Ours."
    assert surroundings(program(), fresh, Front(7, 42, touched=True), NOW).before == "Theirs"


def test_the_word_of_a_program_that_is_not_in_front_counts_for_nothing():
    stale = program(role=Role.PUSH_BUTTON, states=States.FOCUSED, process=1)
    assert surroundings(stale, None, HERE, NOW) == Surroundings()
    assert surroundings(stale, None, Front(7, process=0), NOW).takes is Takes.NOTHING


def test_passwords_and_buttons_have_no_text_before_them():
    assert surroundings(program(role=Role.PASSWORD_TEXT), OURS, HERE, NOW) == Surroundings(takes=Takes.PASSWORD)
    button = program(None, role=Role.PUSH_BUTTON, states=States.FOCUSED)
    assert surroundings(button, OURS, HERE, NOW) == Surroundings(takes=Takes.NOTHING)


def test_in_a_terminal_only_our_own_text_is_known():
    terminal = program(None, role=Role.TERMINAL, states=States.FOCUSED)
    assert surroundings(terminal, OURS, HERE, NOW) == Surroundings("Ours.", None, Takes.TERMINAL)


@pytest.mark.parametrize(
    ("front", "age", "known"),
    [
        (HERE, 10, True),
        (HERE, REMEMBERED_S + 1, False),
        (Front(7, 42, touched=True), 10, False),
        (Front(8, 42, touched=False), 10, False),
        (Front(7, 42, touched=None), BELIEVED_S - 1, True),
        (Front(7, 42, touched=None), BELIEVED_S + 1, False),
    ],
)
def test_our_own_text_is_believed_to_be_there_as_long_as_nothing_was_touched(front, age, known):
    assert surroundings(None, Ours("Ours.", 7, NOW - age), front, NOW).before == ("Ours." if known else None)


def test_texts_are_in_no_log():
    assert "Ours." not in repr(OURS)
    assert "Theirs" not in repr(surroundings(program(), None, HERE, NOW))


LONG = "A longer text, of which only the end is told. " * 4


@pytest.mark.parametrize(
    ("before", "put", "now", "there"),
    [
        ("one", " two", "one two", True),
        ("", "two", "two", True),
        ("one", " two", "one", False),
        ("one", " two", "one tw", False),
        ("one", " two", "one two three", False),
        ("one", " two", "two", False),  # too little to tell
        ("one", LONG, LONG[-80:], True),
        ("one", LONG, "?" + LONG[-79:], True),  # half a character
        ("one", LONG, LONG[-20:], False),
        (LONG[-80:], LONG, LONG[-80:], False),  # nothing has changed that could be seen
        (None, "two", "two", False),
        ("one", " two", None, False),
    ],
)
def test_a_text_has_arrived_when_the_program_says_so(before, put, now, there):
    assert arrived(program(before), put, program(now)) is there


def test_the_word_of_another_field_is_no_evidence():
    other = Focused(Accessible(":1.1", "/2"), Role.TEXT, States.FOCUSED, before="one two")
    assert not arrived(program("one"), " two", other)
