"""How long a program takes to tell what has the focus and what stands before the cursor, and how long a text needs that
is put into its field directly, the question included: `.venv/bin/python benchmarks/accessibility.py`.

Starts an X server and an accessibility bus of its own; inserter and targets are processes of their own.

--looks N: so many questions to each toolkit (default 100). --texts N: so many texts to each (default 20).
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

from rig.accessibility import described, switch_on  # noqa: E402
from rig.desktop import Desktop, desktop, wait_until  # noqa: E402
from rig.insertion import InserterProcess, attentive_inserter, field_window, gtk_window  # noqa: E402

WINDOWS = {
    "Qt": field_window,
    "GTK 3": lambda made: gtk_window(made, "3.0"),
    "GTK 4": lambda made: gtk_window(made, "4.0"),
}
PYTHONS = {Path(each).resolve().name for each in (sys.executable, "/usr/bin/python3")}


def main() -> None:
    """Measure, and print two lines for each toolkit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--looks", type=int, default=100)
    parser.add_argument("--texts", type=int, default=20)
    chosen = parser.parse_args()
    with desktop() as x11, tempfile.TemporaryDirectory() as home, described(x11, Path(home)) as made:
        switch_on(made)
        for name in WINDOWS:
            with attentive_inserter(made) as driver:
                wait_until(lambda driver=driver: look(driver)["there"], what="the accessibility bus")
                measure(made, driver, name, chosen.looks, chosen.texts)


def measure(made: Desktop, driver: InserterProcess, name: str, looks: int, texts: int) -> None:
    """One toolkit."""
    with WINDOWS[name](made) as target:
        wait_until(lambda: look(driver)["takes"] == "text", what=f"{name} to say what has the focus")
        show(f"{name}: question to answer", [look(driver)["milliseconds"] for _ in range(looks)])
        driver.do("rules", programs=dict.fromkeys(PYTHONS, "accessibility"))
        took = []
        for number in range(texts):
            receipt = driver.insert(f"text {number}")
            assert receipt["landed"] == "inserted", receipt
            wait_until(lambda number=number: target.text().endswith(f"text {number}"), what="the text")
            seen = json.loads(target.spoken.lines[-1])["at"]
            took.append((seen - receipt["ordered_at"]) * 1000)
        show(f"{name}: order to text put into the field directly", took)


def look(driver: InserterProcess) -> dict[str, object]:
    """What the program in front says."""
    driver.do("look")
    return driver.hear("looked")


def show(what: str, milliseconds: list[float]) -> None:
    """Print the median and the 95th percentile."""
    ordered = sorted(milliseconds)
    p95 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    print(f"{what}: median {statistics.median(ordered):.1f} ms, p95 {p95:.1f} ms (n={len(ordered)})", flush=True)


if __name__ == "__main__":
    main()
