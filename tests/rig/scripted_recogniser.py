"""A recogniser that hears, and breaks as it is told to, for the virtual clock; and somebody who dictates to it.

A word is a chunk of 100 ms: 60 ms of one loudness, which is the word's number, and 40 ms of silence. Whatever is not
exactly that is heard as "?".
"""

import asyncio
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from audio.pcm import silence
from providers.errors import Failure, FailureKind
from providers.events import Ended, Event, Failed, Final, Finalized, Partial
from providers.feed import Feed, Mark
from providers.recogniser import Emit, Recogniser

WORD_S = 0.1
WORD = 1600
LOUD = 960
"""Samples."""

NETWORK = Failure(FailureKind.NETWORK, "the connection broke")


def spoken(number: int) -> bytes:
    """Word `number`, from 0 on, as sound."""
    return array("h", [1000 + 20 * number] * LOUD + [0] * (WORD - LOUD)).tobytes()


def words(count: int, begin: int = 0) -> str:
    """What is to be recognised of so many words."""
    return " ".join(f"w{number}" for number in range(begin, count))


def heard(pcm: bytes) -> Iterator[tuple[str, int]]:
    """The words in this sound, and the sample behind each."""
    samples = array("h", pcm)
    at = 0
    while at < len(samples):
        loud = at
        while at < len(samples) and samples[at]:
            at += 1
        if at > loud:
            exact = at - loud == LOUD and len(set(samples[loud:at])) == 1
            yield (f"w{(samples[loud] - 1000) // 20}" if exact else "?"), at
        at += 1


@dataclass(frozen=True)
class Act:
    """How one stream goes."""

    connecting_s: float = 0.0
    refused: Failure | None = None
    """Instead of a stream."""
    breaks_at: int | None = None
    """The number of words of this stream that are heard before it breaks."""
    breaks_at_finalize: bool = False
    breaks_behind_the_answer: bool = False
    how: str = "failed"
    """failed, ended, raised, silent, returned"""
    failure: Failure = NETWORK
    covers: bool = True
    """Says up to where finals go."""
    final_behind: int = 2
    """So many words are shown before they are final."""
    answers: bool = True
    """To FINALIZE, with Finalized. If not, with Ended only."""


@dataclass
class Scripted:
    """Plays an act for each stream; behind the last one, good ones."""

    acts: list[Act] = field(default_factory=list)
    good: Act = Act()
    said_late: list[Event] = field(default_factory=list)
    """What is said behind the end of a stream, which nobody should."""
    log: list[str] = field(default_factory=list)
    began: list[float] = field(default_factory=list)
    """When each stream was asked for."""

    async def prepare(self) -> None:
        self.log.append("prepared")

    def wake(self) -> None:
        self.log.append("woken")

    async def aclose(self) -> None:
        self.log.append("closed")

    async def recognise(self, feed: Feed, emit: Emit) -> None:
        self.began.append(asyncio.get_running_loop().time())
        act = self.acts.pop(0) if self.acts else self.good
        await asyncio.sleep(act.connecting_s)
        if act.refused:
            emit(Failed(act.refused))
            return
        try:
            await _Stream(act, emit).run(feed)
        except asyncio.CancelledError:
            self.log.append("cancelled")
            for event in self.said_late:
                emit(event)
            raise


class _Stream:
    def __init__(self, act: Act, emit: Emit) -> None:
        self.act = act
        self.emit = emit
        self.heard: list[tuple[str, int]] = []
        """The words, and the sample behind each."""
        self.position = 0
        self.open = b""
        self.final = 0

    async def run(self, feed: Feed) -> None:
        while True:
            match await feed.get():
                case Mark.FINALIZE:
                    if self.act.breaks_at_finalize:
                        return await self.end()
                    self.say(0)
                    if self.act.answers:
                        self.emit(Finalized())
                    if self.act.breaks_behind_the_answer:
                        return await self.end()
                    if not self.act.answers:
                        return self.emit(Ended())
                case Mark.CLOSE:
                    return self.emit(Ended())
                case pcm:
                    self.hear(pcm)
                    self.say(self.act.final_behind)
                    if self.act.breaks_at is not None and len(self.heard) >= self.act.breaks_at:
                        return await self.end()

    def hear(self, pcm: bytes) -> None:
        self.position += len(pcm) // 2
        self.open += pcm
        if not any(self.open[-2:]):  # silence: no word goes on
            begin = self.position - len(self.open) // 2
            self.heard += [(word, begin + end) for word, end in heard(self.open)]
            self.open = b""

    def say(self, behind: int) -> None:
        found = self.heard
        until = max(len(found) - behind, self.final)
        if until > self.final:
            text = "".join(f" {word}" for word, _ in found[self.final : until])
            covered = found[until - 1][1] if behind else self.position
            self.emit(Final(text if self.final else text.strip(), covered if self.act.covers else None))
            self.final = until
        tail = "".join(f" {word}" for word, _ in found[self.final :])
        self.emit(Partial(tail if self.final else tail.strip()))

    async def end(self) -> None:
        match self.act.how:
            case "failed":
                self.emit(Failed(self.act.failure))
            case "ended":
                self.emit(Ended())
            case "raised":
                raise ZeroDivisionError
            case "silent":
                await asyncio.Event().wait()


@dataclass
class Dictated:
    """What came of it."""

    events: list[tuple[float, Event]] = field(default_factory=list)
    """With the time of each, in seconds since the press."""

    def of(self, kind: type[Event]) -> list[Event]:  # type: ignore[valid-type]
        return [event for _, event in self.events if isinstance(event, kind)]

    def when(self, kind: type[Event]) -> list[float]:  # type: ignore[valid-type]
        """The times of the events of that kind."""
        return [at for at, event in self.events if isinstance(event, kind)]

    @property
    def text(self) -> str:
        return "".join(event.text for _, event in self.events if isinstance(event, Final))

    @property
    def tail(self) -> str:
        """What is shown behind the final text at the end."""
        shown = [event.text if isinstance(event, Partial) else "" for _, event in self.events if _is_text(event)]
        return shown[-1] if shown else ""


def _is_text(event: Event) -> bool:
    return isinstance(event, Partial | Final)


async def dictate(
    recogniser: Recogniser, count: int, *, together: bool = False, said: Dictated | None = None
) -> Dictated:
    """Speak so many words in real time (or all at once), let go, and close when there is an answer."""
    loop = asyncio.get_running_loop()
    feed = Feed(loop)
    dictated = said or Dictated()
    begun = loop.time()

    def emit(event: Event) -> None:
        dictated.events.append((round(loop.time() - begun, 6), event))
        if isinstance(event, Finalized):
            feed.put(Mark.CLOSE)

    async def speak() -> None:
        for number in range(count):
            feed.put(spoken(number))
            await asyncio.sleep(0 if together else WORD_S)
        feed.put(silence(200))
        feed.put(Mark.FINALIZE)

    speaking = asyncio.create_task(speak())
    try:
        await recogniser.recognise(feed, emit)
    finally:
        speaking.cancel()
    return dictated
