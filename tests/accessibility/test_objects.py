"""Which objects take text."""

import pytest

from app.accessibility.objects import Accessible, Focused, Role, States, Takes

EDITABLE = States.EDITABLE | States.FOCUSED


def focused(role, states=States.FOCUSED, *interfaces):
    return Focused(Accessible(":1.1", "/1"), role, states, frozenset(interfaces))


@pytest.mark.parametrize(
    ("role", "states", "interfaces", "takes"),
    [
        (Role.TEXT, EDITABLE, ["Text"], Takes.TEXT),
        (Role.ENTRY, EDITABLE, ["Text"], Takes.TEXT),
        (Role.COMBO_BOX, EDITABLE, [], Takes.TEXT),
        (85, EDITABLE, ["Text"], Takes.TEXT),  # a section of a web page: contenteditable
        (Role.DOCUMENT_WEB, EDITABLE, ["Text"], Takes.TEXT),
        (Role.TEXT, EDITABLE | States.READ_ONLY, ["Text"], Takes.NOTHING),
        (Role.TEXT, States.FOCUSED, ["Text"], Takes.NOTHING),
        (Role.TEXT, States.FOCUSED, [], Takes.UNKNOWN),  # it does not even say what is written there
        (Role.PASSWORD_TEXT, EDITABLE, ["Text"], Takes.PASSWORD),
        (Role.TERMINAL, States.FOCUSED, ["Text"], Takes.TERMINAL),
        (Role.PUSH_BUTTON, States.FOCUSED, ["Action"], Takes.NOTHING),
        (Role.LIST_ITEM, States.FOCUSED, [], Takes.NOTHING),
        (Role.DOCUMENT_WEB, States.FOCUSED, ["Text"], Takes.NOTHING),
        (Role.COMBO_BOX, States.FOCUSED, [], Takes.UNKNOWN),
        (6, States.FOCUSED, [], Takes.UNKNOWN),  # a canvas
        (39, States.FOCUSED, [], Takes.UNKNOWN),  # a panel
        (56, States.FOCUSED, [], Takes.UNKNOWN),  # a cell of a table, as in a spreadsheet
    ],
)
def test_only_the_plain_word_of_a_program_says_that_nothing_is_taken(role, states, interfaces, takes):
    assert focused(role, states, *interfaces).takes is takes


def test_the_text_around_the_cursor_is_in_no_log():
    known = Focused(Accessible(":1.1", "/1"), Role.TEXT, EDITABLE, before="secret", after="secret")
    assert "secret" not in repr(known)
