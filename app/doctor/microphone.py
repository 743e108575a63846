"""The check of the chosen microphone: it is opened and listened to. Imports `audio`, the settings."""

import threading
import time

from audio.errors import DeviceError

from .finding import Finding
from .sound import channels, portaudio_missing
from .system import chosen

FIRST_SAMPLE_S = 5.0
"""How long a microphone may take until it delivers: a Bluetooth headset changes its profile first."""
LISTEN_S = 0.5
"""How long it is listened to afterwards, to see whether it goes on."""


def microphone() -> Finding:
    """Whether the chosen microphone opens and delivers samples."""
    if portaudio_missing():
        return Finding("microphone", False, "No microphone can be opened without PortAudio.")
    from audio.microphone import Microphone

    name = chosen()[0].microphone
    source = Microphone(name)
    came, ended = threading.Event(), threading.Event()
    blocks: list[bytes] = []
    ends: list[DeviceError] = []

    def take(block: bytes) -> None:
        blocks.append(block)
        came.set()

    def end(error: DeviceError) -> None:
        ends.append(error)
        ended.set()
        came.set()

    asked = time.monotonic()
    try:
        form = source.start(take, end)
        came.wait(FIRST_SAMPLE_S)
        took = time.monotonic() - asked
        if blocks:
            ended.wait(LISTEN_S)
        source.stop()
    except DeviceError as error:
        return Finding("microphone", False, str(error))
    finally:
        source.close()
    if ends:
        return Finding("microphone", False, str(ends[0]))
    which = f"The microphone {name}" if name else "The default microphone"
    if not blocks:
        text = f"{which} opens, but delivers no sound within {FIRST_SAMPLE_S:g} seconds."
        return Finding("microphone", False, text, "Plug it in again, or choose another one in the settings.")
    what = f"{which} delivers sound ({form.rate} Hz, {channels(form.channels)}, first after {took * 1000:.0f} ms)"
    return _judge(what, blocks, source.overflows)


def _judge(what: str, blocks: list[bytes], overflows: int) -> Finding:
    if overflows:
        text = f"{what}, but the sound system dropped some {overflows} times."
        return Finding("microphone", False, text, "Close programs that keep the computer busy, and look again.")
    if not any(block.strip(b"\0") for block in blocks):
        text = f"{what}, but it is perfectly silent."
        return Finding(
            "microphone", None, text, "Check that it is not muted, on the device and in the system's settings."
        )
    return Finding("microphone", True, f"{what}.")
