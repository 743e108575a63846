"""app/quiet.py: who has fallen silent, and who is in the middle of a word."""

from app.quiet import Quiet
from audio.level import Level


def heard(*rms: float) -> Quiet:
    quiet = Quiet()
    quiet.begin()
    for each in rms:
        quiet.hear(Level(each + 6.0, each))
    return quiet


def test_in_the_middle_of_a_word_it_is_not_quiet():
    assert not heard(-60, -30, -25, -28, -26)()
    assert not heard(-60, -60, -60, -60, -26)()


def test_after_a_pause_it_is():
    assert heard(-60, -25, -58, -60, -59, -57)()


def test_a_noisy_room_is_quiet_when_nobody_speaks():
    assert heard(-40, -20, -38, -36, -35, -37)()
    assert not heard(-40, -20, -38, -36, -29, -37)()


def test_in_a_silent_room_a_breath_is_no_speech():
    assert heard(-90, -25, -60, -58, -62, -57)()


def test_what_is_not_known_yet_counts_as_speech():
    assert not heard()()
    assert not heard(-60, -60, -60)()


def test_each_dictation_has_its_own_floor():
    quiet = heard(-70, -70, -70, -70)
    quiet.begin()
    assert not quiet()
    for _ in range(4):
        quiet.hear(Level(-30, -40))
    assert quiet(), "nothing was louder than that"
