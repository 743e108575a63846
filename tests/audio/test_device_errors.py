"""audio/errors.py: what happened, as the beginning of a sentence."""

import pytest

from audio.errors import SOME_DEVICE, DeviceError, DeviceErrorKind, no_server, quoted


@pytest.mark.parametrize(
    ("error", "happened"),
    [
        (DeviceError("…", DeviceErrorKind.NONE), "There is no microphone"),
        (no_server(), "The sound server does not answer"),
        (DeviceError("…", DeviceErrorKind.VANISHED, quoted("Yeti")), "“Yeti” is gone"),
        (DeviceError("…", DeviceErrorKind.STALLED, quoted("Yeti")), "“Yeti” delivers no sound"),
        (DeviceError("…"), "The microphone cannot be used"),
    ],
)
def test_what_happened(error, happened):
    assert error.happened == happened


def test_every_kind_can_be_told():
    assert all(DeviceError("…", kind, SOME_DEVICE).happened for kind in DeviceErrorKind)
