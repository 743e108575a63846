"""app/session.py: timed scenarios, and the whole product of states and inputs."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.messages import (
    ArmDeadline,
    Cancelled,
    CloseStream,
    DeadlinePassed,
    Deliver,
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
from providers.events import Ended, Failed, Final, Finalized, Partial

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
    assert play(Pressed(1.0)) == [OpenStream(1), StartMicrophone(1), Show(1, Phase.STARTING, "", "")]
    assert play(MicrophoneLive(1)) == [Show(1, Phase.LISTENING, "", "")]
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
    assert play.of(Deliver) == [Deliver(1, "", Outcome.COMMITTED, 0.05)]


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
    assert play.of(Deliver) == [Deliver(1, "so far", Outcome.UNCONFIRMED, 1.0)]


def test_news_after_finalize_puts_the_deadline_off(play):
    play(Pressed(0.0), Released(1.0), Heard(1, Partial("still catching up"), 9.0))
    assert play.of(ArmDeadline) == [ArmDeadline(1, 11.0), ArmDeadline(1, 19.0)]


def test_a_deadline_of_a_dictation_that_is_not_waiting_means_nothing(play):
    play(Pressed(0.0))
    assert play(DeadlinePassed(1, 5.0), DeadlinePassed(9, 5.0)) == []


def test_an_acknowledgement_drops_a_tail_that_never_became_final(play):
    play(Pressed(0.0), Released(1.0), Heard(1, Final("word"), 1.0), Heard(1, Partial(" noise"), 1.1))
    play(Heard(1, Finalized(), 1.2))
    assert play.of(Deliver)[0].text == "word"


def test_an_end_without_acknowledgement_commits_but_a_leftover_tail_is_marked(play):
    play(Pressed(0.0), Released(1.0), Heard(1, Final("word"), 1.1), Heard(1, Ended(), 1.2))
    assert play.of(Deliver) == [Deliver(1, "word", Outcome.COMMITTED, 1.0)]
    play(Pressed(2.0), Released(3.0), Heard(2, Partial("maybe"), 3.1), Heard(2, Ended(), 3.2))
    assert play.of(Deliver) == [Deliver(2, "maybe", Outcome.UNCONFIRMED, 1.0)]


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


def test_a_failed_stream_stops_the_microphone_and_keeps_the_text(play):
    play(Pressed(0.0), Heard(1, Final("until here"), 0.5), Heard(1, Failed(BROKEN), 0.7))
    assert play.said[-4:] == [
        StopMicrophone(1),
        Show(1, Phase.SETTLED, "until here", ""),
        CloseStream(1),
        Deliver(1, "until here", Outcome.FAILED, 0.7, BROKEN),
    ]
    assert play(Released(1.0)) == []


def test_a_stream_that_fails_while_finalizing_delivers_what_is_known(play):
    play(Pressed(0.0), Released(1.0), Heard(1, Partial("half"), 1.0), Heard(1, Failed(BROKEN), 1.1))
    assert play.of(Deliver) == [Deliver(1, "half", Outcome.FAILED, 1.0, BROKEN)]
    assert play.of(DisarmDeadline) == [DisarmDeadline(1)]


def test_a_stream_that_ends_while_the_key_is_down_is_a_failure(play):
    play(Pressed(0.0), Heard(1, Ended(), 0.5))
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


# ------------------------------------------------------------------------------------- every state, every input

NUMBERS = st.integers(1, 4)
TEXTS = st.sampled_from(["", " ", "a", " b", "c "])
EVENTS = st.one_of(
    TEXTS.map(Partial), TEXTS.map(Final), st.just(Finalized()), st.just(Ended()), st.just(Failed(BROKEN))
)


@st.composite
def inputs(draw):
    at = draw(st.floats(0, 100))
    kind = draw(st.integers(0, 7))
    number = draw(NUMBERS)
    return [
        Pressed(at),
        Released(at),
        Rolled(at),
        Cancelled(at),
        MicrophoneLive(number),
        MicrophoneFailed(number, UNPLUGGED, at),
        Heard(number, draw(EVENTS), at),
        DeadlinePassed(number, at),
    ][kind]


def check(before: State, after: State, effects) -> None:
    """What holds for every single step."""
    open_before = {d.id for d in before.dictations}
    born = {e.dictation for e in effects if isinstance(e, OpenStream)}
    delivered = [e.dictation for e in effects if isinstance(e, Deliver)]
    assert {d.id for d in after.dictations} == (open_before | born) - set(delivered)
    assert delivered == sorted(delivered)
    assert all(d.phase in (Phase.FINALIZING, Phase.SETTLED) for d in after.dictations[:-1])
    assert not after.dictations or after.dictations[0].phase is not Phase.SETTLED
    for dictation in after.dictations:
        assert (dictation.outcome is None) == (dictation.phase is not Phase.SETTLED)


@settings(max_examples=400, deadline=None)
@given(st.lists(inputs(), max_size=40))
def test_any_sequence_keeps_the_microphone_and_the_deliveries_in_order(sequence):
    state = State(10.0)
    microphone, opened, closed, finalized, delivered, armed = None, set(), set(), set(), [], set()
    for each in sequence:
        after, effects = step(state, each)
        check(state, after, effects)
        for effect in effects:
            match effect:
                case OpenStream(number):
                    assert number not in opened
                    opened.add(number)
                case StartMicrophone(number):
                    assert microphone is None and number in opened
                    microphone = number
                case StopMicrophone(number):
                    assert microphone == number
                    microphone = None
                case MoveMicrophone(number, successor):
                    assert microphone == number and successor in opened
                    microphone = successor
                case SendSilence(number, _):
                    assert microphone != number and number not in finalized
                case SendFinalize(number):
                    assert number not in finalized
                    finalized.add(number)
                case ArmDeadline(number, _):
                    armed.add(number)
                case DisarmDeadline(number):
                    armed.remove(number)
                case CloseStream(number):
                    assert number not in closed and microphone != number
                    closed.add(number)
                case Deliver(number, text):
                    assert number in closed and number not in armed
                    assert text == text.strip()
                    delivered.append(number)
        state = after
        assert (state.listening.id if state.listening else None) == microphone
    assert delivered == sorted(set(delivered))
    # Whatever happened: release, and let every deadline pass; then nothing is left over.
    state, _ = step(state, Released(101.0))
    for dictation in state.dictations:
        state, _ = step(state, DeadlinePassed(dictation.id, 200.0))
    assert state.idle


@settings(max_examples=200, deadline=None)
@given(st.lists(inputs(), max_size=25), st.lists(TEXTS.map(Final), max_size=5))
def test_a_final_is_in_the_delivered_text_whatever_happens_around_it(noise, finals):
    """Inputs about other dictations never take a word from the newest one, nor change their order."""
    state = State(10.0)
    for each in noise:
        state, _ = step(state, each)
    state, _ = step(state, Released(101.0))
    state, _ = step(state, Pressed(102.0))
    mine = state.next_id - 1
    state, _ = step(state, Released(103.0))
    for each in finals:
        state, _ = step(state, Heard(mine, each, 104.0))
    delivered = []
    for dictation in (*[d.id for d in state.dictations if d.id != mine], mine):
        state, effects = step(state, DeadlinePassed(dictation, 200.0))
        delivered += [e for e in effects if isinstance(e, Deliver)]
    assert delivered[-1] == replace(delivered[-1], dictation=mine, text="".join(f.text for f in finals).strip())
    assert state.idle
