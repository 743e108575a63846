"""What is done with a text: rules, and a focus that changed."""

import pytest

from app.insertion import sentences
from app.insertion.aim import Aim
from app.insertion.messages import Chord
from app.insertion.plan import Plan, plan
from app.insertion.rules import FocusChanged, Manner, Policy

HERE, ELSEWHERE = Aim("1"), Aim("2")
HOLD = Policy(focus_changed=FocusChanged.HOLD)


def ruled(manner):
    return plan(("Editor",), Chord.SHIFT_INSERT, Policy({"editor": manner}), HERE, HERE)


def test_without_a_rule_the_chord_that_suits():
    assert plan(("editor",), Chord.CTRL_V, Policy()) == Plan(Chord.CTRL_V)
    assert ruled(Manner.AUTOMATIC) == Plan(Chord.SHIFT_INSERT)


@pytest.mark.parametrize(
    ("manner", "chord"),
    [
        (Manner.SHIFT_INSERT, Chord.SHIFT_INSERT),
        (Manner.CTRL_V, Chord.CTRL_V),
        (Manner.CTRL_SHIFT_V, Chord.CTRL_SHIFT_V),
    ],
)
def test_a_chord_by_rule(manner, chord):
    assert ruled(manner) == Plan(chord, rule=f"Pasted with {chord.value}, by your rule for editor.")


def test_typing_copying_and_nothing_at_all_by_rule():
    assert ruled(Manner.TYPE) == Plan(
        Chord.SHIFT_INSERT, typing=True, rule="Typed key by key, by your rule for editor."
    )
    assert ruled(Manner.COPY).refusal == sentences.RULE_COPY.format(rule="your rule for editor")
    never = plan(("KeePassXC",), Chord.SHIFT_INSERT, Policy())
    assert never == Plan(None, nowhere=sentences.RULE_NEVER.format(rule="the rule for password managers (keepassxc)"))


def test_a_focus_that_changed_is_followed_or_not_as_the_user_wants():
    assert plan((), Chord.CTRL_V, Policy(), HERE, ELSEWHERE) == Plan(Chord.CTRL_V)
    assert plan((), Chord.CTRL_V, HOLD, HERE, ELSEWHERE) == Plan(None, refusal=sentences.FOCUS_CHANGED)
    assert plan((), Chord.CTRL_V, HOLD, HERE, HERE) == Plan(Chord.CTRL_V)
    assert plan((), Chord.CTRL_V, HOLD, None, HERE) == Plan(Chord.CTRL_V)
