"""The microphone: blocks from the sound card, from the first sample after `start` to the last one before `stop`.

Imports `portaudio`, `devices`, `stream`, `take`, `whereabouts` and `errors`. All methods belong to the one thread that
controls sound devices, and none of them hangs, whatever the sound server does; blocks come on PortAudio's own thread,
where nothing is done but to copy and to hand over.

Measured on PulseAudio (2 busy cores): blocks of 20 ms at latency "low" arrive 15-28 ms old and without overflow, while
latency "high" delivers bursts that are 277 ms old.
"""

import sys
from contextlib import suppress
from typing import ClassVar

from . import devices, portaudio, sound_server
from .errors import DeviceError, DeviceErrorKind, no_server
from .pcm import SAMPLE_RATE, Format
from .stream import Stream, named_in_sentences
from .take import OnBlock, OnEnd, OnLate, Take, Watch
from .whereabouts import OnPlace, Whereabouts

KEEPS_STREAM = sys.platform != "linux"
"""Whether the stream stays open, stopped, between recordings. Not on Linux: there an open stream counts as recording
from the moment it is made (measured: the source runs, uncorked; GNOME shows the microphone as in use even when it is
corked), it locks a bare ALSA device for everyone else, and starting one whose sound server was restarted never returns.
Opening it on the press brings the first block just as soon (19 ms, both ways)."""

OPEN_LIMIT_S = 4.0
"""How long opening may take. With PulseAudio it takes 3-12 ms; elsewhere a Bluetooth headset may need seconds."""
CLOSE_LIMIT_S = 1.0
"""The same for closing, which takes 1-10 ms. What was said is in already, and waits behind it for the recogniser."""


class Microphone:
    """One microphone, by name; None: the system's default. Touches no hardware before `prepare` or `start`."""

    _with_stream: ClassVar[set["Microphone"]] = set()
    """Those that hold a PortAudio stream: to look for devices again frees all streams, in use or not."""

    def __init__(self, device: str | None) -> None:
        self._name = device
        self._device: devices.Device | None = None
        self._stream: Stream | None = None
        self._format = Format(SAMPLE_RATE, 1)
        self._take: Take | None = None
        self._whereabouts: Whereabouts | None = None
        self.latest: Take | None = None
        """The recording that runs, or the one before."""
        self.overflows = 0

    def prepare(self) -> None:
        """Do ahead what can be done without listening, so that `start` is quick. Never raises: `start` says what is
        wrong."""
        try:
            self._device = device = self._device or devices.choose(self._name)
            if KEEPS_STREAM and self._stream is None:
                self._hold(portaudio.call(lambda: Stream(device, self._format), OPEN_LIMIT_S, Stream.close))
        except DeviceError:
            self.close()

    def start(
        self,
        on_block: OnBlock,
        on_end: OnEnd,
        on_late: OnLate = lambda: None,
        on_place: OnPlace = lambda _: None,
    ) -> Format:
        """Let blocks come, on PortAudio's thread, each a copy of its own.

        The rest is called from a thread of its own: `on_end` once, if they end by themselves; `on_late` if none has
        come for a while; `on_place` when it is known where the sound comes from, and when that changes.

        What was prepared may be stale: if it fails, the devices are looked up again, once. Raises DeviceError.
        """
        self.stop()
        if portaudio.hangs() and sound_server.is_dead():
            raise no_server()  # another call would hang too
        stale = self._device is not None
        try:
            return self._start(on_block, on_end, on_late, on_place)
        except DeviceError as error:
            self.close()
            if error.kind is DeviceErrorKind.SERVER or not self._look_again(stale):
                raise
        try:
            return self._start(on_block, on_end, on_late, on_place)
        except DeviceError:
            self.close()
            raise

    def stop(self) -> None:
        """Wait until the sound that is in the air now has arrived, then stop. Afterwards no block comes. Idempotent."""
        take, stream = self._take, self._stream
        if take is None or stream is None:
            return
        stream.drain()
        kept = KEEPS_STREAM and not take.over
        self._finish()
        if not kept:
            self._close_stream()
        elif paused := self._release():
            with suppress(DeviceError):
                portaudio.call(paused.abort, CLOSE_LIMIT_S)
                self._hold(paused)

    def close(self) -> None:
        """Stop at once and give the device back. Idempotent."""
        self._finish()
        self._close_stream()
        self._device = None

    def why_silent(self) -> str:
        """What of the system's settings makes the latest recording silent, as the end of a sentence about it;
        empty: nothing is known."""
        return self._whereabouts.why_silent() if self._whereabouts else ""

    def _finish(self) -> None:
        take, self._take = self._take, None
        if take:
            take.finish()
            self.overflows += take.overflows

    def _close_stream(self) -> None:
        if stream := self._release():
            with suppress(DeviceError):  # it hangs: it was left behind, and whoever opens the next will hear of it
                portaudio.call(stream.close, CLOSE_LIMIT_S)

    def _hold(self, stream: Stream) -> None:
        self._stream, self._device, self._format = stream, stream.device, stream.format
        self._with_stream.add(self)

    def _release(self) -> Stream | None:
        """What may hang is not held meanwhile: nobody else must touch a stream that a call was left behind with."""
        stream, self._stream = self._stream, None
        self._with_stream.discard(self)
        return stream

    # ------------------------------------------------------------------------------------------------ one recording

    def _start(self, on_block: OnBlock, on_end: OnEnd, on_late: OnLate, on_place: OnPlace) -> Format:
        # The default one may have changed.
        known = None if self._name is None and not KEEPS_STREAM else self._device
        kept, take = self._release(), Take(on_block)

        def begin() -> Stream:
            stream = kept or Stream(known or devices.choose(self._name), self._format)
            try:
                stream.start(take)
            except DeviceError:
                stream.close()
                raise
            return stream

        try:
            stream = portaudio.call(begin, OPEN_LIMIT_S, Stream.close)
        except DeviceError:
            take.finish()  # it may begin after all, when nobody waits for it any more
            raise
        self._hold(stream)
        self._take = self.latest = take
        self._whereabouts = Whereabouts(stream.device, stream.tag, on_place)
        take.watch(
            Watch(
                on_end,
                on_late,
                self._whereabouts.look,
                gone=lambda: serverless() or gone(stream.device),
                stalled=lambda: serverless() or stalled(stream.device),
            )
        )
        return stream.format

    def _look_again(self, stale: bool) -> bool:
        """Have PortAudio list the devices anew, if that may bring something to light, and unless another microphone is
        recording: that would end it. Whether another try is worth it."""
        if devices.lists_live():
            return stale
        if any(each._take and not each._take.over for each in self._with_stream):
            return stale
        for each in tuple(self._with_stream):
            each.close()
        portaudio.refresh()
        return True


def serverless() -> DeviceError | None:
    """The sound server is not there any more, or hangs; None: it is there, or there is nobody to ask."""
    return no_server() if sound_server.is_dead() else None


def gone(device: devices.Device) -> DeviceError:
    """Its recording ended, and nobody knows why."""
    named, called = named_in_sentences(device)
    return DeviceError(
        f"{called} stopped delivering sound. Plug it in again, or choose another in the settings.",
        DeviceErrorKind.VANISHED,
        named,
    )


def stalled(device: devices.Device) -> DeviceError:
    """Its recording goes on, without blocks."""
    named, called = named_in_sentences(device)
    return DeviceError(
        f"{called} is there, but delivers no sound. Plug it in again, or choose another in the settings.",
        DeviceErrorKind.STALLED,
        named,
    )
