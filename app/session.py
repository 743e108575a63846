"""The life of dictations as a function: `step(state, input) -> (state, effects)`.

Pure; imports only `dictation` (the state), `as_you_speak`, `transcript`, `messages` and the recogniser's vocabulary.

    state of a dictation    what moves it on
    --------------------    ----------------------------------------------------------------------------------
    STARTING                MicrophoneLive -> LISTENING; DeadlinePassed -> FINALIZING; and all of LISTENING
    LISTENING               Released, Rolled, Cancelled, MicrophoneFailed -> FINALIZING
                            Heard(Failed), Heard(Ended): nobody is left to recognise it, so it is only recorded
                            until the user has spoken, and then SETTLED; at once where there is no use in that
    FINALIZING              Heard(Finalized), Heard(Ended), Heard(Failed), DeadlinePassed -> SETTLED
    SETTLED                 delivered and forgotten as soon as every earlier dictation has been

Only the user makes a phase last: STARTING has a limit, and FINALIZING two. One is of silence: while the recogniser
still has news after FINALIZE (it catches up with a long backlog, or another one takes over), it is put off by every
piece of them, and for longer while a broken stream is replaced. The other is for the whole phase, and is not put off
by anything.

At most one dictation has the microphone, always the newest. Older ones may still be finalizing: a press never
disturbs them. Texts are delivered in the order in which they were spoken, so a quick answer waits for a slow one,
whose limits bound that wait.

Cancelling throws nothing away: a cancelled dictation is finalized like any other, and its text is delivered with the
outcome CANCELLED, which means that the shell keeps it and inserts it nowhere.

A press while the microphone is on, a release while it is off, and whatever comes from a dictation that is settled or
forgotten change nothing: duplicates and stragglers are normal, not errors.
"""

from dataclasses import replace
from typing import assert_never

from providers.errors import Failure, FailureKind
from providers.events import Ended, Event, Failed, Final, Finalized, Interrupted, Partial, Serving

from .as_you_speak import hand_out
from .dictation import Dictation, State
from .messages import (
    ArmDeadline,
    Cancelled,
    CloseStream,
    DeadlinePassed,
    Deliver,
    DisarmDeadline,
    Effect,
    Heard,
    Input,
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
    StartMicrophone,
    StopMicrophone,
)
from .transcript import Transcript

__all__ = ["State", "step"]

TRAILING_SILENCE_MS = 200
"""Services cut or misread the last word when finalize follows speech at once; about 200 ms is their common advice
(https://soniox.com/docs/stt/rt/manual-finalization)."""

SILENT_MICROPHONE = (
    "The microphone delivered no sound for {seconds} seconds. "
    "Check that it is plugged in, or choose another one in the settings."
)

LATE_S = 60.0
"""How long a recogniser whose answer was given up may go on: what it still says is kept with the text."""

Effects = tuple[Effect, ...]


def step(state: State, given: Input) -> tuple[State, Effects]:
    """What becomes of `state` when `given` happens, and what is to be done about it, in order."""
    return hand_out(*_step(state, given))


def _step(state: State, given: Input) -> tuple[State, Effects]:
    match given:
        case Pressed(at):
            return _press(state, at)
        case Released(at):
            speaking = state.listening
            return _release(state, speaking, at) if speaking else (state, ())
        case Rolled(at):
            return _roll(state, at)
        case Cancelled(at):
            return _cancel(state, at)
        case MicrophoneLive(dictation):
            known = state.find(dictation)
            return _live(state, known) if known else (state, ())
        case MicrophoneFailed(dictation, failure, at):
            speaking = state.listening
            if speaking is None or speaking.id != dictation:
                return state, ()
            return _release(state, replace(speaking, failure=failure), at)
        case Heard(dictation, event, at):
            known = state.find(dictation)
            return _hear(state, known, event, at) if known and not known.given_up else (state, ())
        case DeadlinePassed(dictation, at):
            known = state.find(dictation)
            return _ring(state, known, at) if known else (state, ())
        case _:
            assert_never(given)


def _press(state: State, at: float) -> tuple[State, Effects]:
    if state.listening:
        return state, ()
    state, new = state.with_new(Phase.STARTING, at)
    return state, (OpenStream(new.id), StartMicrophone(new.id), *_alarm(new), new.show())


def _live(state: State, known: Dictation) -> tuple[State, Effects]:
    heard = replace(known, recorded=True)
    if known.phase is not Phase.STARTING:
        return _update(state, heard)  # the release was faster
    state, shown = _update(state, replace(heard, phase=Phase.LISTENING, due=None))
    return state, (*_disarm(known), *shown)


def _release(state: State, speaking: Dictation, at: float) -> tuple[State, Effects]:
    if speaking.given_up:
        return _settle(state, replace(speaking, failure=speaking.given_up), Outcome.FAILED, at)
    return _finalize(state, speaking, at, (StopMicrophone(speaking.id),))


def _roll(state: State, at: float) -> tuple[State, Effects]:
    speaking = state.listening
    if speaking is None:
        return state, ()
    if speaking.given_up:
        over = replace(speaking, phase=Phase.FINALIZING, released_at=at, failure=speaking.given_up)
        state, finalizing = _settle(state, over, Outcome.FAILED, at)
    else:
        state, finalizing = _finalize(state, speaking, at, ())
    state, successor = state.with_new(speaking.phase, at)
    moving = (OpenStream(successor.id), MoveMicrophone(speaking.id, successor.id))
    return state, (*moving, *finalizing, *_alarm(successor), successor.show())


def _finalize(state: State, speaking: Dictation, at: float, before: Effects) -> tuple[State, Effects]:
    limit = at + state.finalize_limit + max(0.0, at - speaking.pressed_at)
    asked = state.awaiting(replace(speaking, phase=Phase.FINALIZING, released_at=at, limit=limit), at)
    state, shown = _update(state, asked)
    return state, (
        *before,
        SendSilence(asked.id, TRAILING_SILENCE_MS),
        SendFinalize(asked.id),
        *_alarm(asked),
        *shown,
    )


def _cancel(state: State, at: float) -> tuple[State, Effects]:
    """The newest dictation that is still open is meant: what the user has in front of them."""
    for newest in reversed(state.dictations):
        if newest.phase is Phase.FINALIZING:
            return _update(state, replace(newest, cancelled=True))
        if newest.phase is not Phase.SETTLED:
            return _release(state, replace(newest, cancelled=True), at)
    return state, ()


def _ring(state: State, known: Dictation, at: float) -> tuple[State, Effects]:
    if known.due is None:
        return state, ()
    if at < known.due:  # an alarm clock that was set before, or goes a little fast
        return state, _alarm(known)
    if known.phase is Phase.STARTING:
        seconds = round(at - known.pressed_at)
        silent = Failure(FailureKind.DEVICE, SILENT_MICROPHONE.format(seconds=seconds))
        return _release(state, replace(known, failure=silent), at)
    return _give_up(state, known, at)


def _give_up(state: State, known: Dictation, at: float) -> tuple[State, Effects]:
    """The answer is not waited for any longer. A text that is known to lack something is not one to insert."""
    if known.transcript.best() and known.interrupted is None and at < known.limit:
        return _settle(state, known, Outcome.UNCONFIRMED, at, LATE_S)
    failure = known.interrupted or known.failure or Failure(FailureKind.TIMEOUT, "")
    return _settle(state, replace(known, failure=failure), Outcome.FAILED, at, LATE_S)


def _hear(state: State, known: Dictation, event: Event, at: float) -> tuple[State, Effects]:
    finalizing = known.phase is Phase.FINALIZING
    match event:
        case Partial() | Final() | Serving() | Interrupted():
            return _learn(state, known.with_news(event), at)
        case Finalized():
            # While the key is down nobody has asked: an unsolicited acknowledgement says nothing of what follows.
            known = replace(known, interrupted=None)
            if not finalizing:
                return _update(state, known)
            outcome = Outcome.UNCONFIRMED if known.transcript.forsaken else Outcome.COMMITTED
            return _settle(state, known, outcome, at)
        case Ended() if finalizing:
            # A tail that never became final is the best text known, not a confirmed one.
            outcome = Outcome.UNCONFIRMED if known.transcript.tail.strip() else Outcome.COMMITTED
            return _settle(state, known, outcome, at)
        case Ended():
            early = Failure(FailureKind.PROTOCOL, "The recogniser ended the stream while you were speaking.")
            return _lose(state, known, early, at)
        case Failed(failure):
            return _lose(state, known, failure, at)
        case _:
            assert_never(event)


def _lose(state: State, known: Dictation, failure: Failure, at: float) -> tuple[State, Effects]:
    """Nobody is left to recognise it. Whoever is still speaking is recorded until they have spoken."""
    if known.phase is Phase.FINALIZING or not state.records:
        return _settle(state, replace(known, failure=failure), Outcome.FAILED, at)
    return _update(state, replace(known, given_up=failure, interrupted=None))


def _learn(state: State, changed: Dictation, at: float) -> tuple[State, Effects]:
    """There are news: whoever has them is not silent."""
    if changed.phase is not Phase.FINALIZING:
        return _update(state, changed)
    changed = state.awaiting(changed, at)
    state, shown = _update(state, changed)
    return state, (*_alarm(changed), *shown)


def _settle(
    state: State, known: Dictation, outcome: Outcome, at: float, close_after: float = 0.0
) -> tuple[State, Effects]:
    before: Effects = _disarm(known)
    if known.phase is not Phase.FINALIZING:
        known = replace(known, released_at=at)
        before = (StopMicrophone(known.id), *before)
    # An acknowledgement says that all audio is in finals: a tail that is still there has no claim to be text.
    confirmed = outcome is Outcome.COMMITTED
    words = Transcript(known.transcript.committed) if confirmed else known.transcript
    settled = replace(
        known,
        phase=Phase.SETTLED,
        due=None,
        transcript=words,
        answered=confirmed,
        text=words.best(),
        provisional=words.tail if words.tail.strip() else "",
        outcome=Outcome.CANCELLED if known.cancelled else outcome,
    )
    state, shown = _update(state, settled)
    state, delivered = _deliver(state)
    return state, (*before, *shown, CloseStream(known.id, close_after), *delivered)


def _deliver(state: State) -> tuple[State, Effects]:
    """Hand over every settled dictation that has no open one before it."""
    waiting = list(state.dictations)
    delivered: list[Effect] = []
    while waiting and (outcome := waiting[0].outcome):
        done = waiting.pop(0)
        delivered.append(
            Deliver(
                done.id,
                done.text,
                outcome,
                done.spoken,
                done.failure,
                done.origins.contributors(tail=bool(done.provisional)),
                done.origins.breaks,
                done.provisional,
                recorded=done.recorded or bool(done.text),
                answered=done.answered,
                delivered=done.text[: done.handed_out],
            )
        )
    return replace(state, dictations=tuple(waiting)), tuple(delivered)


def _update(state: State, changed: Dictation) -> tuple[State, Effects]:
    state, shown = state.with_changed(changed)
    return state, (shown,) if shown else ()


def _alarm(dictation: Dictation) -> Effects:
    return () if dictation.due is None else (ArmDeadline(dictation.id, dictation.due),)


def _disarm(dictation: Dictation) -> Effects:
    return () if dictation.due is None else (DisarmDeadline(dictation.id),)
