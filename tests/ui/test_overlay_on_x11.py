"""The overlay among real windows: it takes neither focus nor clicks, and is where the user looks."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.ui.theme import LIGHT
from rig.desktop import Desktop, desktop, wait_until

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PYTHON = {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}

pytestmark = pytest.mark.x11


@dataclass
class Overlay:
    """The program with the overlay."""

    process: subprocess.Popen

    def __call__(self, line: str) -> dict:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextmanager
def overlay_on(x11: Desktop) -> Iterator[Overlay]:
    command = (sys.executable, str(HERE / "overlay_program.py"))
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with x11.program(*command, extra=PYTHON, **pipes) as process, process.stdin, process.stdout:
        assert process.stdout.readline() == "ready\n"
        yield Overlay(process)


@contextmanager
def target_on(x11: Desktop, *geometry: int) -> Iterator[subprocess.Popen]:
    """Another program, whose field has the focus."""
    command = (sys.executable, str(HERE / "click_target.py"), *map(str, geometry))
    with x11.program(*command, stdout=subprocess.PIPE) as process, process.stdout:
        assert process.stdout.readline() == "ready\n"
        wait_until(lambda: x11.run("xdotool", "getwindowfocus", "getwindowname") == "target", what="the focus")
        yield process


def test_focus_and_clicks_stay_with_the_other_program(x11: Desktop) -> None:
    with target_on(x11, 50, 60, 1180, 700) as target, overlay_on(x11) as overlay:
        focused = x11.focused_window()
        for line in ("show", "text 3", "text 200", "notice"):
            left, top, width, height = overlay(line)["panel"]
            x11.run("xdotool", "type", "a")
            assert target.stdout.readline().startswith("text a")
            x, y = left + width // 2, top + height // 2
            x11.run("xdotool", "mousemove", str(x), str(y), "click", "1")
            assert target.stdout.readline() == f"click {x} {y}\n", line
            assert x11.focused_window() == focused
        overlay("dismiss")
        x11.run("xdotool", "type", "b")
        assert target.stdout.readline() == "text aaaab\n"


def colour_at(x11: Desktop, x: int, y: int) -> str:
    """As #RRGGBB."""
    return x11.picture().pixelColor(x, y).name().upper()


def test_it_is_seen_above_other_programs_also_those_that_come_later(x11: Desktop) -> None:
    with overlay_on(x11) as overlay, target_on(x11, 50, 60, 1180, 700):
        left, top, width, _ = overlay("show")["panel"]
        spot = (left + width // 2, top + 4)
        wait_until(lambda: colour_at(x11, *spot) == LIGHT.surface.upper(), what="the overlay's coming")
        with target_on(x11, 50, 60, 1180, 700):
            overlay("text 1")
            wait_until(lambda: colour_at(x11, *spot) == LIGHT.surface.upper(), what="the overlay's staying above")
            overlay("dismiss")
            wait_until(lambda: colour_at(x11, *spot) != LIGHT.surface.upper(), what="the overlay's going")


def test_no_corner_is_black_without_a_compositor(x11: Desktop) -> None:
    with target_on(x11, 50, 60, 1180, 700), overlay_on(x11) as overlay:
        left, top, width, height = overlay("show")["panel"]
        spot = (left + width // 2, top + 4)
        wait_until(lambda: colour_at(x11, *spot) == LIGHT.surface.upper(), what="the overlay's coming")
        assert "#000000" not in corner_colours(x11, [left, top, width, height])


def corner_colours(x11: Desktop, panel: list[int]) -> set[str]:
    """The colours of the 4 x 4 pixels at each corner of the panel."""
    left, top, width, height = panel
    picture = x11.picture()
    return {
        picture.pixelColor(x + right, y + down).name()
        for x in (left, left + width - 4)
        for y in (top, top + height - 4)
        for right in range(4)
        for down in range(4)
    }


def test_hidden_nothing_runs_and_the_process_sleeps(x11: Desktop) -> None:
    with overlay_on(x11) as overlay:
        overlay("show")
        overlay("notice")
        hidden = overlay("dismiss")
        assert (hidden["visible"], hidden["timers"]) == (False, 0)
        status = Path(f"/proc/{overlay.process.pid}/status")

        def wakes() -> int:
            lines = [line for line in status.read_text().splitlines() if line.startswith("voluntary")]
            return int(lines[0].split()[1])

        # Once the events of hiding are through, whole half seconds pass without the process waking at all.
        seen: list[int] = []

        def slept() -> bool:
            seen.append(wakes())
            return len(seen) > 50 and seen[-1] == seen[-50]

        wait_until(slept, what="half a second of sleep")


def test_it_comes_up_on_the_screen_of_the_focused_window() -> None:
    with desktop() as x11:
        x11.run("xrandr", "--setmonitor", "LEFT", "640/160x800/200+0+0", "screen")
        x11.run("xrandr", "--setmonitor", "RIGHT", "640/160x600/200+640+100", "none")
        with overlay_on(x11) as overlay:
            for name, target, area in (
                ("LEFT", (40, 60, 500, 400), (0, 0, 640, 800)),
                ("RIGHT", (700, 160, 500, 400), (640, 100, 640, 600)),
            ):
                # The pointer is elsewhere: the focus decides.
                x11.run("xdotool", "mousemove", "5" if name == "RIGHT" else "1200", "300")
                with target_on(x11, *target):
                    answer = overlay("show")
                    left, top, width, height = answer["panel"]
                    assert answer["screen"] == name
                    assert area[0] <= left
                    assert left + width <= area[0] + area[2]
                    bottom = area[1] + area[3]
                    assert bottom - 60 <= top + height <= bottom
                    overlay("dismiss")


def within(answer: dict, area: tuple[int, int, int, int]) -> bool:
    """Whether the panel is on this part of the screen, near its bottom."""
    left, top, width, height = answer["panel"]
    right, bottom = area[0] + area[2], area[1] + area[3]
    return area[0] <= left and left + width <= right and bottom - 60 <= top + height <= bottom


def test_it_keeps_above_a_panel_that_comes_and_to_another_screen_when_its_own_goes() -> None:
    with desktop() as x11, overlay_on(x11) as overlay:
        overlay("show")
        wait_until(lambda: within(overlay("where"), (0, 0, 1280, 800)), what="the overlay")
        x11.run("xprop", "-root", "-f", "_NET_WORKAREA", "32c", "-set", "_NET_WORKAREA", "0, 0, 1280, 600")
        wait_until(lambda: within(overlay("where"), (0, 0, 1280, 600)), what="the overlay above the panel")
    with desktop() as x11:
        x11.run("xrandr", "--setmonitor", "LEFT", "640/160x800/200+0+0", "screen")
        x11.run("xrandr", "--setmonitor", "RIGHT", "640/160x800/200+640+0", "none")
        with overlay_on(x11) as overlay, target_on(x11, 700, 60, 400, 300):
            overlay("show")
            wait_until(lambda: within(overlay("where"), (640, 0, 640, 800)), what="the overlay on the right")
            x11.run("xrandr", "--delmonitor", "RIGHT")
            wait_until(lambda: within(overlay("where"), (0, 0, 640, 800)), what="the overlay on the one that is left")
            assert overlay("where")["visible"]
