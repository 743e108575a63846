"""The worker process: frames in on standard input, frames out on standard output. Imports the engine and `frames`.

It lives exactly as long as its standard input is open: a Holdfast that was killed leaves no orphan. It prints nothing
but frames; what goes wrong goes to standard error, without a word of what was said.
"""

import os
import queue
import signal
import sys
import threading
import time
from typing import BinaryIO

from .engine import Engine, Segment
from .frames import HEADER, BrokenFrame, Frame, Kind, read_header, read_payload

AHEAD = 50
"""Frames read ahead of the decoder. When it falls behind, the pipe fills and the other side waits."""

TAIL_EVERY_S = 0.2
"""The tail is sent at most this often, however fast waiting audio is worked through."""


def read_frame(stream: BinaryIO) -> Frame | None:
    """The next frame; None when the stream is at its end. Raises BrokenFrame."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    kind, length = read_header(header)
    payload = stream.read(length)
    return read_payload(kind, payload) if len(payload) == length else None


def _read_all(stream: BinaryIO, frames: "queue.Queue[Frame]") -> None:
    """Read until nobody writes any more, and end the process then: whatever is under way, nobody waits for it."""
    try:
        while frame := read_frame(stream):
            frames.put(frame)
    except BrokenFrame as error:
        os.write(2, f"The local recogniser's input is broken. {error}\n".encode())
        os._exit(1)
    os._exit(0)


class Worker:
    """Answers frames with frames."""

    def __init__(self, engine: Engine, output: BinaryIO) -> None:
        self._engine = engine
        self._output = output
        self._tail = ""
        self._tail_sent = 0.0

    def answer(self, frame: Frame, now: float) -> None:
        """Do what the frame asks. `now` is monotonic time in seconds."""
        match frame.kind:
            case Kind.START:
                self._engine.start(frame.position)
                self._tail = ""
            case Kind.AUDIO:
                for segment in self._engine.feed(frame.pcm):
                    self._say_segment(segment)
                self._say_tail(now)
            case Kind.FINALIZE:
                self._say_segment(self._engine.finish())
                self.say(Frame(Kind.FINALIZED))
            case Kind.CLOSE:
                self._say_segment(self._engine.finish())
                self.say(Frame(Kind.ENDED))
            case _:
                raise BrokenFrame(f"A {frame.kind.name} frame does not go to the worker.")

    def say(self, frame: Frame) -> None:
        """Send one frame."""
        self._output.write(frame.encode())
        self._output.flush()

    def _say_segment(self, segment: Segment) -> None:
        self.say(Frame(Kind.SEGMENT, position=segment.until, text=segment.text))
        self._tail = ""

    def _say_tail(self, now: float) -> None:
        tail = self._engine.tail()
        if tail != self._tail and now - self._tail_sent >= TAIL_EVERY_S:
            self._tail, self._tail_sent = tail, now
            self.say(Frame(Kind.TAIL, text=tail))


def main() -> None:
    """Run the worker on this process's standard streams. Does not return."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal reaches us too; Holdfast decides when we end
    frames: queue.Queue[Frame] = queue.Queue(AHEAD)
    threading.Thread(target=_read_all, args=(sys.stdin.buffer, frames), daemon=True).start()
    worker = Worker(Engine(), sys.stdout.buffer)
    try:
        worker.say(Frame(Kind.READY))
        while True:
            worker.answer(frames.get(), time.monotonic())
    except BrokenPipeError:  # nobody reads any more
        os._exit(0)


if __name__ == "__main__":
    main()
