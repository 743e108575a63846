"""The check of the sound system, and how a microphone is listed. Imports `audio`."""

from typing import TYPE_CHECKING

from audio.errors import DeviceError

from .finding import Finding

if TYPE_CHECKING:
    from audio.devices import Device

PORTAUDIO_REMEDY = "Install it (on Debian and Ubuntu: libportaudio2), or start ./run."
_PLUG_IN = "Plug in a microphone, or switch on the one of your headset, and look again with: holdfast devices"


def sound() -> Finding:
    """Whether there is a sound system, and anything to record from."""
    if missing := portaudio_missing():
        return Finding("sound", False, missing, PORTAUDIO_REMEDY)
    from audio.devices import inputs

    try:
        found = inputs()
    except DeviceError as error:
        return Finding("sound", False, str(error))
    if not found:
        return Finding("sound", False, "The sound system works, but there is no microphone.", _PLUG_IN)
    default = next((device.name for device in found if device.is_default), None)
    count = "one microphone" if len(found) == 1 else f"{len(found)} microphones"
    return Finding("sound", True, f"There is {count}; the default is {default or 'not set'}.")


def portaudio_missing() -> str | None:
    """Why the library for sound cannot be loaded; None if it can. It is loaded when `audio.devices` is imported."""
    try:
        import audio.devices  # noqa: F401
    except OSError as error:
        return f"PortAudio, the library for sound, cannot be loaded ({error})."
    return None


def channels(count: int) -> str:
    """As people say it."""
    return {1: "mono", 2: "stereo"}.get(count, f"{count} channels")


def device_line(device: "Device") -> str:
    """`* USB Microphone  (ALSA, 2 channels, 48000 Hz)`, the default marked with the star."""
    mark = "*" if device.is_default else " "
    return f"{mark} {device.name}  ({device.host_api}, {channels(device.channels)}, {device.default_rate} Hz)"
