"""Which chord suits which window."""

import pytest

from app.insertion.messages import Chord
from app.insertion.target import Target, chord_for


@pytest.mark.parametrize(
    ("target", "chord"),
    [
        (Target(1), Chord.SHIFT_INSERT),
        (Target(1, ("gedit", "Gedit"), gtk=True), Chord.SHIFT_INSERT),
        (Target(1, ("gedit", "Gedit"), gtk=True, owns_primary=True), Chord.CTRL_V),
        (Target(1, ("xterm", "XTerm"), owns_primary=True), Chord.SHIFT_INSERT),
        (Target(1, ("gnome-terminal-server", "Gnome-terminal"), True, True), Chord.SHIFT_INSERT),
        (Target(1, ("x", "Xfce4-Terminal"), True, True), Chord.SHIFT_INSERT),
    ],
)
def test_only_a_gtk_field_with_a_selection_gets_ctrl_v(target, chord):
    assert chord_for(target) is chord


def test_rules_may_call_a_program_by_its_class_or_its_process():
    assert Target(1, ("instance", "Class"), process="process").names == ("instance", "Class", "process")
