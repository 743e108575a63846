"""One dictation on one socket: its feed goes out, its events come in, and it is finished on evidence. Imports the
vocabulary and the parts beside it; no WebSocket library.

    sender task     takes from the tape, keeps the pace, sends
    channel         reads, and calls `_hear` for each frame: what that confirms is said at once
    `run`           decides on everything else, whenever something happened or a deadline passed

The end message goes out right behind FINALIZE, unless the socket is to be kept: then it goes out only if the answer
to FINALIZE is missing or not beyond doubt, and the socket is given up for the sake of the text.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from . import pacing
from .attribution import Attribution
from .channel import Channel, Gone
from .errors import Failure, FailureKind
from .events import Ended, Event, Failed, Final, Finalized, Partial
from .evidence import Evidence
from .feed import Mark
from .recogniser import Emit
from .tape import Tape

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds. The session has its own deadline above these, for the text as a whole."""

    key: float = 30.0
    """For the key: a key store may ask its user to unlock it first."""
    connect: float = 7.0
    """From the name of the host to the service's answer to the handshake."""
    life: float = 1.5
    """For a sign of life from a socket that was kept; then another one is opened."""
    answer: float = 1.0
    """On a socket that is to be kept: silence behind FINALIZE, after which the end message is sent."""
    grace: float = 1.0
    """Silence behind an acknowledgement that may not be the last word, if the terminal stays away."""
    end: float = 2.0
    """For the terminal when the dictation is closed."""
    close: float = 1.0
    """For the WebSocket's own good-bye."""
    ping_every: float = 2.0
    ping_answer: float = 5.0
    """A half-open connection is noticed after both of them and `close`, at most."""


class SocketDictation:
    """Runs once."""

    def __init__(self, channel: Channel, tape: Tape, emit: Emit, deadlines: Deadlines, *, keep: bool) -> None:
        """`keep`: the socket shall be there for another dictation afterwards, if that costs no text."""
        self.kept = False
        """The socket is fit for the next dictation."""
        self._channel = channel
        self._tape = tape
        self._emit = emit
        self._deadlines = deadlines
        self._keep = keep
        self._reused = channel.opened
        self._evidence = Evidence(deadlines.grace, terminal_follows=not keep)
        self._attribution = Attribution(channel.position)
        self._changed = asyncio.Event()
        self._end: Ended | Failed | None = None
        self._asking = False
        """FINALIZE is the last thing that was sent."""
        self._closed = False
        """CLOSE was read."""
        self._end_by: float | None = None
        self._alive_by: float | None = None
        self._too_late = 0

    async def run(self) -> Ended | Failed | None:
        """Until the dictation is over: its last event, which is for the caller to emit. None: the socket had died
        before it said anything, so the tape may be rewound and told to another one."""
        self._channel.listen(self._hear)
        tasks = [self._start(self._send_all)]
        if self._reused:
            self._alive_by = self._now() + self._deadlines.life
            tasks.append(self._start(self._probe))
        else:
            self._tape.forget()
        try:
            return await self._watch(tasks)
        finally:
            self._channel.listen(None)
            for task in tasks:
                task.cancel()
            self._report()

    # ------------------------------------------------------------------------------------------ deciding

    async def _watch(self, tasks: list[asyncio.Task[None]]) -> Ended | Failed | None:
        while True:
            self._changed.clear()
            for task in tasks:
                if task.done():
                    task.result()
            self._say_finalized(self._evidence.confirmed(self._now()))
            if self._end:
                return self._last_word(self._end)
            if self._alive_by is not None and self._now() >= self._alive_by:
                return None
            if self._may_keep:
                self.kept = True
                return Ended()
            if self._is_over_time:
                return self._given_up()
            if self._should_end:
                await self._end_stream()
                continue
            await self._wait()

    @property
    def _may_keep(self) -> bool:
        books = self._evidence
        return self._keep and self._closed and self._channel.usable and books.complete and not books.unanswered

    @property
    def _should_end(self) -> bool:
        """The end message is needed: for the sake of an answer, or because nobody waits for one any more."""
        if self._channel.closing or not (self._asking or self._closed):
            return False
        if self._closed and not (self._keep and self._evidence.complete):
            return True
        return self._evidence.doubtful or (self._evidence.unanswered and self._now() >= self._answer_by)

    @property
    def _answer_by(self) -> float:
        return self._evidence.news_at + self._deadlines.answer

    @property
    def _is_over_time(self) -> bool:
        return self._end_by is not None and self._now() >= self._end_by

    async def _wait(self) -> None:
        """For something to happen, or the next deadline."""
        dues = [self._evidence.due, self._alive_by, self._end_by]
        if not self._channel.closing and self._asking and self._evidence.unanswered:
            dues.append(self._answer_by)
        try:
            async with asyncio.timeout_at(min((due for due in dues if due is not None), default=None)):
                await self._changed.wait()
        except TimeoutError:
            pass

    def _last_word(self, end: Ended | Failed) -> Ended | Failed | None:
        """What the end of the stream means for the dictation."""
        if isinstance(end, Ended):
            return end
        if self._reused and self._tape.remembers:
            return None
        if self._evidence.complete:
            log.info("%s broke off behind its last word", self._service)
            return Ended()
        return end

    def _given_up(self) -> Ended | Failed:
        if self._evidence.complete:
            log.info("%s did not end the stream, though its text is complete", self._service)
            return Ended()
        limit = self._deadlines.end
        said = f"the service did not say its last words within {limit:g} seconds"
        return _failed(FailureKind.TIMEOUT, self._service, said)

    def _say_finalized(self, times: int) -> None:
        for _ in range(times):
            self._emit(Finalized())

    # ------------------------------------------------------------------------------------------ sending

    async def _send_all(self) -> None:
        """Everything on the tape, until CLOSE or the end of the socket, which `_hear` is told of."""
        try:
            if not self._reused:
                await self._channel.open()
            pace = pacing.begin(self._channel.codec.traits.catch_up, self._now())
            while not self._closed:
                match await self._tape.get():
                    case Mark.FINALIZE:
                        await self._finalize()
                    case Mark.CLOSE:
                        self._closed = True
                        self._end_by = self._now() + self._deadlines.end if self._channel.closing else None
                    case pcm:
                        self._asking = False
                        if delay := pace.wait(self._now()):
                            await asyncio.sleep(delay)
                        if self._channel.closing:
                            self._fail_behind_the_end()
                            return
                        pace = pace.sent(len(pcm) // 2, self._now())
                        self._evidence.sent(pcm)
                        await self._channel.audio(pcm)
        except Gone:
            return

    async def _finalize(self) -> None:
        if self._channel.closing:
            self._fail_behind_the_end()
            return
        self._evidence.asked(self._now())
        self._asking = True
        together = not self._keep and self._channel.codec.traits.close_behind_finalize
        try:
            await self._channel.finalize(and_end=together)
        finally:
            self._changed.set()

    async def _end_stream(self) -> None:
        if self._closed:
            self._end_by = self._now() + self._deadlines.end
        with contextlib.suppress(Gone):  # `_hear` is told why
            await self._channel.end()

    def _fail_behind_the_end(self) -> None:
        self._end = _failed(
            FailureKind.PROTOCOL, self._service, "Holdfast had more speech behind the end of the stream"
        )
        self._changed.set()

    async def _probe(self) -> None:
        """A socket that was kept may be dead without anybody having noticed."""
        try:
            await self._channel.ping()
        except Gone:
            return
        self._alive_by = None
        self._changed.set()

    # ------------------------------------------------------------------------------------------ hearing

    def _hear(self, events: tuple[Event, ...]) -> None:
        for event in events:
            match event:
                case Partial() | Final():
                    self._take(event)
                case Finalized():
                    self._evidence.acknowledged(self._channel.codec.ack_certain, self._now())
                case Ended() if self._channel.closing:
                    self._end = self._end or event
                case Ended():
                    # The session takes the end behind FINALIZE for the whole text, and part of it may be queued here.
                    early = _failed(FailureKind.SERVER, self._service, "the service ended the stream in the middle")
                    self._end = self._end or early
                case Failed():
                    self._end = self._end or event
        self._say_finalized(self._evidence.confirmed(self._now()))
        if isinstance(self._end, Ended):
            self._say_finalized(self._evidence.ended())
        if self._evidence.position and not self._end:
            self._alive_by = None
            self._tape.forget()
        self._changed.set()

    def _take(self, event: Partial | Final) -> None:
        own = self._attribution.own(event, self._evidence.position)
        if own is None:
            return
        self._too_late += self._evidence.complete and isinstance(own, Final) and bool(own.text)
        self._evidence.heard(own, self._now())
        self._emit(own)

    # ------------------------------------------------------------------------------------------ the rest

    @property
    def _service(self) -> str:
        return self._channel.codec.service

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _start(self, work: Callable[[], Coroutine[None, None, None]]) -> asyncio.Task[None]:
        task = asyncio.create_task(work())
        task.add_done_callback(lambda _: self._changed.set())
        return task

    def _report(self) -> None:
        if self._attribution.late:
            log.warning("%s: %d texts of an earlier dictation were left out", self._service, self._attribution.late)
        if self._too_late:
            log.warning("%s: %d texts came behind the last word and were too late", self._service, self._too_late)


def _failed(kind: FailureKind, service: str, happened: str) -> Failed:
    return Failed(Failure(kind, f"{service}: {happened}"))
