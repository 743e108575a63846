"""The life of dictations as a function: `step(state, input) -> (state, effects)`.

Pure; imports only `messages`, `transcript` and the recogniser's vocabulary.

    state of a dictation    what moves it on
    --------------------    ----------------------------------------------------------------------------------
    STARTING                MicrophoneLive -> LISTENING; and all of LISTENING
    LISTENING               Released, Rolled, Cancelled, MicrophoneFailed -> FINALIZING
                            Heard(Failed), Heard(Ended) -> SETTLED (nobody is left to finalize)
    FINALIZING              Heard(Finalized), Heard(Ended), Heard(Failed), DeadlinePassed -> SETTLED
    SETTLED                 delivered and forgotten as soon as every earlier dictation has been

The deadline is one of silence: while the recogniser still has news after FINALIZE (it catches up with a long backlog),
it is put off by every piece of them.

At most one dictation has the microphone, always the newest. Older ones may still be finalizing: a press never
disturbs them. Texts are delivered in the order in which they were spoken, so a quick answer waits for a slow one,
whose deadline bounds that wait.

Cancelling throws nothing away: a cancelled dictation is finalized like any other, and its text is delivered with the
outcome CANCELLED, which means that the shell keeps it and inserts it nowhere.

A press while the microphone is on, a release while it is off, and whatever comes from a dictation that is settled or
forgotten change nothing: duplicates and stragglers are normal, not errors.
"""

from dataclasses import dataclass, field, replace
from typing import assert_never

from providers.errors import Failure, FailureKind
from providers.events import Ended, Event, Failed, Final, Finalized, Interrupted, Partial, Serving

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
    Show,
    StartMicrophone,
    StopMicrophone,
)
from .transcript import Transcript

TRAILING_SILENCE_MS = 200
"""Services cut or misread the last word when finalize follows speech at once; about 200 ms is their common advice
(https://soniox.com/docs/stt/rt/manual-finalization)."""

Effects = tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Dictation:
    """One press to one delivery."""

    id: int
    phase: Phase
    pressed_at: float
    released_at: float = 0.0
    transcript: Transcript = field(default_factory=Transcript)
    cancelled: bool = False
    failure: Failure | None = None
    outcome: Outcome | None = None
    """Fixed when the dictation settles, and `text` with it."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Every dictation that has not been delivered, in the order in which they were begun."""

    finalize_deadline: float = 10.0
    """Seconds that a recogniser has for its answer after FINALIZE."""
    dictations: tuple[Dictation, ...] = ()
    next_id: int = 1

    @property
    def listening(self) -> Dictation | None:
        """The dictation that has the microphone."""
        newest = self.dictations[-1] if self.dictations else None
        return newest if newest and newest.phase in (Phase.STARTING, Phase.LISTENING) else None

    @property
    def idle(self) -> bool:
        """Nothing is spoken and nothing is waited for."""
        return not self.dictations

    def find(self, dictation: int) -> Dictation | None:
        """The dictation with that number, unless it is settled or forgotten."""
        for each in self.dictations:
            if each.id == dictation and each.phase is not Phase.SETTLED:
                return each
        return None


def step(state: State, given: Input) -> tuple[State, Effects]:
    """What becomes of `state` when `given` happens, and what is to be done about it, in order."""
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
            starting = state.find(dictation)
            if starting is None or starting.phase is not Phase.STARTING:
                return state, ()
            return _update(state, replace(starting, phase=Phase.LISTENING))
        case MicrophoneFailed(dictation, failure, at):
            speaking = state.listening
            if speaking is None or speaking.id != dictation:
                return state, ()
            return _release(state, replace(speaking, failure=failure), at)
        case Heard(dictation, event, at):
            known = state.find(dictation)
            return _hear(state, known, event, at) if known else (state, ())
        case DeadlinePassed(dictation, at):
            known = state.find(dictation)
            if known is None or known.phase is not Phase.FINALIZING:
                return state, ()
            return _settle(state, known, Outcome.UNCONFIRMED, at)
        case _:
            assert_never(given)


def _press(state: State, at: float) -> tuple[State, Effects]:
    if state.listening:
        return state, ()
    new = Dictation(state.next_id, Phase.STARTING, pressed_at=at)
    state = replace(state, dictations=(*state.dictations, new), next_id=state.next_id + 1)
    return state, (OpenStream(new.id), StartMicrophone(new.id), _show(new))


def _release(state: State, speaking: Dictation, at: float) -> tuple[State, Effects]:
    return _finalize(state, speaking, at, (StopMicrophone(speaking.id),))


def _roll(state: State, at: float) -> tuple[State, Effects]:
    speaking = state.listening
    if speaking is None:
        return state, ()
    successor = Dictation(state.next_id, speaking.phase, pressed_at=at)
    state, finalizing = _finalize(state, speaking, at, ())
    state = replace(state, dictations=(*state.dictations, successor), next_id=state.next_id + 1)
    moving = (OpenStream(successor.id), MoveMicrophone(speaking.id, successor.id))
    return state, (*moving, *finalizing, _show(successor))


def _finalize(state: State, dictation: Dictation, at: float, before: Effects) -> tuple[State, Effects]:
    dictation = replace(dictation, phase=Phase.FINALIZING, released_at=at)
    state, shown = _update(state, dictation)
    return state, (
        *before,
        SendSilence(dictation.id, TRAILING_SILENCE_MS),
        SendFinalize(dictation.id),
        ArmDeadline(dictation.id, at + state.finalize_deadline),
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


def _hear(state: State, known: Dictation, event: Event, at: float) -> tuple[State, Effects]:
    finalizing = known.phase is Phase.FINALIZING
    match event:
        case Partial(text):
            return _grow(state, known, known.transcript.with_partial(text), at)
        case Final(text):
            return _grow(state, known, known.transcript.with_final(text), at)
        case Finalized():
            # While the key is down nobody has asked: an unsolicited acknowledgement says nothing of what follows.
            return _settle(state, known, Outcome.COMMITTED, at) if finalizing else (state, ())
        case Ended() if finalizing:
            # A tail that never became final is the best text known, not a confirmed one.
            outcome = Outcome.UNCONFIRMED if known.transcript.tail else Outcome.COMMITTED
            return _settle(state, known, outcome, at)
        case Ended():
            early = Failure(FailureKind.PROTOCOL, "The recogniser ended the stream while you were speaking.")
            return _settle(state, replace(known, failure=early), Outcome.FAILED, at)
        case Failed(failure):
            return _settle(state, replace(known, failure=failure), Outcome.FAILED, at)
        case Serving() | Interrupted():
            return state, ()
        case _:
            assert_never(event)


def _grow(state: State, known: Dictation, transcript: Transcript, at: float) -> tuple[State, Effects]:
    state, shown = _update(state, replace(known, transcript=transcript))
    if known.phase is not Phase.FINALIZING:
        return state, shown
    return state, (ArmDeadline(known.id, at + state.finalize_deadline), *shown)


def _settle(state: State, known: Dictation, outcome: Outcome, at: float) -> tuple[State, Effects]:
    # An acknowledgement says that all audio is in finals: a tail that is still there has no claim to be text.
    confirmed = outcome is Outcome.COMMITTED
    text = known.transcript.committed.strip() if confirmed else known.transcript.best()
    before: Effects = (DisarmDeadline(known.id),)
    if known.phase is not Phase.FINALIZING:
        known = replace(known, released_at=at)
        before = (StopMicrophone(known.id),)
    settled = replace(
        known,
        phase=Phase.SETTLED,
        text=text,
        outcome=Outcome.CANCELLED if known.cancelled else outcome,
    )
    state, shown = _update(state, settled)
    state, delivered = _deliver(state)
    return state, (*before, *shown, CloseStream(known.id), *delivered)


def _deliver(state: State) -> tuple[State, Effects]:
    """Hand over every settled dictation that has no open one before it."""
    waiting = list(state.dictations)
    delivered: list[Effect] = []
    while waiting and (outcome := waiting[0].outcome):
        done = waiting.pop(0)
        spoken = done.released_at - done.pressed_at
        delivered.append(Deliver(done.id, done.text, outcome, spoken, done.failure))
    return replace(state, dictations=tuple(waiting)), tuple(delivered)


def _update(state: State, changed: Dictation) -> tuple[State, Effects]:
    """Put `changed` in its place; show it if it is the one in front of the user and looks different."""
    before = next(each for each in state.dictations if each.id == changed.id)
    dictations = tuple(changed if each is before else each for each in state.dictations)
    shown = () if changed.id != dictations[-1].id or _show(changed) == _show(before) else (_show(changed),)
    return replace(state, dictations=dictations), shown


def _show(dictation: Dictation) -> Show:
    text = dictation.transcript
    return Show(dictation.id, dictation.phase, text.committed, text.tail)
