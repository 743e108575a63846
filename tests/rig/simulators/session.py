"""What all simulated services do with a stream: hear it, check every frame, have the bad day. No socket, no clock.

A service inherits from `Session`, names its rules, and says what it answers. What a service answers is derived from
its vendor's pages and clients, never from our codecs: the simulators are a second reading of the same sources.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any, ClassVar

from rig.simulators.bad_day import Ack, BadDay, Trouble
from rig.simulators.hearing import GRAIN, MS, Hearing
from rig.simulators.replies import Answered, Close, FallSilent, Refusal, Reply, Reset, Say, Wait
from rig.simulators.stream import Finalize, Stream

LONGEST_CHUNK = 100 * MS * 2
"""Bytes of 100 ms."""

SILENCE_BEFORE_FINALIZE = 190 * MS
"""Samples; "approximately 200 ms" by Soniox' page, and good for all."""

JUNK: tuple[str | bytes, ...] = (
    '{"type":"SomethingNew","text":"junk","is_final":"perhaps","words":7}',
    "not JSON \N{HEAVY BLACK HEART}",
    '["junk"]',
    "null",
    "{}",
    '{"type":',
    b"\x00\xffjunk",
    '{"type":null,"tokens":"junk","channel":{"alternatives":{}},"transcript":null,"text":[]}',
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the test set."""

    key: str
    day: BadDay
    answer_delay_s: float = 0.0
    check_pace: bool = True


class Session(ABC):
    """One stream at one service."""

    provider: ClassVar[str]
    """The id that Holdfast uses."""
    paths: ClassVar[tuple[str, ...]]
    catch_up: ClassVar[float]
    """How many times real time audio may come, at most."""
    idle_limit_s: ClassVar[float | None] = None
    """Seconds without a frame after which the service gives up."""
    auth_scheme: ClassVar[str] = "Bearer"
    junk: ClassVar[tuple[str | bytes, ...]] = ()
    """Malformed messages in the manner of this service."""

    def __init__(self, stream: Stream, conditions: Conditions, complain: Callable[[str], None]) -> None:
        self.stream = stream
        self.day = conditions.day
        self.hearing = Hearing(stream)
        self.over = False
        """Nothing that arrives is answered any more."""
        self._conditions = conditions
        self._report = complain
        self._junk = cycle((*JUNK, *self.junk))

    # ------------------------------------------------------------------------------------------ for each service

    def wrong_in_request(self) -> list[str]:
        """What is wrong in query and headers, apart from the key."""
        return []

    @abstractmethod
    def refusal(self, status: int) -> Refusal:
        """The HTTP answer of this service, as its vendor words it."""

    @abstractmethod
    def error(self, kind: str, shape: int) -> list[Reply]:
        """The in-band error message of that kind, and how the socket closes behind it."""

    def greeting(self) -> list[Reply]:
        """What is said as soon as the socket is open."""
        return []

    @abstractmethod
    def told(self, text: str, now: float) -> list[Reply]:
        """The answer to a text frame."""

    @abstractmethod
    def progress(self) -> list[Reply]:
        """What is said of its own accord now that more audio was heard."""

    @abstractmethod
    def flush(self, together: bool) -> tuple[list[Reply], list[Reply]]:
        """All pending text as final, and the acknowledgement; `together` allows both in the same message."""

    def told_nothing(self, now: float) -> list[Reply]:
        """The answer to an empty binary frame."""
        return []

    def idle(self) -> list[Reply]:
        """What happens when nothing came for `idle_limit_s`."""
        return [Close(1011, "idle")]

    # ------------------------------------------------------------------------------------------ from the server

    def admit(self) -> Refusal | None:
        """Judge the handshake; None opens the WebSocket."""
        wrong = self.wrong_in_request()
        if self.stream.path not in self.paths:
            wrong.append(f"path {self.stream.path} is none of {', '.join(self.paths)}")
        for problem in (*self._wrong_in_auth(), *wrong):
            self.complain(problem)
        if self.day.refuse is not None:
            return self.refusal(self.day.refuse)
        return self.refusal(400) if wrong else None if self.knows_key() else self._unknown_key()

    def opened(self) -> list[Reply]:
        """The handshake is through."""
        return self._disturbed([*self.greeting(), *self._trouble(self.day.at_sample == 0)])

    def receive(self, frame: str | bytes, now: float) -> list[Reply]:
        """One frame arrived; `now` is the monotonic clock's."""
        if isinstance(frame, str):
            self.stream.texts.append(frame)
        else:
            self.stream.chunks.append(len(frame))
        if self.over:
            return []
        if self.stream.ended is not None:
            self.complain(f"a {'text' if isinstance(frame, str) else 'binary'} frame came behind the end message")
            return []
        return self._disturbed(self._text(frame, now) if isinstance(frame, str) else self._audio(frame, now))

    def gave_up(self) -> list[Reply]:
        """Nothing came for too long."""
        return self.fail(self.idle())

    # ------------------------------------------------------------------------------------------ for the services

    def complain(self, what: str) -> None:
        """Note a violation, without the key in it."""
        self._report(f"{self.provider}, stream {self.stream.number}: {what}".replace(self._conditions.key, "[key]"))

    def say(self, **fields: Any) -> Say:
        """A JSON message."""
        return Say(json.dumps(fields, ensure_ascii=False))

    def finalize(self, now: float) -> list[Reply]:
        """The client asked for everything to become final."""
        finalize = Finalize(self.hearing.heard, now)
        last = self.stream.finalizes[-1].sample if self.stream.finalizes else 0
        self.stream.finalizes.append(finalize)
        spoken = self.hearing.heard - last - self.hearing.quiet > GRAIN
        if spoken and self.hearing.quiet < SILENCE_BEFORE_FINALIZE:
            self.complain(f"finalize came {self.hearing.quiet / MS:g} ms behind speech, not about 200 ms")
        self.hearing.flush()
        if trouble := self._trouble(self.day.at_sample is None):
            return trouble
        texts, acks = self.flush(together=self.day.ack is Ack.GOOD)
        order: dict[Ack, list[Reply]] = {
            Ack.GOOD: [*texts, *acks],
            Ack.NONE: texts,
            Ack.LATE: [*texts, Wait(self.day.ack_delay_s), *acks],
            Ack.BEFORE_TEXT: [*acks, *texts],
        }
        answer = [Wait(self._conditions.answer_delay_s), *order[self.day.ack]]
        last = max((at for at, reply in enumerate(answer) if isinstance(reply, Say)), default=len(answer))
        return [*answer[:last], Answered(finalize), *answer[last:]]

    def end(self, now: float) -> None:
        """The client said that nothing follows."""
        self.stream.ended = now
        self.hearing.flush()

    def fail(self, replies: list[Reply]) -> list[Reply]:
        """Say these last words."""
        self.over = True
        return replies

    def knows_key(self) -> bool:
        """Whether the key in the handshake is a good one."""
        return self._key_sent() == self._conditions.key

    # ------------------------------------------------------------------------------------------ own

    def _unknown_key(self) -> Refusal | None:
        return self.refusal(401)

    def _key_sent(self) -> str | None:
        scheme = self.auth_scheme + " "
        values = [value for name, value in self.stream.headers if name.lower() == "authorization"]
        return values[0].removeprefix(scheme) if len(values) == 1 and values[0].startswith(scheme) else None

    def _wrong_in_auth(self) -> Iterator[str]:
        key = self._conditions.key
        if not self._key_sent():
            yield f"there is not exactly one header Authorization: {self.auth_scheme} …"
        for name, value in self.stream.headers:
            if name.lower() != "authorization" and key in value:
                yield f"the key stands in the header {name}"
        if key in self.stream.path or any(key in part for pair in self.stream.query for part in pair):
            yield "the key stands in the address"

    def _text(self, text: str, now: float) -> list[Reply]:
        if self._conditions.key in text:
            self.complain("the key stands in a message")
        return self.told(text, now)

    def _audio(self, pcm: bytes, now: float) -> list[Reply]:
        if not pcm:
            self.complain("an empty binary frame came")
            return self.told_nothing(now)
        if pcm[:1] == b"{" and b'"type"' in pcm:
            self.complain("a control message came as a binary frame")
        if len(pcm) > LONGEST_CHUNK:
            self.complain(f"a chunk has {len(pcm)} bytes, more than 100 ms ({LONGEST_CHUNK})")
        if len(pcm) % 2:
            self.complain(f"a chunk has {len(pcm)} bytes, which is half a sample")
        self.hearing.feed(pcm[: len(pcm) // 2 * 2])
        if self._conditions.check_pace and not self.stream.paced(now, self.catch_up):
            self.complain(f"audio came faster than {self.catch_up:g} times real time")
        at = self.day.at_sample
        return self._trouble(at is not None and self.hearing.heard >= at) or self.progress()

    def _trouble(self, now: bool) -> list[Reply]:
        if not now:
            return []
        match self.day.trouble:
            case None:
                return []
            case Trouble.RESET:
                return self.fail([Reset()])
            case Trouble.SILENCE:
                return self.fail([FallSilent()])
            case Trouble.CLOSE:
                return self.fail([Close(self.day.close_code, self.day.close_reason)])
            case Trouble.ERROR:
                return self.fail(self.error(self.day.error, self.day.error_shape))

    def _disturbed(self, replies: list[Reply]) -> list[Reply]:
        if not self.day.junk:
            return replies
        disturbed: list[Reply] = []
        for reply in replies:
            disturbed += [Say(next(self._junk)), reply] if isinstance(reply, Say) else [reply]
        return disturbed
