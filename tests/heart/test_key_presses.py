"""app/key_presses.py: which reports of a key are presses."""

import pytest

from app.key_presses import Presses


def presses(*reports: tuple[str, float], pairs: bool = False) -> list[float]:
    """When a key with these reports was pressed."""
    state, found = Presses(), []
    for what, at in reports:
        if what == "up":
            state = state.up(at)
            continue
        state, is_press = state.down(at, pairs)
        if is_press:
            found.append(at)
    return found


@pytest.mark.parametrize("pairs", [False, True])
def test_every_press_with_a_release_counts(pairs):
    assert presses(("down", 1.0), ("up", 1.1), ("down", 1.2), ("up", 1.3), pairs=pairs) == [1.0, 1.2]


def test_repeats_do_not_count():
    assert presses(("down", 1.0), *(("down", 1.66 + n * 0.04) for n in range(50)), ("up", 4.0), ("down", 4.1)) == [
        1.0,
        4.1,
    ]


def test_repeats_that_come_as_pairs_do_not_count():
    pairs = [report for n in range(20) for report in (("up", 1.66 + n * 0.04), ("down", 1.66 + n * 0.04))]
    assert presses(("down", 1.0), *pairs, ("up", 3.0), ("down", 3.1), pairs=True) == [1.0, 3.1]


def test_a_key_whose_release_never_comes_works_again_after_a_silence():
    assert presses(("down", 1.0), ("down", 1.7), ("down", 3.0), ("down", 3.5)) == [1.0, 3.0]
