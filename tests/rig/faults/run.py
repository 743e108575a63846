"""Many plans at a time, and what came of all of them."""

import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from rig.faults.plan import Plan, draw
from rig.faults.program import Program
from rig.faults.verdict import Verdict

AT_ONCE = 6
"""Most of the time each of them waits."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one plan."""

    plan: Plan
    verdicts: list[Verdict] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Nothing was lost, doubled or claimed, and everything else is as it should be."""
        return not self.wrong and not any(verdict.told for verdict in self.verdicts)


def visit(seed: str) -> Result:
    """Carry out the plan of that seed."""
    plan = draw(seed)
    with tempfile.TemporaryDirectory(prefix="holdfast-faults-") as folder:
        try:
            return Result(plan, *Program(plan, Path(folder)).run())
        except Exception:
            return Result(plan, wrong=[traceback.format_exc()])


def visits(seeds: Iterable[str], at_once: int = AT_ONCE) -> Iterator[Result]:
    """Carry out many, several at a time; the results in the order of the seeds."""
    with ThreadPoolExecutor(at_once) as workers:
        yield from workers.map(visit, seeds)


def report(results: Iterable[Result]) -> str:
    """The figures of a run."""
    faults: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    dictations = spoken = lost = doubled = claims = 0
    bad: list[str] = []
    for result in results:
        faults.update(result.plan.faults or ("none",))
        for verdict in result.verdicts:
            dictations += 1
            outcomes[verdict.outcome] += 1
            spoken += verdict.spoken
            lost += verdict.lost
            doubled += verdict.doubled
            claims += verdict.claimed
        if not result.good:
            told = [verdict.told for verdict in result.verdicts if verdict.told]
            bad.append(f"seed {result.plan.seed!r} ({', '.join(result.plan.faults)}): {'; '.join(told + result.wrong)}")
    lines = [
        f"dictations              {dictations}",
        f"words spoken            {spoken}",
        f"words lost              {lost}",
        f"words doubled           {doubled}",
        f"wrongly claimed         {claims}",
        *(f"  {name:<22}{count}" for name, count in outcomes.most_common()),
        "visits with",
        *(f"  {name:<34}{count}" for name, count in faults.most_common()),
        *bad,
    ]
    return "\n".join(lines)
