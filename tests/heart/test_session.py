"""app/session.py and app/dictation.py: timed scenarios, the whole product of states and inputs, any course of time."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.messages import (
    ArmDeadline,
    Break,
    Cancelled,
    CloseStream,
    DeadlinePassed,
    Deliver,
    DeliverPart,
    DisarmDeadline,
    Heard,
    MicrophoneFailed,
    MicrophoneLive,
    MoveMicrophone,
    OpenStream,
    Outcome,
    Phase,
    Pressed,
    Released,
    Rolled,
    SendFinalize,
    SendSilence,
    Show,
    StartMicrophone,
    StopMicrophone,
)
from app.session import State, step
from providers.errors import Failure, FailureKind
from providers.events import Ended, Failed, Final, Finalized, Interrupted, Partial, Serving

UNPLUGGED = Failure(FailureKind.DEVICE, "The microphone is gone.")
BROKEN = Failure(FailureKind.NETWORK, "The connection broke.")


class Play:
    """Runs inputs one after the other and keeps what came out of each."""

    def __init__(self, deadline: float = 10.0):
        self.state = State(deadline)
        self.said = []

    def __call__(self, *inputs):
        self.said = []
        for each in inputs:
            self.state, effects = step(self.state, each)
            self.said += effects
        return self.said

    def of(self, kind):
        return [effect for effect in self.said if isinstance(effect, kind)]


@pytest.fixture
def play():
    return Play()


def test_a_dictation_from_press_to_delivery(play):
    assert play(Pressed(1.0)) == [
        OpenStream(1),
        StartMicrophone(1),
        ArmDeadline(1, 9.0),
        Show(1, Phase.STARTING, "", ""),
    ]
    assert play(MicrophoneLive(1)) == [DisarmDeadline(1), Show(1, Phase.LISTENING, "", "")]
    assert play(Heard(1, Partial("hel"), 1.5)) == [Show(1, Phase.LISTENING, "", "hel")]
    assert play(Heard(1, Final("hello"), 1.6)) == [Show(1, Phase.LISTENING, "hello", "")]
    assert play(Released(2.0)) == [
        StopMicrophone(1),
        SendSilence(1, 200),
        SendFinalize(1),
        ArmDeadline(1, 12.0),
        Show(1, Phase.FINALIZING, "hello", ""),
    ]
    assert play(Heard(1, Final(" world"), 2.1)) == [
        ArmDeadline(1, 12.1),
        Show(1, Phase.FINALIZING, "hello world", ""),
    ]
    assert play(Heard(1, Finalized(), 2.2)) == [
        DisarmDeadline(1),
        Show(1, Phase.SETTLED, "hello world", ""),
        CloseStream(1),
        Deliver(1, "hello world", Outcome.COMMITTED, 1.0),
    ]
    assert play.state.idle


def test_silence_and_finalize_follow_the_speech_in_this_order(play):
    play(Pressed(0.0), Released(0.05))
    order = [type(e) for e in play.said if isinstance(e, (StopMicrophone, SendSilence, SendFinalize))]
    assert order == [StopMicrophone, SendSilence, SendFinalize]


def test_a_tap_of_50_ms_is_a_dictation_like_any_other(play):
    play(Pressed(0.0), Released(0.05), Heard(1, Finalized(), 0.1))
    assert play.of(Deliver) == [Deliver(1, "", Outcome.COMMITTED, 0.05, recorded=False)]


def test_sound_that_arrives_behind_the_release_was_recorded_all_the_same(play):
    play(Pressed(0.0), Released(0.05))
    assert play(MicrophoneLive(1)) == []
    play(Heard(1, Finalized(), 0.1))
    assert play.of(Deliver) == [Deliver(1, "", Outcome.COMMITTED, 0.05, recorded=True)]


def test_a_press_while_finalizing_does_not_disturb_the_first(play):
    play(Pressed(0.0), Released(1.0), Pressed(1.1))
    assert [d.phase for d in play.state.dictations] == [Phase.FINALIZING, Phase.STARTING]
    play(Heard(1, Final("one"), 1.2), Heard(1, Finalized(), 1.2))
    assert play.of(Deliver) == [Deliver(1, "one", Outcome.COMMITTED, 1.0)]
    assert play.of(StopMicrophone) == []
    assert play.state.listening.id == 2


def test_texts_are_delivered_in_the_order_spoken(play):
    play(Pressed(0.0), Released(1.0), Pressed(1.0), Released(2.0))
    play(Heard(2, Final("two"), 2.1), Heard(2, Finalized(), 2.1))
    assert play.of(Deliver) == []
    assert play.of(CloseStream) == [CloseStream(2)]
    play(Heard(1, Final("one"), 2.2), Heard(1, Finalized(), 2.2))
    assert [d.text for d in play.of(Deliver)] == ["one", "two"]


def test_a_silent_recogniser_is_waited_for_until_the_deadline_and_the_best_text_is_kept(play):
    play(Pressed(0.0), Heard(1, Final("so"), 0.5), Heard(1, Partial(" far"), 0.6), Released(1.0))
    play(DeadlinePassed(1, 11.0))
    assert play.of(Deliver) == [Deliver(1, "so far", Outcome.UNCONFIRMED, 1.0, provisional=" far", answered=False)]


def test_a_recogniser_that_was_given_up_may_go_on_for_a_while(play):
    play(Pressed(0.0), Heard(1, Final("so"), 0.5), Released(1.0), DeadlinePassed(1, 11.0))
    assert play.of(CloseStream) == [CloseStream(1, after=60.0)]
    play(Pressed(20.0), Released(21.0), Heard(2, Finalized(), 21.1))
    assert play.of(CloseStream) == [CloseStream(2)]


def test_news_after_finalize_puts_the_deadline_off(play):
    play(Pressed(0.0), Released(1.0), Heard(1, Partial("still catching up"), 9.0))
    assert play.of(ArmDeadline)[1:] == [ArmDeadline(1, 11.0), ArmDeadline(1, 19.0)]


@pytest.mark.parametrize("news", [Serving("local"), Final("x"), Partial("")])
def test_whoever_has_news_is_not_silent(play, news):
    play(Pressed(0.0), Released(1.0))
    play(Heard(1, news, 9.0))
    assert play.of(ArmDeadline) == [ArmDeadline(1, 19.0)]


def test_a_recogniser_that_looks_for_another_stream_has_more_time(play):
    play(Pressed(0.0), Released(1.0), Heard(1, Interrupted(BROKEN), 2.0))
    assert play.of(ArmDeadline)[-1] == ArmDeadline(1, 32.0)
    play(Heard(1, Final("x"), 20.0))
    assert play.of(ArmDeadline) == [ArmDeadline(1, 30.0)]
    play(Pressed(40.0), MicrophoneLive(2), Heard(2, Interrupted(BROKEN), 41.0), Released(42.0))
    assert play.of(ArmDeadline)[-1] == ArmDeadline(2, 72.0)
    play(Heard(2, Serving("local"), 70.0))
    assert play.of(ArmDeadline) == [ArmDeadline(2, 74.0)]  # the limit of the whole phase


def test_finalizing_is_over_after_the_time_spoken_and_30_s_whatever_trickles_in(play):
    play(Pressed(0.0), MicrophoneLive(1), Released(20.0))
    for second in range(21, 70):
        play(Heard(1, Partial(f"and {second}"), float(second)))
    assert play.of(ArmDeadline) == [ArmDeadline(1, 70.0)]
    play(DeadlinePassed(1, 70.0))
    timeout = Failure(FailureKind.TIMEOUT, "")
    text = "and 69"
    assert play.of(Deliver) == [Deliver(1, text, Outcome.FAILED, 20.0, timeout, provisional=text, answered=False)]
    assert play.of(CloseStream) == [CloseStream(1, after=60.0)]


def test_no_answer_and_no_text_is_a_failure(play):
    play(Pressed(0.0), MicrophoneLive(1), Released(1.0), DeadlinePassed(1, 11.0))
    timeout = Failure(FailureKind.TIMEOUT, "")
    assert play.of(Deliver) == [Deliver(1, "", Outcome.FAILED, 1.0, timeout, answered=False)]


def test_a_deadline_that_rings_early_is_armed_again_and_one_that_nobody_set_means_nothing(play):
    play(Pressed(0.0))
    assert play(DeadlinePassed(1, 5.0), DeadlinePassed(9, 5.0)) == [ArmDeadline(1, 8.0)]
    play(MicrophoneLive(1))
    assert play(DeadlinePassed(1, 8.0)) == []
    play(Released(9.0))
    assert play(DeadlinePassed(1, 18.9)) == [ArmDeadline(1, 19.0)]


def test_a_microphone_that_never_delivers_a_sample_ends_the_dictation_with_a_sentence(play):
    play(Pressed(1.0))
    assert play(DeadlinePassed(1, 9.0))[:3] == [StopMicrophone(1), SendSilence(1, 200), SendFinalize(1)]
    play(Heard(1, Finalized(), 9.1))
    (delivered,) = play.of(Deliver)
    assert (delivered.outcome, delivered.recorded) == (Outcome.COMMITTED, False)
    assert delivered.failure.kind is FailureKind.DEVICE
    assert "no sound for 8 seconds" in delivered.failure.detail


def test_a_microphone_that_never_delivers_is_the_reason_even_if_the_recogniser_is_silent_too(play):
    play(Pressed(0.0), DeadlinePassed(1, 8.0), DeadlinePassed(1, 18.0))
    (delivered,) = play.of(Deliver)
    assert (delivered.outcome, delivered.recorded, delivered.failure.kind) == (
        Outcome.FAILED,
        False,
        FailureKind.DEVICE,
    )


def test_a_source_that_may_take_its_time_has_no_limit():
    play = Play()
    play.state = replace(play.state, start_limit=None)
    assert ArmDeadline not in map(type, play(Pressed(0.0)))
    assert play(MicrophoneLive(1)) == [Show(1, Phase.LISTENING, "", "")]


def test_an_acknowledgement_drops_a_tail_that_never_became_final(play):
    play(Pressed(0.0), Released(1.0), Heard(1, Final("word"), 1.0), Heard(1, Partial(" noise"), 1.1))
    play(Heard(1, Finalized(), 1.2))
    assert play.of(Deliver)[0].text == "word"
    assert play.of(Show)[-1] == Show(1, Phase.SETTLED, "word", "")


def test_an_end_without_acknowledgement_commits_but_a_leftover_tail_is_marked(play):
    play(Pressed(0.0), Released(1.0), Heard(1, Final("word"), 1.1), Heard(1, Ended(), 1.2))
    assert play.of(Deliver) == [Deliver(1, "word", Outcome.COMMITTED, 1.0)]
    play(Pressed(2.0), Released(3.0), Heard(2, Partial("maybe"), 3.1), Heard(2, Ended(), 3.2))
    assert play.of(Deliver) == [Deliver(2, "maybe", Outcome.UNCONFIRMED, 1.0, provisional="maybe", answered=False)]


def test_an_acknowledgement_nobody_asked_for_is_ignored(play):
    play(Pressed(0.0))
    assert play(Heard(1, Finalized(), 0.5)) == []
    assert play.state.listening


def test_a_cancelled_dictation_is_finalized_and_kept(play):
    play(Pressed(0.0), Heard(1, Final("never"), 0.5))
    play(Cancelled(1.0))
    assert play.of(SendFinalize) == [SendFinalize(1)]
    play(Heard(1, Final(" mind"), 1.1), Heard(1, Finalized(), 1.1))
    assert play.of(Deliver) == [Deliver(1, "never mind", Outcome.CANCELLED, 1.0)]


def test_cancelling_after_release_still_keeps_the_text_from_being_inserted(play):
    play(Pressed(0.0), Released(1.0))
    assert play(Cancelled(1.1)) == []
    play(Heard(1, Finalized(), 1.2))
    assert play.of(Deliver)[0].outcome is Outcome.CANCELLED


def test_cancel_means_the_newest_open_dictation(play):
    play(Pressed(0.0), Released(1.0), Pressed(1.0), Released(2.0), Heard(2, Finalized(), 2.1), Cancelled(2.2))
    play(Heard(1, Finalized(), 2.3))
    assert [d.outcome for d in play.of(Deliver)] == [Outcome.CANCELLED, Outcome.COMMITTED]
    assert play(Cancelled(3.0)) == []


def test_who_speaks_on_when_nobody_recognises_it_any_more_is_recorded_to_the_end(play):
    play(Pressed(0.0), MicrophoneLive(1), Heard(1, Final("until here"), 0.5))
    assert play(Heard(1, Failed(BROKEN), 0.7)) == [Show(1, Phase.LISTENING, "until here", "", given_up=BROKEN)]
    assert play(Heard(1, Ended(), 0.8), Heard(1, Finalized(), 0.9)) == []
    assert play(Released(5.0)) == [
        StopMicrophone(1),
        Show(1, Phase.SETTLED, "until here", "", given_up=BROKEN),
        CloseStream(1),
        Deliver(1, "until here", Outcome.FAILED, 5.0, BROKEN, answered=False),
    ]
    assert play.state.idle


def test_what_nobody_recognises_is_not_listened_to_where_it_is_in_a_file_already(play):
    play.state = replace(play.state, records=False)
    play(Pressed(0.0), Heard(1, Final("until here"), 0.5), Heard(1, Failed(BROKEN), 0.7))
    assert play.of(StopMicrophone) == [StopMicrophone(1)]
    assert play.of(Deliver) == [Deliver(1, "until here", Outcome.FAILED, 0.7, BROKEN, answered=False)]
    assert play(Released(1.0)) == []


def test_the_next_recogniser_gets_its_chance_when_the_longest_hold_is_over(play):
    play(Pressed(0.0), MicrophoneLive(1), Heard(1, Failed(BROKEN), 0.7))
    said = play(Rolled(60.0))
    assert said[:2] == [OpenStream(2), MoveMicrophone(1, 2)]
    assert play.of(StopMicrophone) == []
    assert [(each.dictation, each.outcome) for each in play.of(Deliver)] == [(1, Outcome.FAILED)]
    assert play.state.listening.id == 2


@pytest.mark.parametrize("end", [Cancelled(2.0), MicrophoneFailed(1, UNPLUGGED, 2.0)])
def test_recording_ends_as_dictating_does(play, end):
    play(Pressed(0.0), MicrophoneLive(1), Heard(1, Failed(BROKEN), 0.7))
    assert [each.id for each in (play(end), play.state.dictations)[1]] == []
    assert play.of(StopMicrophone) == [StopMicrophone(1)]
    assert len(play.of(Deliver)) == 1


def test_a_stream_that_fails_while_finalizing_delivers_what_is_known(play):
    play(Pressed(0.0), Released(1.0), Heard(1, Partial("half"), 1.0), Heard(1, Failed(BROKEN), 1.1))
    assert play.of(Deliver) == [Deliver(1, "half", Outcome.FAILED, 1.0, BROKEN, provisional="half", answered=False)]
    assert play.of(DisarmDeadline) == [DisarmDeadline(1)]


def test_a_stream_that_ends_while_the_key_is_down_is_a_failure(play):
    play(Pressed(0.0), Heard(1, Ended(), 0.5), Released(1.0))
    (delivered,) = play.of(Deliver)
    assert delivered.outcome is Outcome.FAILED
    assert delivered.failure.kind is FailureKind.PROTOCOL


def test_a_vanished_microphone_ends_the_dictation_and_what_was_said_is_recognised(play):
    play(Pressed(0.0), MicrophoneLive(1), Heard(1, Partial("be"), 0.5), MicrophoneFailed(1, UNPLUGGED, 0.6))
    assert play.of(SendFinalize) == [SendFinalize(1)]
    play(Heard(1, Final("before"), 0.7), Heard(1, Finalized(), 0.7))
    assert play.of(Deliver) == [Deliver(1, "before", Outcome.COMMITTED, 0.6, UNPLUGGED)]


def test_a_microphone_that_fails_after_release_or_for_another_dictation_changes_nothing(play):
    play(Pressed(0.0), Released(1.0))
    assert play(MicrophoneFailed(1, UNPLUGGED, 1.1)) == []
    play(Pressed(2.0))
    assert play(MicrophoneFailed(1, UNPLUGGED, 2.1)) == []


def test_the_longest_hold_commits_and_goes_on_without_a_gap(play):
    play(Pressed(0.0), MicrophoneLive(1), Heard(1, Final("part one"), 5.0))
    assert play(Rolled(7200.0)) == [
        OpenStream(2),
        MoveMicrophone(1, 2),
        SendSilence(1, 200),
        SendFinalize(1),
        ArmDeadline(1, 7210.0),
        Show(1, Phase.FINALIZING, "part one", ""),
        Show(2, Phase.LISTENING, "", ""),
    ]
    play(Heard(1, Finalized(), 7200.1), Released(7201.0), Heard(2, Final("part two"), 7201.1))
    play(Heard(2, Finalized(), 7201.2))
    assert play.of(Deliver) == [Deliver(2, "part two", Outcome.COMMITTED, 1.0)]


def test_a_successor_whose_microphone_is_not_live_yet_has_its_limit_too(play):
    play(Pressed(0.0), Rolled(60.0))
    assert play.of(ArmDeadline) == [ArmDeadline(1, 8.0), ArmDeadline(1, 70.0), ArmDeadline(2, 68.0)]


@pytest.mark.parametrize("duplicate", [Pressed(0.2), MicrophoneLive(1), MicrophoneLive(7), Heard(7, Ended(), 0.2)])
def test_repeats_and_strangers_change_nothing_while_listening(play, duplicate):
    play(Pressed(0.0), MicrophoneLive(1))
    assert play(duplicate) == []


@pytest.mark.parametrize("orphan", [Released(0.0), Rolled(0.0), Cancelled(0.0), MicrophoneFailed(1, BROKEN, 0.0)])
def test_orphans_change_nothing_while_idle(play, orphan):
    assert play(orphan) == []


def test_a_text_that_did_not_change_is_not_shown_again(play):
    play(Pressed(0.0), MicrophoneLive(1), Heard(1, Partial("same"), 0.5))
    assert play(Heard(1, Partial("same"), 0.6)) == []


# ------------------------------------------------------------------------------------- a stream that is replaced


def test_an_interruption_is_shown_until_there_is_text_again_and_the_tail_stays(play):
    play(Pressed(0.0), MicrophoneLive(1), Heard(1, Final("so"), 0.4), Heard(1, Partial(" far so"), 0.5))
    assert play(Heard(1, Interrupted(BROKEN), 0.6)) == [Show(1, Phase.LISTENING, "so", " far so", BROKEN)]
    assert play(Heard(1, Partial(""), 0.7)) == []
    assert play(Heard(1, Partial(" fa"), 0.8)) == [Show(1, Phase.LISTENING, "so", " far so")]
    assert play(Heard(1, Final(" far"), 0.9)) == [Show(1, Phase.LISTENING, "so far", " so")]
    assert play(Heard(1, Partial(" so good"), 1.0)) == [Show(1, Phase.LISTENING, "so far", " so good")]


@pytest.mark.parametrize("text", [Partial("x"), Final("x"), Final(""), Finalized()])
def test_what_ends_an_interruption(play, text):
    play(Pressed(0.0), Heard(1, Interrupted(BROKEN), 0.5), Heard(1, text, 0.6))
    assert play.of(Show)[-1].interrupted is None


@pytest.mark.parametrize("other", [Partial(" "), Serving("local"), Interrupted(BROKEN)])
def test_what_does_not(play, other):
    play(Pressed(0.0), Heard(1, Interrupted(BROKEN), 0.5), Heard(1, other, 0.6))
    assert play.of(Show)[-1].interrupted == BROKEN


def test_who_serves_is_shown_and_who_contributed_is_delivered(play):
    play(Pressed(0.0), MicrophoneLive(1), Heard(1, Serving("soniox"), 0.1), Heard(1, Final("one"), 0.2))
    play(Heard(1, Interrupted(BROKEN), 0.3))
    assert play(Heard(1, Serving("deepgram"), 0.4)) == [Show(1, Phase.LISTENING, "one", "", BROKEN, "deepgram")]
    play(Heard(1, Interrupted(UNPLUGGED), 0.5), Heard(1, Serving("local"), 0.6), Heard(1, Final(" two"), 0.7))
    play(Heard(1, Partial(" gone"), 0.8), Released(1.0), Heard(1, Finalized(), 1.1))
    (delivered,) = play.of(Deliver)
    assert (delivered.text, delivered.providers) == ("one two", ("soniox", "local"))
    assert delivered.breaks == (Break("soniox", BROKEN), Break("deepgram", UNPLUGGED))


def test_whoever_said_the_last_provisional_words_contributed_if_they_are_in_the_text(play):
    play(Pressed(0.0), Heard(1, Serving("soniox"), 0.1), Heard(1, Partial("one two three"), 0.2))
    play(Heard(1, Interrupted(BROKEN), 0.3), Heard(1, Serving("local"), 0.4), Heard(1, Final("one"), 0.5))
    play(Heard(1, Partial(" two"), 0.6), Released(1.0), DeadlinePassed(1, 11.0))
    (delivered,) = play.of(Deliver)
    assert (delivered.text, delivered.outcome) == ("one two three", Outcome.UNCONFIRMED)
    assert delivered.providers == ("local", "soniox")


def test_words_of_which_the_next_recogniser_heard_nothing_are_not_dropped_by_its_word(play):
    """One of the two has misheard. The first one's words are the only ones, and the sound is not accounted for."""
    play(Pressed(0.0), MicrophoneLive(1), Heard(1, Serving("soniox"), 0.1), Heard(1, Partial("all I said"), 0.2))
    play(Heard(1, Interrupted(BROKEN), 0.3), Heard(1, Serving("local"), 0.4))
    play(Released(1.0), Heard(1, Final(""), 1.1), Heard(1, Finalized(), 1.2))
    (delivered,) = play.of(Deliver)
    assert (delivered.text, delivered.outcome, delivered.answered) == ("all I said", Outcome.UNCONFIRMED, False)


def test_words_that_the_next_recogniser_heard_otherwise_are_its_own(play):
    play(Pressed(0.0), MicrophoneLive(1), Heard(1, Partial("twenty one"), 0.2), Heard(1, Interrupted(BROKEN), 0.3))
    play(Released(1.0), Heard(1, Final("21"), 1.1), Heard(1, Finalized(), 1.2))
    (delivered,) = play.of(Deliver)
    assert (delivered.text, delivered.outcome, delivered.answered) == ("21", Outcome.COMMITTED, True)


def test_a_text_whose_recogniser_was_lost_for_good_is_not_called_complete(play):
    """Half of it may be missing: it is kept, and inserted nowhere."""
    play(Pressed(0.0), MicrophoneLive(1), Heard(1, Final("half"), 1.0), Heard(1, Interrupted(BROKEN), 2.0))
    play(Released(60.0), DeadlinePassed(1, 90.0))
    (delivered,) = play.of(Deliver)
    assert (delivered.text, delivered.outcome, delivered.failure) == ("half", Outcome.FAILED, BROKEN)


# ------------------------------------------------------------------------------------- every state, every input

LATE, EARLY = 1000.0, 1.0
"""Later than any limit of what began at 0, and earlier."""


def alphabet(dictations):
    """Every kind of input, about each of these dictations. Time stands still but for the deadlines: they have `at`."""
    events = [
        Partial(""),
        Partial("a"),
        Final("b"),
        Finalized(),
        Ended(),
        Failed(BROKEN),
        Interrupted(BROKEN),
        Serving("local"),
    ]
    yield from (Pressed(0.0), Released(0.0), Rolled(0.0), Cancelled(0.0))
    for number in dictations:
        yield from (MicrophoneLive(number), MicrophoneFailed(number, UNPLUGGED, 0.0))
        yield from (DeadlinePassed(number, EARLY), DeadlinePassed(number, LATE))
        yield from (Heard(number, event, 0.0) for event in events)


MOVES = {
    None: {None},
    Phase.STARTING: {Phase.STARTING, Phase.LISTENING, Phase.FINALIZING, Phase.SETTLED, None},
    Phase.LISTENING: {Phase.LISTENING, Phase.FINALIZING, Phase.SETTLED, None},
    Phase.FINALIZING: {Phase.FINALIZING, Phase.SETTLED, None},
    Phase.SETTLED: {Phase.SETTLED, None},
}
"""Where each phase may lead; None: not there (not begun, or delivered)."""

MOVERS = {
    (Phase.STARTING, Phase.LISTENING): (MicrophoneLive,),
    (Phase.STARTING, Phase.FINALIZING): (Released, Rolled, Cancelled, MicrophoneFailed, DeadlinePassed),
    (Phase.LISTENING, Phase.FINALIZING): (Released, Rolled, Cancelled, MicrophoneFailed),
    (Phase.FINALIZING, Phase.SETTLED): (Heard, DeadlinePassed),
}
"""By what. Whoever may settle may be delivered at once."""


def phase_of(state: State, number: int) -> Phase | None:
    return next((each.phase for each in state.dictations if each.id == number), None)


def check(before: State, given, after: State, effects) -> None:
    """What holds for every single step."""
    open_before = {d.id for d in before.dictations}
    born = {e.dictation for e in effects if isinstance(e, OpenStream)}
    delivered = [e.dictation for e in effects if isinstance(e, Deliver)]
    assert {d.id for d in after.dictations} == (open_before | born) - set(delivered)
    assert delivered == sorted(delivered)
    assert all(d.phase in (Phase.FINALIZING, Phase.SETTLED) for d in after.dictations[:-1])
    assert not after.dictations or after.dictations[0].phase is not Phase.SETTLED
    for each in after.dictations:
        assert (each.outcome is None) == (each.phase is not Phase.SETTLED)
        # Whoever waits for somebody else than the user has a deadline.
        assert (each.due is None) == (each.phase in (Phase.LISTENING, Phase.SETTLED))
        armed = [e.at for e in effects if isinstance(e, ArmDeadline) and e.dictation == each.id]
        assert armed[-1:] in ([], [each.due])
    for number in open_before:
        old, new = phase_of(before, number), phase_of(after, number)
        assert new in MOVES[old]
        if old is not new and (old, new) in MOVERS:
            assert isinstance(given, MOVERS[old, new])
    for each in effects:
        if isinstance(each, Deliver):
            assert each.text == each.text.strip()
            assert each.recorded or not each.text
            assert each.outcome is not Outcome.FAILED or each.failure
            assert each.outcome is not Outcome.UNCONFIRMED or each.text
            if each.outcome is not Outcome.CANCELLED:
                assert each.answered == (each.outcome is Outcome.COMMITTED)
            assert each.text.endswith(each.provisional.strip())


def reachable(limit: int, inputs):
    """Every state that any sequence of these inputs leads to, with at most so many dictations and few words; and each
    step between them is checked."""
    found, todo = {State(10.0)}, [State(10.0)]
    while todo:
        state = todo.pop()
        for each in inputs:
            after, effects = step(state, each)
            check(state, each, after, effects)
            small = all(len(d.transcript.committed) <= 1 for d in after.dictations)
            if after not in found and after.next_id <= limit + 1 and small:
                found.add(after)
                todo.append(after)
    return found


def run_out(state: State) -> None:
    """If nothing is heard any more, everything is delivered nevertheless, once and in order: a ring for each."""
    expected = [d.id for d in state.dictations]
    state, effects = step(state, Released(LATE))
    delivered = [e.dictation for e in effects if isinstance(e, Deliver)]
    for waiting in [d for d in state.dictations if d.due is not None]:
        state, effects = step(state, DeadlinePassed(waiting.id, waiting.due))
        delivered += [e.dictation for e in effects if isinstance(e, Deliver)]
    assert delivered == expected
    assert state.idle


def test_the_whole_product_of_states_and_inputs_with_one_dictation():
    states = reachable(1, list(alphabet((1, 9))))
    assert {phase for state in states for phase in [phase_of(state, 1)]} == {*Phase, None} - {Phase.SETTLED}
    for state in states:
        run_out(state)


def test_the_product_with_two_dictations():
    """With fewer words and events: what two do to each other is a matter of phases."""
    kept = (Heard(1, Final("b"), 0.0), Heard(2, Final("b"), 0.0))
    dropped = (Partial, Final, Interrupted, Serving)
    inputs = [
        each
        for each in alphabet((1, 2, 9))
        if each in kept or not (isinstance(each, Heard) and isinstance(each.event, dropped))
    ]
    states = reachable(2, inputs)
    pairs = {(phase_of(state, 1), phase_of(state, 2)) for state in states}
    assert {(Phase.FINALIZING, second) for second in Phase} <= pairs
    for state in states:
        run_out(state)


# ------------------------------------------------------------------------------------- any course of time

TEXTS = st.sampled_from(["", " ", "a", " b", "c "])
EVENTS = st.one_of(
    TEXTS.map(Partial),
    TEXTS.map(Final),
    st.sampled_from([Finalized(), Ended(), Failed(BROKEN), Interrupted(BROKEN), Serving("soniox"), Serving("local")]),
)


class Desk(RuleBasedStateMachine):
    """A shell that carries out every order and keeps the books, while the clock goes on and anything may happen."""

    def __init__(self):
        super().__init__()
        self.state = State(10.0, in_parts=True)
        self.now = 0.0
        self.microphone = None
        self.opened, self.closed, self.delivered = [], [], []
        self.alarms, self.pressed, self.bounds = {}, {}, {}
        self.finals = defaultdict(str)
        self.parts = defaultdict(str)

    def give(self, given):
        after, effects = step(self.state, given)
        check(self.state, given, after, effects)
        self.state = after
        for effect in effects:
            self.carry_out(effect)

    def carry_out(self, effect):
        match effect:
            case OpenStream(number):
                assert number not in self.opened
                self.opened.append(number)
                self.pressed[number] = self.now
            case StartMicrophone(number):
                assert self.microphone is None and number in self.opened
                self.microphone = number
            case StopMicrophone(number):
                assert self.microphone == number
                self.microphone = None
            case MoveMicrophone(number, successor):
                assert self.microphone == number and successor in self.opened
                self.microphone = successor
            case SendSilence(number, _):
                assert self.microphone != number and number not in self.bounds
            case SendFinalize(number):
                assert number not in self.bounds
                spoken = self.now - self.pressed[number]
                self.bounds[number] = self.now + 30.0 + spoken
            case ArmDeadline(number, at):
                assert self.now <= at
                self.alarms[number] = at
            case DisarmDeadline(number):
                self.alarms.pop(number, None)
            case CloseStream(number):
                assert number not in self.closed and self.microphone != number
                self.closed.append(number)
            case DeliverPart(number, text):
                assert text and number not in self.delivered
                assert number == min(set(self.opened) - set(self.delivered)), "an earlier one was not through"
                self.parts[number] += text
            case Deliver(number, text):
                assert number in self.closed and number not in self.alarms
                assert effect.delivered == self.parts[number] == text[: len(self.parts[number])]
                self.delivered.append(number)
                assert text.startswith(self.finals[number].strip()), "a final word is not in the text"

    @rule(seconds=st.sampled_from([0.0, 0.05, 1.0, 7.0, 9.0, 25.0]))
    def time_passes(self, seconds):
        end = self.now + seconds
        while (due := min(self.alarms.values(), default=end + 1)) <= end:
            number = next(each for each, at in self.alarms.items() if at == due)
            del self.alarms[number]
            self.now = due
            self.give(DeadlinePassed(number, due))
        self.now = end

    @rule(kind=st.sampled_from([Pressed, Released, Rolled, Cancelled]))
    def the_user_does(self, kind):
        self.give(kind(self.now))

    @rule(data=st.data())
    def the_microphone_says(self, data):
        number = data.draw(st.integers(1, self.state.next_id))
        if data.draw(st.booleans()):
            self.give(MicrophoneLive(number))
        else:
            self.give(MicrophoneFailed(number, UNPLUGGED, self.now))

    @rule(data=st.data(), event=EVENTS)
    def the_recogniser_says(self, data, event):
        number = data.draw(st.integers(max(1, self.state.next_id - 3), self.state.next_id))
        if isinstance(event, Final) and self.state.find(number):
            self.finals[number] += event.text
        self.give(Heard(number, event, self.now))

    @rule(data=st.data())
    def an_alarm_rings_that_was_disarmed(self, data):
        self.give(DeadlinePassed(data.draw(st.integers(1, self.state.next_id)), self.now))

    @invariant()
    def the_microphone_belongs_to_whoever_listens(self):
        assert (self.state.listening.id if self.state.listening else None) == self.microphone

    @invariant()
    def each_is_delivered_once_and_in_order(self):
        assert self.delivered == sorted(set(self.delivered)) == self.opened[: len(self.delivered)]

    @invariant()
    def nobody_waits_beyond_the_limits(self):
        bound = 0.0
        for each in self.state.dictations:
            if each.phase is Phase.STARTING:
                assert self.now <= self.pressed[each.id] + 8.0
            elif each.id in self.bounds:
                bound = max(bound, self.bounds[each.id])
                assert self.now <= bound

    def teardown(self):
        self.give(Released(self.now))
        self.time_passes(100_000.0)
        assert self.state.idle
        assert self.delivered == self.opened


TestAnyCourseOfTime = Desk.TestCase
TestAnyCourseOfTime.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


@settings(max_examples=200, deadline=None)
@given(st.lists(EVENTS, max_size=25), st.lists(TEXTS.map(Final), max_size=5))
def test_a_final_is_in_the_delivered_text_whatever_happens_around_it(noise, finals):
    """Inputs about another dictation never take a word from the newest one, nor change their order."""
    state, _ = step(State(10.0), Pressed(0.0))
    state, _ = step(state, Released(1.0))
    state, _ = step(state, Pressed(2.0))
    state, _ = step(state, Released(3.0))
    for each in noise:
        state, _ = step(state, Heard(1, each, 3.5))
    for each in finals:
        state, _ = step(state, Heard(2, each, 4.0))
    delivered = []
    for dictation in (1, 2):
        state, effects = step(state, DeadlinePassed(dictation, LATE))
        delivered += [e for e in effects if isinstance(e, Deliver)]
    assert delivered[-1].text == "".join(f.text for f in finals).strip()
    assert state.idle
