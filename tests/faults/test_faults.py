"""Faults at random moments of dictations through the whole program but for its window: no word lost, none doubled, and
no success claimed that was none. Which faults, and when, is drawn from seeds that are always the same.

One again: PYTHONPATH=.:tests .venv/bin/python -m rig.faults SEED
Many more: benchmarks/faults.py
"""

import pytest

from rig.faults.run import report, visits

VISITS = 240
PARTS = 6
MENDED = ("2026-5445", "2026-5959")
"""What long runs have found, and is mended."""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_word_is_lost_doubled_or_claimed(part):
    results = list(visits(f"test-{number}" for number in range(part, VISITS, PARTS)))
    assert len(results) == VISITS // PARTS
    assert sum(len(result.verdicts) for result in results) >= VISITS // PARTS
    assert all(result.good for result in results), report(results)


@pytest.mark.parametrize("seed", MENDED)
def test_what_a_long_run_has_found(seed):
    (result,) = visits([seed])
    assert result.good, report([result])
