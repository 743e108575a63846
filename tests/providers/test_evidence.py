"""providers/evidence.py: what confirms a FINALIZE, and what only seems to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.pcm import silence
from providers.events import Final, Partial
from providers.evidence import Evidence

SPEECH = b"\x01\x00" * 1600
GRACE = 1.0


@pytest.fixture
def books():
    """Speech and the silence behind it were sent, and FINALIZE."""
    made = Evidence(GRACE)
    made.sent(SPEECH)
    made.sent(silence(200))
    made.asked(10.0)
    return made


def test_nothing_is_confirmed_by_time_alone(books):
    assert books.confirmed(1e9) == 0
    assert books.due is None
    assert books.unanswered


def test_a_certain_acknowledgement_is_taken_at_its_word(books):
    books.acknowledged(True, 10.1)
    assert (books.confirmed(10.1), books.complete, books.unanswered) == (1, True, False)
    assert books.confirmed(10.1) == 0


def test_finals_that_cover_the_last_sound_need_no_acknowledgement(books):
    books.heard(Final("words", 1599), 10.1)
    assert books.confirmed(10.1) == 0
    books.heard(Final(" more", 1600), 10.2)  # the silence behind it holds no word
    assert books.confirmed(10.2) == 1
    assert books.unanswered  # it may still come, and answers nothing else then
    books.sent(SPEECH)
    books.asked(11.0)
    books.acknowledged(True, 11.1)
    assert (books.unanswered, books.confirmed(11.1)) == (True, 0)


def test_an_uncertain_acknowledgement_waits_out_a_grace_that_every_text_begins_anew(books):
    books.acknowledged(False, 10.1)
    assert books.doubtful
    assert books.due == 11.1
    books.heard(Final("late"), 10.9)
    assert books.due == 11.9
    assert books.confirmed(11.5) == 0
    assert books.confirmed(11.9) == 1


def test_an_acknowledgement_that_the_coverage_contradicts_is_doubted(books):
    books.heard(Final("wor", 800), 10.0)
    books.acknowledged(True, 10.1)
    assert (books.confirmed(10.1), books.doubtful) == (0, True)


def test_while_a_tail_is_shown_neither_acknowledgement_nor_grace_confirms(books):
    books.heard(Partial("almo"), 10.0)
    books.acknowledged(True, 10.1)
    assert books.due is None
    assert books.confirmed(99.0) == 0
    assert books.ended() == 0
    books.heard(Final("almost", 1600), 12.0)
    assert books.confirmed(12.0) == 1


def test_a_tail_that_was_taken_back_without_a_final_is_doubted(books):
    books.heard(Partial("noise"), 10.0)
    books.heard(Partial(""), 10.05)
    books.acknowledged(True, 10.1)
    assert books.confirmed(10.1) == 0
    books.heard(Final("words"), 10.2)
    assert books.confirmed(10.2) == 1


def test_the_terminal_confirms_everything_that_is_open(books):
    books.asked(10.5)
    assert books.ended() == 2
    assert books.complete


def test_each_finalize_has_its_own_answer_in_order(books):
    books.acknowledged(True, 10.1)
    books.sent(SPEECH)
    books.asked(10.2)
    assert books.confirmed(10.2) == 1
    books.acknowledged(True, 10.3)
    assert books.confirmed(10.3) == 1
    books.acknowledged(True, 10.4)  # one more than was asked: changes nothing
    assert books.confirmed(10.4) == 0


def test_speech_behind_a_finalize_is_not_complete(books):
    books.acknowledged(True, 10.1)
    books.confirmed(10.1)
    assert books.complete
    books.sent(SPEECH)
    assert not books.complete
    assert books.position == 1600 + 3200 + 1600


def test_nothing_but_silence_needs_no_words():
    books = Evidence(GRACE)
    books.sent(silence(300))
    books.asked(1.0)
    books.heard(Final("", 0), 1.1)
    assert books.confirmed(1.1) == 1
    assert books.news_at == 1.1


STEPS = st.one_of(
    st.tuples(
        st.just("heard"), st.sampled_from([Partial("a"), Partial(""), Final("b"), Final("c", 900), Final("", 1600)])
    ),
    st.tuples(st.just("acknowledged"), st.booleans()),
    st.tuples(st.just("asked"), st.none()),
    st.tuples(st.just("sent"), st.sampled_from([SPEECH, silence(100)])),
)


@given(st.lists(STEPS, max_size=30))
def test_no_sequence_confirms_more_than_was_asked_or_confirms_under_a_tail(steps):
    books, asked, confirmed, tail = Evidence(GRACE), 0, 0, ""
    for number, (what, value) in enumerate(steps):
        now = float(number)
        match what:
            case "heard":
                books.heard(value, now)
                tail = value.text if isinstance(value, Partial) else ""
            case "acknowledged":
                books.acknowledged(value, now)
            case "asked":
                books.asked(now)
                asked += 1
            case "sent":
                books.sent(value)
        new = books.confirmed(now)
        assert not (new and tail)
        confirmed += new
        assert confirmed <= asked
    confirmed += books.ended()
    assert confirmed == asked or tail


def test_where_the_terminal_is_under_way_an_acknowledgement_that_nothing_supports_waits_for_it():
    made = Evidence(GRACE, terminal_follows=True)
    made.sent(SPEECH)
    made.asked(10.0)
    made.acknowledged(True, 10.1)
    assert (made.confirmed(10.1), made.doubtful, made.unanswered) == (0, True, False)
    assert made.ended() == 1


def test_where_the_terminal_is_under_way_coverage_supports_an_acknowledgement():
    made = Evidence(GRACE, terminal_follows=True)
    made.sent(SPEECH)
    made.asked(10.0)
    made.heard(Final("words", 1600), 10.1)
    assert made.confirmed(10.1) == 1
    assert made.unanswered
