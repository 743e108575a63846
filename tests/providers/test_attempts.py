"""providers/attempts.py"""

import pytest

from app.failures import treatment
from providers.attempts import (
    LONGEST_PAUSE_S,
    PAUSES_S,
    REMEMBERED_S,
    STEADY_S,
    Again,
    Attempts,
    GiveUp,
    Memory,
    Situation,
    Standing,
)
from providers.errors import Failure, FailureKind

SERVICE, OTHER = Standing(catch_up=1.25), Standing(catch_up=2.0)
LOCAL = Standing(catch_up=4.0, retried=False)

NETWORK, AUTH, SERVER, PROTOCOL = (
    Failure(kind, kind.value)
    for kind in (FailureKind.NETWORK, FailureKind.AUTH, FailureKind.SERVER, FailureKind.PROTOCOL)
)
DEVICE = Failure(FailureKind.DEVICE, "no recogniser says this")


def situation(**more: object) -> Situation:
    facts = {"at": 0.0, "released": False, "heard": True, "lived_s": 1.0, "unanswered_s": 3.0} | more
    return Situation(**facts)  # type: ignore[arg-type]


HELD = situation()
RELEASED = situation(released=True)


def attempts(*links: Standing, memory: Memory | None = None, at: float = 0.0, persistent: bool = True) -> Attempts:
    return Attempts(links, treatment, memory or Memory(), at=at, persistent=persistent)


# ------------------------------------------------------------------------------------------ while the key is down


def test_a_link_is_asked_again_after_longer_and_longer_pauses_and_then_the_next_one() -> None:
    books = attempts(SERVICE, OTHER, LOCAL)
    assert [books.failed(NETWORK, HELD) for _ in range(4)] == [*(Again(0, pause) for pause in PAUSES_S), Again(1)]
    assert books.link == 1
    assert [books.failed(SERVER, HELD) for _ in range(4)] == [*(Again(1, pause) for pause in PAUSES_S), Again(2)]


def test_what_cannot_heal_sends_to_the_next_link_at_once() -> None:
    books = attempts(SERVICE, OTHER, LOCAL)
    assert books.failed(AUTH, HELD) == Again(1)
    assert books.failed(PROTOCOL, HELD) == Again(2)


def test_final_words_wipe_out_the_failures_before_them() -> None:
    books = attempts(SERVICE, LOCAL)
    for _ in range(10):
        assert books.failed(NETWORK, HELD) == Again(0, PAUSES_S[0])
        assert books.failed(NETWORK, HELD) == Again(0, PAUSES_S[1])
        books.progressed()


def test_a_stream_that_listened_for_a_while_broke_for_another_reason() -> None:
    """A service that makes nothing final before the end would be given up after four breaks in an hour otherwise."""
    books = attempts(SERVICE, LOCAL)
    for _ in range(10):
        assert books.failed(NETWORK, situation(lived_s=STEADY_S)) == Again(0, PAUSES_S[0])
    assert books.failed(NETWORK, situation(lived_s=STEADY_S, heard=False)) == Again(0, PAUSES_S[1]), "it said nothing"


def test_when_no_link_is_left_the_first_that_may_heal_is_asked_until_the_key_is_up() -> None:
    books = attempts(SERVICE, OTHER, LOCAL)
    assert books.failed(AUTH, HELD) == Again(1)
    for pause in PAUSES_S:
        assert books.failed(NETWORK, HELD) == Again(1, pause)
    assert books.failed(NETWORK, HELD) == Again(2)
    for _ in range(5):
        assert books.failed(SERVER, HELD) == Again(1, LONGEST_PAUSE_S)
    books.progressed()
    assert books.failed(NETWORK, HELD) == Again(1, PAUSES_S[0]), "it is back, and treated like before"
    for _ in range(10):
        last = books.failed(NETWORK, RELEASED)
    assert last == GiveUp(AUTH), "the failure of the link that was asked first"


def test_a_program_that_nobody_holds_a_key_for_gives_up() -> None:
    books = attempts(SERVICE, persistent=False)
    assert [books.failed(NETWORK, HELD) for _ in range(4)] == [*(Again(0, p) for p in PAUSES_S), GiveUp(NETWORK)]


def test_without_anybody_who_could_heal_nothing_is_waited_for() -> None:
    assert attempts(SERVICE).failed(AUTH, HELD) == GiveUp(AUTH)
    books = attempts(SERVICE, LOCAL)
    assert books.failed(AUTH, HELD) == Again(1)
    assert books.failed(SERVER, HELD) == GiveUp(AUTH), "the local one has tried again itself"


def test_what_is_no_matter_of_the_recogniser_is_not_taken_to_another() -> None:
    assert attempts(SERVICE, LOCAL).failed(DEVICE, HELD) == GiveUp(DEVICE)


# ------------------------------------------------------------------------------------------ when it is up


def test_somebody_waits_so_the_same_link_is_asked_once_more_and_at_once() -> None:
    books = attempts(SERVICE, LOCAL)
    assert books.failed(NETWORK, RELEASED) == Again(0)
    assert books.failed(NETWORK, RELEASED) == Again(1)


def test_a_word_now_and_then_is_not_worth_waiting_for() -> None:
    books = attempts(SERVICE, OTHER, LOCAL)
    assert books.failed(NETWORK, RELEASED) == Again(0)
    books.progressed()
    assert books.failed(NETWORK, RELEASED) == Again(1)
    assert books.failed(NETWORK, RELEASED) == Again(1), "the next one is another matter"


def test_who_failed_slowly_is_not_waited_for_again() -> None:
    books = attempts(SERVICE, LOCAL)
    assert books.failed(NETWORK, situation(released=True, heard=False, lived_s=7.0)) == Again(1)


def test_who_fails_at_once_may_try_again() -> None:
    books = attempts(SERVICE, LOCAL)
    assert books.failed(NETWORK, situation(released=True, heard=False, lived_s=0.1)) == Again(0)


@pytest.mark.parametrize(("unanswered_s", "link"), [(25.0, 0), (35.0, 1)])
def test_a_long_dictation_is_told_again_to_whom_is_quicker_by_far(unanswered_s: float, link: int) -> None:
    """25 s take 20 s there and 6 s here; 35 s take 28 s and 9 s."""
    assert attempts(SERVICE, LOCAL).failed(NETWORK, situation(released=True, unanswered_s=unanswered_s)) == Again(link)


def test_the_last_link_gets_all_its_retries() -> None:
    books = attempts(SERVICE)
    assert [books.failed(NETWORK, RELEASED) for _ in range(4)] == [*(Again(0, p) for p in PAUSES_S), GiveUp(NETWORK)]


def test_the_last_link_is_asked_once_more_if_it_is_slow() -> None:
    slow = situation(released=True, lived_s=7.0)
    books = attempts(SERVICE)
    assert [books.failed(NETWORK, slow) for _ in range(2)] == [Again(0, PAUSES_S[0]), GiveUp(NETWORK)]


def test_the_failure_that_will_not_go_away_by_itself_says_most() -> None:
    books = attempts(SERVICE, LOCAL)
    assert books.failed(NETWORK, HELD) == Again(0, PAUSES_S[0])
    assert books.failed(AUTH, HELD) == Again(1)
    assert books.failed(SERVER, RELEASED) == GiveUp(AUTH)


# ------------------------------------------------------------------------------------------ beyond the dictation


def test_who_refused_is_passed_over_for_a_while() -> None:
    memory = Memory()
    assert attempts(SERVICE, LOCAL, memory=memory).failed(AUTH, situation(at=100.0)) == Again(1)
    assert attempts(SERVICE, LOCAL, memory=memory, at=101.0).link == 1
    assert attempts(SERVICE, LOCAL, memory=memory, at=100.0 + REMEMBERED_S).link == 0


def test_a_misunderstanding_is_not_held_against_anybody() -> None:
    memory = Memory()
    assert attempts(SERVICE, LOCAL, memory=memory).failed(PROTOCOL, HELD) == Again(1)
    assert attempts(SERVICE, LOCAL, memory=memory).link == 0


def test_if_all_refused_the_first_is_asked_so_that_the_user_is_told_why() -> None:
    memory = Memory()
    assert attempts(SERVICE, memory=memory).failed(AUTH, HELD) == GiveUp(AUTH)
    books = attempts(SERVICE, memory=memory)
    assert (books.link, books.failed(AUTH, HELD)) == (0, GiveUp(AUTH))


def test_who_was_given_up_is_asked_next_time_but_once_only() -> None:
    memory = Memory()
    before = attempts(SERVICE, LOCAL, memory=memory)
    while before.failed(NETWORK, HELD) != Again(1):
        assert not before.doubtful
    books = attempts(SERVICE, LOCAL, memory=memory)
    assert (books.link, books.doubtful) == (0, True)
    assert books.failed(NETWORK, HELD) == Again(1)
    assert not books.doubtful, "the present link is another one"


def test_who_makes_something_final_is_not_doubted_any_more() -> None:
    memory = Memory(passed_over={0: 5.0}, doubtful={0})
    books = attempts(SERVICE, LOCAL, memory=memory, at=5.0)
    books.progressed()
    assert memory == Memory()
    assert books.failed(NETWORK, HELD) == Again(0, PAUSES_S[0])


def test_a_doubtful_link_is_tried_as_ever_where_there_is_no_other() -> None:
    books = attempts(SERVICE, memory=Memory(doubtful={0}))
    assert not books.doubtful
    assert books.failed(NETWORK, HELD) == Again(0, PAUSES_S[0])


def test_who_has_no_key_is_passed_over_without_a_word() -> None:
    books = attempts(SERVICE, OTHER, LOCAL)
    assert books.failed(AUTH, HELD) == Again(1)
    assert books.skipped(HELD) == Again(2)
    books = attempts(SERVICE, OTHER)
    assert books.failed(AUTH, RELEASED) == Again(1)
    assert books.skipped(RELEASED) == GiveUp(AUTH)
