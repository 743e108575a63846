"""Which microphones there are, and how PortAudio is told to open one. Imports sounddevice (as `microphone` does).

Devices are known by name, never by PortAudio's index: indices shift when something is plugged in
(https://github.com/spatialaudio/python-sounddevice/issues/427). PortAudio also lists devices only once, when it is
initialised; `refresh` makes it look again.

On Linux with PulseAudio or PipeWire, PortAudio sees only "pulse", while a person thinks of "Blue Yeti". There the sound
server is asked for its sources, and one of them is opened through PortAudio's "pulse" with PULSE_SOURCE set
(libpulse reads it at every connection; measured: it switches with each opening).

Everything here belongs to the one thread that controls sound devices.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sounddevice

from .errors import DeviceError, DeviceErrorKind

PULSE = "pulse"
"""The name of PortAudio's door to PulseAudio or PipeWire, and of our host API for what is behind it."""

_PACTL_TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone. `name` is shown and stored."""

    name: str
    host_api: str
    channels: int
    default_rate: int
    """Hz."""
    is_default: bool
    source: str | None = field(default=None, repr=False)
    """The sound server's own name of it, where there is a sound server."""


def inputs() -> list[Device]:
    """Every microphone, the default first. Empty if there is none. Raises DeviceError if there is no sound system."""
    found = _pulse_sources()
    if found is None or not any(each["name"] == PULSE for each in _query()):
        found = _portaudio_inputs()
    return sorted(found, key=lambda device: not device.is_default)


def find(name: str | None) -> Device:
    """The microphone of that name; None: the system's default, or any if none is marked. Raises DeviceError."""
    known = inputs()
    if not known:
        raise _nothing()
    if name is None:
        return known[0]
    for device in known:
        if name in (device.name, device.source):
            return device
    names = ", ".join(f"“{device.name}”" for device in known)
    raise DeviceError(
        f"There is no microphone “{name}” now. Plug it in, or choose another in the settings: {names}.",
        DeviceErrorKind.UNKNOWN,
    )


def choose(name: str | None) -> Device:
    """The microphone to open. Which one is the default nobody is asked: the sound server knows, and `pactl` takes time
    that a press has not. Raises DeviceError."""
    if name is not None:
        return find(name)
    known = _query()
    for each in known:
        if each["name"] == PULSE and each["max_input_channels"]:
            return Device(PULSE, PULSE, 1, 0, True)
    default = sounddevice.default.device[0]
    for each in known:
        if each["max_input_channels"] and (default < 0 or each["index"] == default):
            rate = round(each["default_samplerate"])
            return Device(each["name"], _host_api(each), each["max_input_channels"], rate, True)
    raise _nothing()


def trouble(device: Device) -> DeviceError | None:
    """What the sound server knows to be wrong with a device that is being opened or recorded from; None: nothing, or
    there is nobody to ask. Touches no PortAudio: any thread may ask.

    It is asked because it tells nobody by itself: without a microphone PulseAudio records a loudspeaker's monitor.
    """
    if device.host_api != PULSE or (sources := _pulse_sources()) is None:
        return None
    if not sources:
        return _nothing()
    if device.source is None or any(each.source == device.source for each in sources):
        return None
    return DeviceError(
        f"The microphone “{device.name}” is gone. Plug it in again, or choose another in the settings.",
        DeviceErrorKind.VANISHED,
    )


def refresh() -> None:
    """Make PortAudio look at the hardware again. Frees every stream of this process: only when none is open.

    Raises DeviceError.
    """
    try:
        sounddevice._terminate()
        sounddevice._initialize()
    except sounddevice.PortAudioError as error:
        raise _dead(error) from error


def portaudio_index(device: Device) -> int:
    """PortAudio's index of `device`, valid until the next `refresh`. Raises DeviceError."""
    for each in _query():
        if device.host_api == PULSE and each["name"] == PULSE:
            return int(each["index"])
        if each["max_input_channels"] and (each["name"], _host_api(each)) == (device.name, device.host_api):
            return int(each["index"])
    raise DeviceError(f"“{device.name}” is not there any more. Plug it in again.", DeviceErrorKind.VANISHED)


@contextmanager
def directed_to(device: Device) -> Iterator[None]:
    """While a stream is opened: tell libpulse which source is meant."""
    before = os.environ.get("PULSE_SOURCE")
    if device.source:
        os.environ["PULSE_SOURCE"] = device.source
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("PULSE_SOURCE", None)
        else:
            os.environ["PULSE_SOURCE"] = before


def _query() -> list[dict[str, Any]]:
    try:
        return list(sounddevice.query_devices())
    except sounddevice.PortAudioError as error:
        raise _dead(error) from error


def _dead(error: sounddevice.PortAudioError) -> DeviceError:
    return DeviceError(f"The sound system does not answer ({error.args[0]}). Start it, or restart the computer.")


def _nothing() -> DeviceError:
    """Why there is nothing to choose from."""
    if sys.platform == "linux" and shutil.which("pactl") and _pulse_sources() is None:
        return DeviceError("The sound server (PulseAudio or PipeWire) does not answer. Start it, or log in again.")
    return DeviceError("There is no microphone now. Plug one in, or switch it on.", DeviceErrorKind.NONE)


def _host_api(device: dict[str, Any]) -> str:
    return str(sounddevice.query_hostapis(device["hostapi"])["name"])


def _portaudio_inputs() -> list[Device]:
    default = sounddevice.default.device[0]
    return [
        Device(
            each["name"],
            _host_api(each),
            each["max_input_channels"],
            round(each["default_samplerate"]),
            each["index"] == default,
        )
        for each in _query()
        if each["max_input_channels"]
    ]


def _pulse_sources() -> list[Device] | None:
    """The sound server's microphones; None: there is no such server, or no `pactl` to ask it with."""
    if sys.platform != "linux":
        return None
    sources, info = _pactl("list", "sources"), _pactl("info")
    if not isinstance(sources, list) or not isinstance(info, dict):
        return None
    default = info.get("default_source_name")
    # What a loudspeaker plays is a source too ("monitor"), but nobody dictates with it.
    microphones = [each for each in sources if each.get("monitor_source") in (None, "", "n/a")]
    shown = Counter(each.get("description") for each in microphones)
    return [
        Device(
            _shown_name(each, shown),
            PULSE,
            len(str(each.get("channel_map", "mono")).split(",")),
            _rate(str(each.get("sample_specification", ""))),
            each["name"] == default,
            each["name"],
        )
        for each in microphones
    ]


def _shown_name(source: dict[str, Any], shown: Counter[str | None]) -> str:
    """The description, made unique where two of the same make are plugged in."""
    description = source.get("description")
    if not description:
        return str(source["name"])
    return f"{description} ({source['name']})" if shown[description] > 1 else str(description)


def _rate(specification: str) -> int:
    """48000 of "s16le 2ch 48000Hz"."""
    rate = specification.rpartition(" ")[2].removesuffix("Hz")
    return int(rate) if rate.isdecimal() else 0


def _pactl(*words: str) -> object:
    try:
        done = subprocess.run(
            ["pactl", "-f", "json", *words], capture_output=True, timeout=_PACTL_TIMEOUT_S, check=True
        )
        return json.loads(done.stdout.decode("utf-8", "replace"))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
