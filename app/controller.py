"""Runs the session: inputs in, effects carried out. Imports the heart and the pipeline's shape; no Qt, no thread.

Both front ends use it: the window through Qt's event loop, the command line through a queue. Everything here happens
on one thread, the one that calls `take`.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from .dictation import START_LIMIT_S, State
from .messages import (
    ArmDeadline,
    CloseStream,
    Deliver,
    DeliverPart,
    DisarmDeadline,
    Effect,
    Input,
    MoveMicrophone,
    OpenStream,
    SendFinalize,
    SendSilence,
    Show,
    StartMicrophone,
    StopMicrophone,
)
from .session import step

log = logging.getLogger(__name__)


class SoundAndRecognition(Protocol):
    """What the session needs of the pipeline. Orders return at once and are carried out in the order given."""

    def open(self, dictation: int) -> None: ...
    def start(self, dictation: int) -> None: ...
    def stop(self) -> None: ...
    def move(self, successor: int) -> None: ...
    def silence(self, dictation: int, milliseconds: int) -> None: ...
    def finalize(self, dictation: int) -> None: ...
    def close(self, dictation: int, after: float = 0.0) -> None: ...


class Deadlines(Protocol):
    """Alarm clocks, one for each dictation. When one rings, its owner gives `DeadlinePassed` to the controller."""

    def arm(self, dictation: int, at: float) -> None: ...
    def disarm(self, dictation: int) -> None: ...


class Controller:
    """Holds the session's state and carries out its effects."""

    def __init__(
        self,
        pipeline: SoundAndRecognition,
        deadlines: Deadlines,
        show: Callable[[Show], None],
        deliver: Callable[[Deliver], None],
        finalize_deadline: float,
        start_limit: float | None = START_LIMIT_S,
        records: bool = True,
        deliver_part: Callable[[DeliverPart], None] = lambda _: None,
    ) -> None:
        """`start_limit` and `records`: see `dictation.State`. `deliver_part` is called only after `use_parts`."""
        self._pipeline = pipeline
        self._deadlines = deadlines
        self._show = show
        self._deliver = deliver
        self._deliver_part = deliver_part
        self._waiting: deque[Input] = deque()
        self._busy = False
        self.state = State(finalize_deadline, start_limit, records=records)

    def use_deadline(self, seconds: float) -> None:
        """How long the recogniser chosen now may be silent after FINALIZE."""
        self.state = replace(self.state, finalize_deadline=seconds)

    def use_parts(self, on: bool) -> None:
        """Whether final words are delivered while the user still speaks."""
        self.state = replace(self.state, in_parts=on)

    def take(self, given: Input) -> None:
        """Run one input to the end. An input that an effect gives in turn is run behind it, not inside it."""
        self._waiting.append(given)
        if self._busy:
            return
        self._busy = True
        try:
            while self._waiting:
                self.state, effects = step(self.state, self._waiting.popleft())
                for effect in effects:
                    self._carry_out(effect)
        finally:
            self._busy = False

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case OpenStream(dictation):
                self._pipeline.open(dictation)
            case StartMicrophone(dictation):
                self._pipeline.start(dictation)
            case StopMicrophone():
                self._pipeline.stop()
            case MoveMicrophone(_, successor):
                self._pipeline.move(successor)
            case SendSilence(dictation, milliseconds):
                self._pipeline.silence(dictation, milliseconds)
            case SendFinalize(dictation):
                self._pipeline.finalize(dictation)
            case CloseStream(dictation, after):
                self._pipeline.close(dictation, after)
            case ArmDeadline(dictation, at):
                self._deadlines.arm(dictation, at)
            case DisarmDeadline(dictation):
                self._deadlines.disarm(dictation)
            case Show():
                self._show(effect)
            case DeliverPart():
                self._deliver_part(effect)
            case Deliver():
                trouble = f", {effect.failure.kind.value}: {effect.failure.full}" if effect.failure else ""
                log.info(
                    "Dictation %d: %s, %.1f s spoken%s", effect.dictation, effect.outcome.value, effect.spoken, trouble
                )
                self._deliver(effect)
