"""How many words a recogniser got wrong. Imports nothing of ours; used by the benchmarks and by the tests."""

from collections.abc import Sequence


def word_errors(heard: Sequence[str], spoken: Sequence[str]) -> int:
    """The least number of words to replace, insert or leave out to get from `spoken` to `heard`."""
    costs = list(range(len(heard) + 1))
    for row, wanted in enumerate(spoken, 1):
        diagonal, costs[0] = costs[0], row
        for column, got in enumerate(heard, 1):
            best = min(diagonal + (got != wanted), costs[column] + 1, costs[column - 1] + 1)
            diagonal, costs[column] = costs[column], best
    return costs[-1]
