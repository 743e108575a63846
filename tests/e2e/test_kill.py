"""`kill -9` at random instants of a dictation: every sample that was captured until 100 ms before is there, unchanged,
and offered at the next start. The long run is `benchmarks/kill.py --n 200`.
"""

import random

import pytest

from rig.kill import kills

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]

SEED = 20
KILLS = 4


def test_a_killed_app_has_lost_nothing_that_was_said_100_ms_before(desk, sound, hands, tmp_path):
    done = list(kills(desk, sound, hands, tmp_path / "home", random.Random(SEED), KILLS))
    assert [(f"{each.after_s:.3f} s", each.wrong) for each in done if each.wrong] == []
    assert len([each for each in done if each.recovered]) >= KILLS // 2
