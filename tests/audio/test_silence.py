"""audio/silence.py: digital silence is told from a quiet room."""

import numpy as np
import pytest

from audio.level import measure
from audio.silence import NOTICED_AFTER_S, Silence, heard

ZEROS = measure(bytes(1600))
FLICKER = measure(np.tile(np.array([0, 1, -1, 2], "<i2"), 200).tobytes())
QUIET_ROOM = measure((np.random.default_rng(1).normal(0, 4, 800)).astype("<i2").tobytes())


def after(*pieces, seconds=0.5):
    silence = Silence()
    for level in pieces:
        silence = heard(silence, level, seconds)
    return silence


@pytest.mark.parametrize("level", [ZEROS, FLICKER], ids=["zeros", "a converter's last bit"])
def test_it_is_noticed_after_a_while_and_not_before(level):
    pieces = int(NOTICED_AFTER_S / 0.5)
    assert not after(*[level] * (pieces - 1)).noticed
    assert after(*[level] * pieces).noticed


def test_a_quiet_room_is_no_silence():
    silence = after(*[QUIET_ROOM] * 20)
    assert not silence.noticed and not silence.throughout and silence.heard


def test_sound_ends_it_and_it_begins_anew():
    silence = after(*[ZEROS] * 8, QUIET_ROOM, *[ZEROS] * 2)
    assert not silence.noticed
    assert silence.lasted == 1.0 and silence.total == 5.5


def test_nothing_but_silence():
    assert after(ZEROS).throughout
    assert not after(ZEROS, QUIET_ROOM).throughout
    assert not after(ZEROS, seconds=0.2).throughout, "a slip of the finger says nothing"
    assert not Silence().throughout
