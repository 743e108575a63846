"""One dictation on one recogniser after another, until it is answered. Imports the vocabulary and the parts beside it.

A stream breaks when it says Failed, when it ends though the dictation does not, and when it does nothing any more while
somebody waits for the text (of the last link this is said only once). The next one is told what no final accounts for,
and then takes what waits in the feed.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any

from .attempts import Again, Attempts, GiveUp, Memory, Situation, Treat
from .chain import Link, Patience
from .cutting import FRAME, NEARBY, cut
from .errors import Failure, FailureKind
from .events import Ended, Event, Failed, Final, Finalized, Interrupted, Partial, Serving
from .feed import Feed
from .ledger import Ledger
from .recogniser import Emit
from .recording import Recording, Replay

log = logging.getLogger(__name__)

SECOND = 16_000
CHUNK = SECOND // 10
"""Samples of an item that waits, about."""

AROUND = NEARBY * FRAME
"""Samples before what is covered that are kept for finding the cut."""


class _Stream:
    """One link's attempt."""

    def __init__(self, link: Link, replay: Replay) -> None:
        self.link = link
        self.replay = replay
        self.begun = self.news_at = _now()
        self.took = False
        """It has begun to take sound: its socket is open, its model loaded."""
        self.heard = False
        """It has said something."""
        self.silent = False
        """It was given up because it did nothing any more."""
        self.end: Ended | Failed | None = None

    def failed(self, kind: FailureKind, happened: str) -> Failed:
        return Failed(Failure(kind, f"{self.link.name}: {happened}"))


class FailoverDictation:
    """Runs once."""

    def __init__(
        self,
        links: Sequence[Link],
        treat: Treat,
        memory: Memory,
        patience: Patience,
        feed: Feed,
        emit: Emit,
        warm: Callable[[int], None],
        *,
        persistent: bool,
    ) -> None:
        """`warm` gets the link of that number ready, in the background."""
        self._links = links
        self._patience = patience
        self._feed = feed
        self._emit = emit
        self._warm = warm
        standings = [link.standing for link in links]
        self._attempts = Attempts(standings, treat, memory, at=_now(), persistent=persistent)
        self._recording = Recording(feed)
        self._ledger = Ledger()
        self._answered = 0
        """FINALIZEs that were acknowledged."""
        self._stream: _Stream | None = None
        self._serving = ""
        self._interrupted = False
        """A break was told, and nothing has been heard since."""
        self._fell_silent = False
        """A stream was given up for that while somebody waited."""
        self._released_at: float | None = None
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Until the dictation is answered, or nobody is left to ask."""
        waiting = self._start(self._await_release())
        try:
            self._emit(await self._ask_one_after_another())
        finally:
            waiting.cancel()

    def wake(self) -> None:
        """The computer slept: a connection is dead, whatever it seems."""
        if (stream := self._stream) and stream.link.networked:
            self._end(stream, stream.failed(FailureKind.NETWORK, "the computer slept, which ends every connection"))

    async def _ask_one_after_another(self) -> Ended | Failed:
        while True:
            stream, end = await self._ask(self._links[self._attempts.link])
            if isinstance(end, Ended):
                return end
            if self._is_answered():
                log.info("%s broke off behind its last word", stream.link.name)
                return Ended()
            now = self._situation(stream)
            failure = replace(end.failure, provider=stream.link.provider)
            step = self._attempts.failed(failure, now)
            while isinstance(step, Again) and self._links[step.link] is not stream.link:
                if await self._links[step.link].ready():
                    break
                step = self._attempts.skipped(now)
            if isinstance(step, GiveUp):
                return Failed(step.failure)
            log.info("%s broke off: %s. %s is asked next", stream.link.name, failure, self._links[step.link].name)
            if not self._interrupted:
                self._interrupted = True
                self._emit(Interrupted(failure))
            self._warm(step.link + 1)
            await self._pause(step.pause_s * self._patience.pauses)

    # ------------------------------------------------------------------------------------------ one stream

    async def _ask(self, link: Link) -> tuple[_Stream, Ended | Failed]:
        """Tell that link what is not answered yet, until it ends."""
        begin = self._cut()
        self._ledger.begin(begin)
        replay = Replay(self._recording, begin, self._answered, self._given)
        self._stream = stream = _Stream(link, replay)
        if len(self._links) > 1 and self._serving != link.provider:
            self._serving = link.provider
            self._emit(Serving(link.provider))
        task = self._start(link.recogniser.recognise(replay, lambda event: self._hear(stream, event)))
        try:
            while not (stream.end or task.done()):
                await self._wait(stream)
            if isinstance(stream.end, Ended):
                await asyncio.wait({task})
        finally:
            self._stream = None
            task.cancel()
            await asyncio.wait({task})
        if not task.cancelled() and (error := task.exception()):
            log.error("%s broke its promise not to raise", link.name, exc_info=error)
        return stream, stream.end or stream.failed(FailureKind.SERVER, "it stopped because of an error in Holdfast")

    async def _wait(self, stream: _Stream) -> None:
        """For something to happen. When nothing does for too long, the stream is at its end."""
        self._changed.clear()
        try:
            async with asyncio.timeout_at(self._due(stream)):
                await self._changed.wait()
        except TimeoutError:
            due = self._due(stream)
            if due is not None and due <= _now():
                stream.silent = self._fell_silent = True
                self._end(stream, stream.failed(FailureKind.TIMEOUT, "it fell silent"))

    def _due(self, stream: _Stream) -> float | None:
        """When the stream has done nothing for too long; None: nobody waits for it, or nobody else would do better."""
        if self._fell_silent and self._attempts.last:
            return None  # what it has said so far is the best text there is: whoever waits decides for how long
        limit = self._patience.doubtful_s if self._attempts.doubtful and not stream.took else stream.link.answer_s
        return None if self._released_at is None or limit is None else max(stream.news_at, self._released_at) + limit

    def _given(self) -> None:
        if self._stream:
            self._stream.news_at = _now()
            self._stream.took = True

    def _hear(self, stream: _Stream, event: Event) -> None:
        if stream is not self._stream or stream.end:
            return
        stream.news_at = _now()
        covered = self._ledger.covered
        match event:
            case Partial() | Final():
                self._say(stream, self._ledger.hear(event, stream.replay.position))
            case Finalized() if self._answered < stream.replay.asked:
                self._acknowledge(stream)
            case Ended() if stream.replay.at_mark:
                self._say(stream, self._ledger.ended(stream.replay.position))
                self._end(stream, event)
            case Ended():
                self._end(stream, stream.failed(FailureKind.SERVER, "it ended the stream in the middle"))
            case Failed():
                self._end(stream, event)
        if self._ledger.covered > covered:
            self._attempts.progressed()
            self._recording.forget(self._ledger.covered - AROUND)

    def _acknowledge(self, stream: _Stream | None) -> None:
        request = self._recording.requests[self._answered]
        self._answered += 1
        self._attempts.progressed()
        self._say(stream, self._ledger.acknowledged(request.position))

    def _say(self, stream: _Stream | None, events: list[Event]) -> None:
        if stream:
            stream.heard = True
        for event in events:
            self._interrupted = False
            self._emit(event)

    def _end(self, stream: _Stream, end: Ended | Failed) -> None:
        stream.end = stream.end or end
        self._changed.set()

    # ------------------------------------------------------------------------------------------ between two

    def _cut(self) -> int:
        """Where the next stream begins: never behind a FINALIZE that is not answered."""
        covered = self._ledger.covered
        begin = cut(*self._recording.sound(covered - AROUND, covered + AROUND), covered) if covered else 0
        return min([begin, *(request.position for request in self._recording.requests[self._answered :])])

    def _is_answered(self) -> bool:
        """Everything spoken before the last FINALIZE is in finals, and nothing was spoken behind it."""
        requests, covered = self._recording.requests, self._ledger.covered
        while covered and self._answered < len(requests) and requests[self._answered].last_sound <= covered:
            self._acknowledge(None)
        return bool(requests) and self._answered == len(requests) and requests[-1].position == self._recording.position

    def _situation(self, stream: _Stream) -> Situation:
        unanswered = self._recording.position - self._ledger.covered + self._feed.waiting() * CHUNK
        return Situation(
            at=_now(),
            released=self._released_at is not None,
            heard=stream.heard and not stream.silent,
            lived_s=_now() - stream.begun,
            unanswered_s=unanswered / SECOND,
        )

    async def _pause(self, seconds: float) -> None:
        """For so long, but no longer than until the key is up: then somebody waits."""
        until = _now() + seconds
        was_released = self._released_at is not None
        while _now() < until and (was_released or self._released_at is None):
            self._changed.clear()
            try:
                async with asyncio.timeout_at(until):
                    await self._changed.wait()
            except TimeoutError:
                return

    async def _await_release(self) -> None:
        await self._feed.marked()
        self._released_at = _now()
        self._changed.set()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        task.add_done_callback(lambda _: self._changed.set())
        return task


def _now() -> float:
    return asyncio.get_running_loop().time()
