"""Which microphones there are, and how PortAudio is told to open one. Imports `portaudio`, `sound_server` and
`errors`.

Devices are known by name, never by PortAudio's index: indices shift when something is plugged in
(https://github.com/spatialaudio/python-sounddevice/issues/427). PortAudio also lists devices only once, when it is
initialised; `portaudio.refresh` has it look again.

On Linux with PulseAudio or PipeWire, PortAudio sees only "pulse", while a person thinks of "Blue Yeti". There the sound
server is asked for its sources, and one of them is opened through PortAudio's "pulse" with PULSE_SOURCE set
(libpulse reads it at every connection; measured: it switches with each opening).

Everything here belongs to the one thread that controls sound devices.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from . import portaudio, sound_server
from .errors import DeviceError, DeviceErrorKind, no_server, quoted

PULSE = "pulse"
"""The name of PortAudio's door to PulseAudio or PipeWire, and of our host API for what is behind it."""


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
    found = _pulse_inputs()
    if found is None and lists_live() and sound_server.is_dead():
        raise no_server()
    if found is None or not lists_live():
        found = _portaudio_inputs()
    return sorted(found, key=lambda device: not device.is_default)


def find(name: str | None) -> Device:
    """The microphone of that name; None: the system's default, or any if none is marked. Raises DeviceError."""
    known = inputs()
    if not known:
        raise nothing()
    if name is None:
        return known[0]
    for device in known:
        if name in (device.name, device.source):
            return device
    names = ", ".join(quoted(device.name) for device in known)
    raise DeviceError(
        f"There is no microphone {quoted(name)} now. Plug it in, or choose another in the settings: {names}.",
        DeviceErrorKind.UNKNOWN,
        quoted(name),
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
    default = portaudio.library().default.device[0]
    for each in known:
        if each["max_input_channels"] and (default < 0 or each["index"] == default):
            rate = round(each["default_samplerate"])
            return Device(each["name"], _host_api(each), each["max_input_channels"], rate, True)
    raise nothing()


def trouble(device: Device) -> DeviceError | None:
    """What the sound server knows to be wrong with a device that cannot be opened; None: nothing, or there is nobody to
    ask. Touches no PortAudio: any thread may ask."""
    if device.host_api != PULSE:
        return None
    found = sound_server.microphones()
    if found is None:
        return no_server() if sound_server.is_dead() else None
    if not found:
        return nothing()
    if device.source is None or any(each.name == device.source for each in found):
        return None
    return vanished(device)


def vanished(device: Device) -> DeviceError:
    """It was there, and is not any more."""
    name = quoted(device.name)
    return DeviceError(
        f"The microphone {name} is gone. Plug it in again, or choose another in the settings.",
        DeviceErrorKind.VANISHED,
        name,
    )


def nothing() -> DeviceError:
    """Why there is nothing to choose from."""
    if sound_server.is_dead():
        return no_server()
    return DeviceError("There is no microphone now. Plug one in, or switch it on.", DeviceErrorKind.NONE)


def lists_live() -> bool:
    """Whether a sound server is asked for the devices: what it lists is what there is now. Raises DeviceError."""
    return any(each["name"] == PULSE for each in _query())


def portaudio_index(device: Device) -> int:
    """PortAudio's index of `device`, valid until the next `portaudio.refresh`. Raises DeviceError."""
    for each in _query():
        if device.host_api == PULSE and each["name"] == PULSE:
            return int(each["index"])
        if each["max_input_channels"] and (each["name"], _host_api(each)) == (device.name, device.host_api):
            return int(each["index"])
    name = quoted(device.name)
    raise DeviceError(f"{name} is not there any more. Plug it in again.", DeviceErrorKind.VANISHED, name)


@contextmanager
def directed_to(device: Device, tag: str = "") -> Iterator[None]:
    """While a stream is opened: tell libpulse which source is meant, and to label the recording with `tag`."""
    wanted = {}
    if device.source:
        wanted["PULSE_SOURCE"] = device.source
    if tag:
        own = os.environ.get("PULSE_PROP_OVERRIDE", "")
        wanted["PULSE_PROP_OVERRIDE"] = f"{own} {sound_server.tagged(tag)}".strip()
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _query() -> list[dict[str, Any]]:
    library = portaudio.library()
    try:
        return list(library.query_devices())
    except library.PortAudioError as error:
        raise portaudio.dead(error) from error


def _host_api(device: dict[str, Any]) -> str:
    return str(portaudio.library().query_hostapis(device["hostapi"])["name"])


def _portaudio_inputs() -> list[Device]:
    default = portaudio.library().default.device[0]
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


def _pulse_inputs() -> list[Device] | None:
    """The sound server's microphones; None: there is no such server, or no `pactl` to ask it with."""
    found = sound_server.microphones()
    if found is None or (default := sound_server.default_source()) is None:
        return None
    return [Device(each.shown, PULSE, each.channels, each.rate, each.name == default, each.name) for each in found]
