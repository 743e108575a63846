"""Which press is for what, where a system tells repeats like presses."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.hotkey.backend import Edge, EdgeKind, Key, Modifier, Role
from app.hotkey.roles import REPEAT_S, Roles

DOWN, UP = EdgeKind.DOWN, EdgeKind.UP
TALK = Key("F9", 1)
D = 5
CTRL_D = Key("Ctrl+D", D, modifiers=frozenset({Modifier.CTRL}))
CTRL_SHIFT_D = Key("Ctrl+Shift+D", D, modifiers=frozenset({Modifier.CTRL, Modifier.SHIFT}))


class Told:
    def __init__(self, **keys):
        self.edges = []
        self.held = frozenset()
        self.roles = Roles({Role[name]: key for name, key in keys.items()}, lambda: self.held, self.edges.append)

    def hear(self, *moves):
        for code, down, at in moves:
            self.roles.hear(code, down, at)
        return [(edge.role, edge.kind, edge.at) for edge in self.edges]


def test_a_press_and_a_release():
    assert Told(TALK=TALK).hear((1, True, 1.0), (1, False, 2.0)) == [(Role.TALK, DOWN, 1.0), (Role.TALK, UP, 2.0)]


def test_other_keys_are_not_heard():
    assert Told(TALK=TALK).hear((2, True, 1.0), (2, False, 2.0)) == []


def test_repeats_are_one_press():
    told = Told(TALK=TALK, HANDS_FREE=Key("F8", 2))
    assert told.hear((2, True, 1.0), (2, True, 2.0), (2, True, 2.03)) == [(Role.HANDS_FREE, DOWN, 1.0)]
    assert told.roles.down == {2}


def test_a_key_whose_release_was_lost_is_not_deaf():
    told = Told(TALK=TALK)
    assert len(told.hear((1, True, 1.0), (1, True, 1.0 + REPEAT_S))) == 2


def test_a_key_that_was_down_before_starts_nothing_with_its_repeats():
    told = Told(TALK=TALK)
    told.roles.is_down_already(1, 1.0)
    assert told.hear((1, True, 1.5), (1, True, 2.0)) == []
    assert told.hear((1, False, 2.1)) == [(Role.TALK, UP, 2.1)]


def test_a_release_of_a_talk_key_that_nobody_heard_go_down_is_told():
    assert Told(TALK=TALK).hear((1, False, 2.0)) == [(Role.TALK, UP, 2.0)]
    assert Told(TALK=TALK, CANCEL=Key("Esc", 9)).hear((9, False, 2.0)) == []
    assert Told(CANCEL=Key("Esc", 9)).hear((9, False, 2.0)) == [], "the talk key may be listened for elsewhere"


def test_the_cancel_key_is_heard_while_it_is_watched():
    told = Told(TALK=TALK, CANCEL=Key("Esc", 9))
    assert told.hear((9, True, 1.0), (9, False, 1.1)) == []
    told.roles.watching_cancel = True
    assert told.hear((9, True, 2.0)) == [(Role.CANCEL, DOWN, 2.0)]


def test_of_two_combinations_the_one_of_which_more_is_held():
    told = Told(TALK=TALK, HANDS_FREE=CTRL_D, INSERT_AGAIN=CTRL_SHIFT_D)
    assert told.hear((D, True, 1.0), (D, False, 1.1)) == []
    told.held = frozenset({Modifier.CTRL})
    told.hear((D, True, 2.0), (D, False, 2.1))
    told.held = frozenset(Modifier)
    told.hear((D, True, 3.0))
    assert [edge.role for edge in told.edges] == [Role.HANDS_FREE, Role.HANDS_FREE, Role.INSERT_AGAIN]


def test_edges_carry_what_was_told():
    told = Told(TALK=TALK)
    told.hear((1, True, 1.0))
    assert told.edges == [Edge(Role.TALK, DOWN, 1.0)]


@given(st.lists(st.tuples(st.sampled_from([1, 9]), st.booleans(), st.floats(0.01, 2.0)), max_size=30))
def test_whatever_is_told_no_press_is_told_twice_unless_its_release_was_lost(moves):
    told, at = Told(TALK=TALK, CANCEL=Key("Esc", 9)), 0.0
    told.roles.watching_cancel = True
    for code, down, after in moves:
        at += after
        told.roles.hear(code, down, at)
    for role in (Role.TALK, Role.CANCEL):
        edges = [edge for edge in told.edges if edge.role is role]
        for one, next_one in pairwise(edges):
            assert one.at <= next_one.at
            assert next_one.kind is UP or one.kind is UP or next_one.at - one.at >= REPEAT_S
