"""Who has the focus, from what programs say."""

from hypothesis import given
from hypothesis import strategies as st

from app.accessibility.attention import Attention, FocusGained, FocusLost, ProgramGone, WindowEntered, WindowLeft
from app.accessibility.objects import Accessible

FIELD, OTHER_FIELD, WINDOW = Accessible(":1.2", "/field"), Accessible(":1.2", "/other"), Accessible(":1.2", "/window")
ELSEWHERE, ELSEWHERE_WINDOW = Accessible(":1.3", "/field"), Accessible(":1.3", "/window")


def after(*events):
    attention = Attention()
    for event in events:
        attention = attention.after(event)
    return attention


def test_the_last_that_got_the_focus_has_it():
    assert after(FocusGained(FIELD), FocusGained(OTHER_FIELD)).focused == OTHER_FIELD
    assert after(FocusGained(FIELD), FocusGained(OTHER_FIELD), FocusLost(FIELD)).focused == OTHER_FIELD
    assert after(FocusGained(FIELD), FocusLost(FIELD)).focused is None


def test_a_window_tells_before_or_behind_its_field():
    assert after(WindowEntered(WINDOW), FocusGained(FIELD)) == Attention(FIELD, WINDOW)
    assert after(FocusGained(FIELD), WindowEntered(WINDOW)) == Attention(FIELD, WINDOW)


def test_qt_says_it_of_the_window_only():
    assert after(WindowEntered(WINDOW), FocusGained(FIELD), WindowLeft(WINDOW)) == Attention()
    assert after(FocusGained(FIELD), WindowLeft(WINDOW)) == Attention()


def test_another_program_comes_to_the_front_whatever_order_is_heard():
    first = (WindowEntered(WINDOW), FocusGained(FIELD))
    for events in (
        (WindowLeft(WINDOW), WindowEntered(ELSEWHERE_WINDOW), FocusGained(ELSEWHERE)),
        (WindowEntered(ELSEWHERE_WINDOW), WindowLeft(WINDOW), FocusGained(ELSEWHERE)),
        (FocusGained(ELSEWHERE), WindowLeft(WINDOW), WindowEntered(ELSEWHERE_WINDOW)),
        (WindowEntered(ELSEWHERE_WINDOW), FocusGained(ELSEWHERE), WindowLeft(WINDOW)),
    ):
        assert after(*first, *events) == Attention(ELSEWHERE, ELSEWHERE_WINDOW), events


def test_a_window_of_another_program_without_a_word_of_its_field_leaves_nothing_known():
    assert after(WindowEntered(WINDOW), FocusGained(FIELD), WindowEntered(ELSEWHERE_WINDOW)).focused is None


def test_a_program_ends():
    known = after(WindowEntered(WINDOW), FocusGained(FIELD))
    assert known.after(ProgramGone(":1.2")) == Attention()
    assert known.after(ProgramGone(":1.3")) == known


@given(
    st.lists(
        st.builds(
            lambda kind, place: kind(place),
            st.sampled_from([FocusGained, FocusLost, WindowEntered, WindowLeft]),
            st.sampled_from([FIELD, OTHER_FIELD, WINDOW, ELSEWHERE, ELSEWHERE_WINDOW]),
        )
    )
)
def test_a_program_that_left_the_front_has_no_focus(events):
    known = after(*events, WindowEntered(WINDOW), WindowLeft(WINDOW))
    assert known.window is None
    assert known.focused is None or known.focused.name != WINDOW.name
