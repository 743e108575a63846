"""PortAudio, the library for sound: loaded when it is needed, and asked with patience.

The only importer of sounddevice. Imports `patience` and `errors`. Everything here belongs to the one thread that
controls sound devices.
"""

import atexit
from collections.abc import Callable
from typing import Any, TypeVar

from .errors import DeviceError, DeviceErrorKind, no_server
from .patience import NoReturnError, Patience

T = TypeVar("T")

LIST_LIMIT_S = 4.0
"""How long PortAudio may take to list the devices. With PulseAudio 40-130 ms; a dozen bare ALSA devices are slower."""

_patience = Patience("portaudio")
_library: Any = None


def library() -> Any:
    """The module sounddevice. Its first use loads it and lists the devices, which takes a while, and for ever if the
    sound server hangs. Raises DeviceError, also if there is no PortAudio."""
    global _library
    if _library is None:
        try:
            _library = call(_load, LIST_LIMIT_S)
        except OSError as error:
            raise DeviceError(
                f"PortAudio, the library for sound, cannot be loaded ({error}). "
                "Install it (on Debian and Ubuntu: libportaudio2), or start ./run."
            ) from error
    return _library


def call(work: Callable[[], T], seconds: float, too_late: Callable[[T], None] = lambda _: None) -> T:
    """What `work` returns: a call that may hang. `too_late` gets what it returns when nobody waits for it any more.

    Raises what `work` raises, and DeviceError after `seconds`.
    """
    try:
        return _patience.call(work, seconds, too_late)
    except NoReturnError as error:
        raise no_server() from error


def hangs() -> bool:
    """Whether a call has not returned, though nobody waits for it any more."""
    return _patience.left_behind > 0


def refresh() -> None:
    """Have PortAudio look at the hardware again. Frees every stream of this process: only when none is open.

    Nothing is done while a call hangs: it would lose what it uses. Raises DeviceError.
    """
    loaded = library()
    if hangs():
        return
    try:
        call(lambda: _list_again(loaded), LIST_LIMIT_S)
    except loaded.PortAudioError as error:
        raise dead(error) from error


def dead(error: Exception) -> DeviceError:
    """PortAudio itself fails, whatever the device."""
    return DeviceError(
        f"The sound system does not answer ({error.args[0]}). Start it, or restart the computer.",
        DeviceErrorKind.SERVER,
    )


def _load() -> Any:
    import sounddevice

    atexit.unregister(sounddevice._exit_handler)
    atexit.register(_leave, sounddevice)
    return sounddevice


def _leave(loaded: Any) -> None:
    """PortAudio's own end, unless one of its calls hangs: this one would too, and the program never end."""
    if not hangs():
        loaded._exit_handler()


def _list_again(loaded: Any) -> None:
    loaded._terminate()
    loaded._initialize()
