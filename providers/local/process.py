"""Our side of the worker process: starting it, sending to it, hearing from it, ending it. Imports asyncio and `frames`.

Belongs to one event loop, which need not be the main thread's.
"""

import asyncio
import contextlib
import logging
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path

from .frames import HEADER, BrokenFrame, Frame, Kind, read_header, read_payload

log = logging.getLogger(__name__)

WORKER_FLAG = "--local-worker"
"""A frozen app has no interpreter to start; it starts itself with this, and calls `providers.local.worker.main`."""

LEAVING_S = 2.0
"""How long a worker whose input is closed may take to end before it is killed."""

REMEMBERED_LINES = 30


def worker_command() -> tuple[list[str], Path | None]:
    """The command line of the worker, and the folder to start it in."""
    if getattr(sys, "frozen", False):
        return [sys.executable, WORKER_FLAG], None
    # Python looks for modules in the folder it starts in: in the user's there may be another `providers`.
    return [sys.executable, "-m", "providers.local.worker"], Path(__file__).parents[2]


class WorkerProcess:
    """One running worker. Use `start`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ready = asyncio.Event()
        self._remarks: deque[str] = deque(maxlen=REMEMBERED_LINES)
        self._hear: Callable[[Frame], None] | None = None
        self._listening = asyncio.create_task(self._listen())
        self._reading_remarks = asyncio.create_task(self._read_remarks())

    @classmethod
    async def start(cls) -> "WorkerProcess":
        """Start a worker; it can be sent to at once, though its model is still loading. Raises OSError."""
        command, folder = worker_command()
        return cls(
            await asyncio.create_subprocess_exec(
                *command,
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """It has not closed its output yet, as far as we know."""
        return not self._listening.done()

    async def ready(self) -> bool:
        """Wait until its model is loaded. False if it ended before."""
        waiting = asyncio.create_task(self._ready.wait())
        try:
            await asyncio.wait({waiting, self._listening}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        return self._ready.is_set()

    def listen(self, hear: Callable[[Frame], None] | None) -> None:
        """Give every frame from now on to `hear`, on the event loop; None: nobody expects one."""
        self._hear = hear

    async def send(self, frame: Frame) -> None:
        """Send one frame, waiting while the worker has enough to do. To one that ended, nothing is sent."""
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # `gone` tells
            self._process.stdin.write(frame.encode())
            await self._process.stdin.drain()

    async def gone(self) -> None:
        """Wait until the worker has ended and everything it said has been heard."""
        await asyncio.wait({self._listening})

    async def end(self, at_once: bool = False) -> None:
        """End the worker, and give back everything it holds. Politely unless `at_once`."""
        assert self._process.stdin
        self._process.stdin.close()
        if at_once:
            self._kill()
        try:
            await asyncio.wait_for(self._process.wait(), LEAVING_S)
        except TimeoutError:
            log.warning("The local recogniser's process did not end by itself")
            self._kill()
            await self._process.wait()
        await asyncio.wait({self._listening, self._reading_remarks})

    def describe_end(self) -> str:
        """How it ended, for the log."""
        return f"exit status {self._process.returncode}; it remarked: {' | '.join(self._remarks) or 'nothing'}"

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):  # it was quicker
            self._process.kill()

    async def _listen(self) -> None:
        assert self._process.stdout
        try:
            while True:
                kind, length = read_header(await self._process.stdout.readexactly(HEADER.size))
                frame = read_payload(kind, await self._process.stdout.readexactly(length))
                if frame.kind is Kind.READY:
                    self._ready.set()
                elif self._hear:
                    self._hear(frame)
        except asyncio.IncompleteReadError:
            return
        except BrokenFrame:
            log.exception("The local recogniser said something that makes no sense")
            self._kill()

    async def _read_remarks(self) -> None:
        assert self._process.stderr
        async for line in self._process.stderr:
            remark = line.decode(errors="replace").rstrip()
            self._remarks.append(remark)
            log.debug("The local recogniser remarks: %s", remark)
