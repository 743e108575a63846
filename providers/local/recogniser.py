"""The recogniser on this computer, seen from above: a `Recogniser`. Imports the vocabulary and the parts beside it.

One worker serves all dictations, one after another: a dictation that begins while another is being finalized waits in
its feed, and catches up. A worker that dies takes no word with it. Final text stays, what is not final yet is told
again to a new worker.
"""

import asyncio
import logging

from ..errors import Failure, FailureKind
from ..events import Ended, Failed, Final, Finalized, Partial
from ..feed import Feed, Item, Mark
from ..joining import Joiner
from ..recogniser import Emit
from .frames import Frame, Kind
from .outstanding import Outstanding
from .process import WorkerProcess

log = logging.getLogger(__name__)

LIVES = 2
"""How many workers a dictation may use up: what kills the second one is most likely in the audio."""


class LocalRecogniser:
    """pocketsphinx with its US-English model, in a process of its own."""

    def __init__(self) -> None:
        self._worker: WorkerProcess | None = None
        self._turn = asyncio.Lock()
        self._starting = asyncio.Lock()

    async def prepare(self) -> None:
        """Start the worker and wait until its model is loaded."""
        try:
            worker = await self._living_worker()
        except OSError:
            log.exception("The local recogniser's process could not be started")
            return
        await worker.ready()

    async def recognise(self, feed: Feed, emit: Emit) -> None:
        """See `Recogniser`. Finals come at pauses already; Finalized follows the last."""
        async with self._turn:
            emit(await self._run(Dictation(feed, emit)))

    def wake(self) -> None:
        """A process of this computer sleeps and wakes with it."""

    async def aclose(self) -> None:
        """End the worker."""
        async with self._starting:
            worker, self._worker = self._worker, None
            if worker:
                await worker.end()

    @property
    def worker_pid(self) -> int | None:
        """The process id of the running worker, for measuring it."""
        return self._worker.pid if self._worker else None

    async def _run(self, dictation: "Dictation") -> Ended | Failed:
        for life in range(1, LIVES + 1):
            try:
                worker = await self._living_worker()
            except OSError as error:
                return _failed(f"The recogniser on this computer could not be started: {error}.")
            ended = False
            try:
                ended = await dictation.run(worker)
            finally:
                # Dead; or cancelled while hung or far behind, and the next dictation must not pay for that.
                if not ended:
                    self._worker = None
                    await worker.end(at_once=True)
            if ended:
                return Ended()
            log.warning("The local recogniser's process died (%d of %d): %s", life, LIVES, worker.describe_end())
        return _failed(
            "The recogniser on this computer crashed twice during this dictation. It starts afresh with the next one."
        )

    async def _living_worker(self) -> WorkerProcess:
        """The worker, started if there is none that lives. Raises OSError."""
        async with self._starting:
            if self._worker and not self._worker.is_alive:
                dead, self._worker = self._worker, None
                await dead.end()
            if not self._worker:
                self._worker = await WorkerProcess.start()
            return self._worker


class Dictation:
    """One stream: from its feed to a worker, or the next, and from there to its listener."""

    def __init__(self, feed: Feed, emit: Emit) -> None:
        self._feed = feed
        self._emit = emit
        self._joiner = Joiner()
        self._outstanding = Outstanding()
        self._tail = ""
        self._ended = asyncio.Event()

    async def run(self, worker: WorkerProcess) -> bool:
        """Go on with this worker until the stream has ended. False: the worker died before."""
        worker.listen(self._hear)
        stream = asyncio.create_task(self._stream(worker))
        gone = asyncio.create_task(worker.gone())
        try:
            await asyncio.wait({stream, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            worker.listen(None)
            stream.cancel()
            gone.cancel()
            await asyncio.wait({stream, gone})
        if not stream.cancelled():
            stream.result()
        return self._ended.is_set()

    async def _stream(self, worker: WorkerProcess) -> None:
        await worker.send(Frame(Kind.START, position=self._outstanding.position))
        item: Item | None = None
        for item in self._outstanding.items():
            await worker.send(_frame(item))
        while item is not Mark.CLOSE:
            item = await self._feed.get()
            self._outstanding.add(item)
            await worker.send(_frame(item))
        await self._ended.wait()

    def _hear(self, frame: Frame) -> None:
        match frame.kind:
            case Kind.TAIL:
                self._tail = frame.text
                self._emit(Partial(self._joiner.fit(frame.text)))
            case Kind.SEGMENT:
                self._outstanding.covered(frame.position)
                if frame.text or self._tail:
                    self._emit(Final(self._joiner.commit(frame.text), frame.position))
                self._tail = ""
            case Kind.FINALIZED:
                self._outstanding.answered()
                self._emit(Finalized())
            case Kind.ENDED:
                self._ended.set()
            case _:
                log.error("The local recogniser sent a %s frame, which is ours to send", frame.kind.name)


def _frame(item: Item) -> Frame:
    match item:
        case Mark.FINALIZE:
            return Frame(Kind.FINALIZE)
        case Mark.CLOSE:
            return Frame(Kind.CLOSE)
        case pcm:
            return Frame(Kind.AUDIO, pcm=pcm)


def _failed(sentence: str) -> Failed:
    return Failed(Failure(FailureKind.SERVER, sentence))
