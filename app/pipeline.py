"""Carries out what the session orders about sound and recognition. Imports `audio`, `providers`; no Qt.

Three threads meet here, and order between them needs no lock:

    control thread    opens, starts and stops the source, one call after the other (a driver may block for a second)
    source's thread   hands blocks to the stream thread (`call_soon_threadsafe`: a FIFO)
    stream thread     asyncio: conversion, chunks, feeds, recognisers

An order about a dictation that follows a start or a stop goes through the control thread too, so it reaches the
stream thread behind the last block of that start or stop.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from audio.errors import DeviceError
from audio.level import Level
from audio.resample import Converter
from providers.errors import Failure, FailureKind
from providers.events import Event, Failed
from providers.feed import Feed
from providers.recogniser import Recogniser

from .line import Intake, Line, Nobody
from .messages import Heard, Input, MicrophoneFailed, MicrophoneLive
from .recorder import NoRecorder, Recorder
from .source import Source

log = logging.getLogger(__name__)

CLOSE_LIMIT_S = 5.0
"""A stream that was closed has this long to end politely before it is cancelled."""


class Stream:
    """One dictation on the stream thread: its feed, its line, its running recognition."""

    def __init__(self, feed: Feed, record: Callable[[bytes], None]) -> None:
        self.feed = feed
        self.line = Line(feed, record)
        self.task: asyncio.Task[None] | None = None
        self.left = False
        """It may go on by itself for a while."""
        self.closed = False


class Pipeline:
    """Source and recogniser of the running program, driven by session effects.

    `report` is called with inputs for the session, from the control and the stream thread: it must hand them to the
    thread that runs the session. `on_level` is called on the stream thread about twenty times a second, `on_gaps` on
    the control thread behind a dictation in which the sound system dropped samples, with the number of times.
    `recorder` is given all speech before a recogniser is.
    """

    def __init__(
        self,
        source: Source,
        recogniser: Recogniser,
        report: Callable[[Input], None],
        on_level: Callable[[Level], None] = lambda _: None,
        on_gaps: Callable[[int], None] = lambda _: None,
        recorder: Recorder | None = None,
    ) -> None:
        self._source = source
        self._recorder = recorder or NoRecorder()
        self._recogniser = recogniser
        self._report = report
        self._on_gaps = on_gaps
        self._retiring: list[Recogniser] = []
        self._streams: dict[int, Stream] = {}
        self._on_level = on_level
        self._intake = Intake(self._level)
        self._announced = 0
        self._speaking = 0
        """Who has the microphone."""
        self._control = ThreadPoolExecutor(1, thread_name_prefix="sound-control")
        self._capturing = False
        self._overflows_before = 0
        self._next_source: Source | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="streams", daemon=True)
        self._thread.start()

    # ------------------------------------------------------------------------------ orders, from the session's thread

    def prepare(self) -> None:
        """Warm up source and recogniser, in the background."""
        self._order(lambda: self._source.prepare())
        self._background(self._recogniser.prepare())

    def open(self, dictation: int) -> None:
        """Start a recognition; its feed takes audio from now on."""
        self._post(self._open, dictation, self._recogniser)

    def start(self, dictation: int) -> None:
        """Let sound flow into the dictation."""
        self._order(self._start, dictation)

    def stop(self) -> None:
        """Stop the sound, behind everything spoken until now."""
        self._order(self._stop)

    def move(self, successor: int) -> None:
        """From some block on, sound belongs to `successor`; not a sample is lost or doubled."""
        self._order(self._move, successor)

    def silence(self, dictation: int, milliseconds: int) -> None:
        """Append digital silence."""
        self._order(self._post, self._on_line, dictation, lambda line: line.silence(milliseconds))

    def finalize(self, dictation: int) -> None:
        """Flush the last chunk and ask for everything to become final."""
        self._order(self._post, self._on_line, dictation, Line.finalize)
        self._order(self._post, self._recorder.released, dictation)

    def close(self, dictation: int, after: float = 0.0) -> None:
        """Let the stream end; if its text was decided without its last word, `after` so many seconds, but at the latest
        when another one begins: some recognisers serve one at a time."""
        self._order(self._post, self._close, dictation, after)

    def use_source(self, source: Source) -> None:
        """Record from `source` from the next dictation on. The old one is closed when it has stopped."""
        self._order(self._change_source, source)

    def use_recogniser(self, recogniser: Recogniser) -> None:
        """Recognise with `recogniser` from the next dictation on. Streams of the old one run to their end."""
        old, self._recogniser = self._recogniser, recogniser
        self._retiring.append(old)
        self._background(self._retire(old))
        self._background(recogniser.prepare())

    def wake(self) -> None:
        """The computer slept: connections are dead, and the microphone may be another one."""
        self._post(self._recogniser.wake)
        self._order(lambda: self._source.prepare())

    def on_control(self, work: Callable[[], None]) -> None:
        """Do something else that touches the sound devices, on the thread that owns them."""
        self._order(work)

    def backlog(self) -> int:
        """How many chunks the slowest running recognition has not taken yet. May be asked from any thread."""
        return max((stream.feed.waiting() for stream in tuple(self._streams.values())), default=0)

    def shut_down(self) -> None:
        """Give everything back. What still runs is cancelled: ask the session to be idle first."""
        self._order(lambda: self._source.close())
        self._control.shutdown(wait=True)
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._post(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _order(self, work: Callable[..., None], *arguments: Any) -> None:
        """Do `work` on the control thread, behind everything ordered before."""
        self._control.submit(work, *arguments).add_done_callback(_log_crash)

    def _post(self, work: Callable[..., None], *arguments: Any) -> None:
        """Do `work` on the stream thread, behind everything posted before."""
        self._loop.call_soon_threadsafe(work, *arguments)

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).add_done_callback(_log_crash)

    # ------------------------------------------------------------------------------ on the control thread

    def _start(self, dictation: int) -> None:
        self._speaking = dictation
        self._post(self._attach, dictation)
        self._overflows_before = self._source.overflows
        try:
            heard = self._source.start(
                on_block=lambda block: self._post(self._block, dictation, block),
                on_end=self._fail,
            )
        except DeviceError as error:
            self._fail(error)
        else:
            self._capturing = True
            self._post(self._intake.opened, Converter(heard.rate, heard.channels))

    def _move(self, successor: int) -> None:
        self._speaking = successor
        self._post(self._attach, successor)

    def _stop(self) -> None:
        self._source.stop()
        self._capturing = False
        self._post(self._intake.end)
        if gaps := self._source.overflows - self._overflows_before:
            self._on_gaps(gaps)
        if self._next_source:
            self._change_source(self._next_source)

    def _change_source(self, source: Source) -> None:
        if self._capturing:
            self._next_source = source
            return
        old, self._source, self._next_source = self._source, source, None
        old.close()
        source.prepare()

    def _fail(self, error: DeviceError) -> None:
        failure = Failure(FailureKind.DEVICE, str(error))
        self._report(MicrophoneFailed(self._speaking, failure, time.monotonic()))

    # ------------------------------------------------------------------------------ on the stream thread

    def _open(self, dictation: int, recogniser: Recogniser) -> None:
        for earlier, left in self._streams.items():
            if left.left:
                self._close(earlier)
        self._recorder.begin(dictation)
        stream = Stream(Feed(self._loop), self._record(dictation))
        self._streams[dictation] = stream

        def emit(event: Event) -> None:
            self._report(Heard(dictation, event, time.monotonic()))

        stream.task = self._loop.create_task(self._recognise(recogniser, stream, emit))
        stream.task.add_done_callback(lambda _: self._streams.pop(dictation, None))

    def _record(self, dictation: int) -> Callable[[bytes], None]:
        return lambda pcm: self._recorder.audio(dictation, pcm)

    async def _recognise(self, recogniser: Recogniser, stream: Stream, emit: Callable[[Event], None]) -> None:
        try:
            await recogniser.recognise(stream.feed, emit)
        except Exception:  # a recogniser's bug must end as a failed dictation, not as one that waits for ever
            log.exception("The recogniser broke its promise not to raise")
            emit(Failed(Failure(FailureKind.SERVER, "The recogniser stopped because of an error in Holdfast.")))

    def _attach(self, dictation: int) -> None:
        stream = self._streams.get(dictation)
        # A recogniser may give up before the first sample: what is said all the same is recorded.
        self._intake.attach(stream.line if stream else Line(Nobody(), self._record(dictation)))

    def _block(self, dictation: int, block: bytes) -> None:
        if dictation != self._announced:
            self._announced = dictation
            self._report(MicrophoneLive(dictation))
        self._intake.block(block)

    def _level(self, level: Level) -> None:
        self._on_level(level)
        self._source.heard(level)

    def _on_line(self, dictation: int, work: Callable[[Line], None]) -> None:
        if stream := self._streams.get(dictation):
            work(stream.line)

    def _close(self, dictation: int, after: float = 0.0) -> None:
        stream = self._streams.get(dictation)
        if stream is None or stream.closed:
            return
        stream.left = after > 0 and dictation == max(self._streams)
        if stream.left:
            self._loop.call_later(after, self._close, dictation)
            return
        stream.closed = True
        stream.line.close()
        if stream.task:
            self._loop.call_later(CLOSE_LIMIT_S, stream.task.cancel)

    async def _retire(self, recogniser: Recogniser) -> None:
        running = [stream.task for stream in self._streams.values() if stream.task]
        if running:
            await asyncio.wait(running)
        await recogniser.aclose()
        self._retiring.remove(recogniser)

    async def _end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for recogniser in (*self._retiring, self._recogniser):
            await recogniser.aclose()


def _log_crash(done: "Future[None]") -> None:
    """An error in an order nobody waits for must not vanish."""
    if not done.cancelled() and (error := done.exception()):
        log.error("An order to the pipeline failed", exc_info=error)
