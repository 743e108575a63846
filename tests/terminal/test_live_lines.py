"""The lines at the bottom of a terminal, as values and on a pretended screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from app.live_lines import TEXT_LINES, LiveLines, progress_line, wrap
from rig.screen import Screen

texts = st.text(st.sampled_from("ab  é日本👍ﷺ\u200b"), max_size=80)
texts |= st.text(st.characters(exclude_categories=["C", "Z"]))


def painted(columns: int = 20) -> tuple[LiveLines, Screen]:
    return LiveLines(lambda: columns), Screen(columns)


@given(texts, st.integers(2, 30))
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines) == text
    assert all(cell_len(line.rstrip(" ")) <= width for line in lines)


@given(st.lists(st.text(st.sampled_from("ab  日"), max_size=12)), st.integers(2, 30))
def test_a_text_in_pieces_wraps_like_the_whole(pieces: list[str], width: int) -> None:
    done: list[str] = []
    rest = ""
    for piece in pieces:
        *full, rest = wrap(rest + piece, width)
        done += full
    assert [*done, rest] == wrap("".join(pieces), width)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("one two three", ["one two ", "three"]),
        ("a verylongwordindeed b", ["a ", "verylong", "wordinde", "ed b"]),
        ("日本語日本語", ["日本語日", "本語"]),
        ("      ", ["      "]),
    ],
)
def test_wrapping_examples(text: str, lines: list[str]) -> None:
    assert wrap(text, 8) == lines


def test_a_tail_is_faint_and_a_final_makes_it_solid() -> None:
    live, screen = painted()
    live.tail("and so")
    screen.feed(live.paint())
    assert screen.lines() == ["<and so>"]
    live.append("And so")
    live.tail(" my")
    screen.feed(live.paint())
    assert screen.lines() == ["And so< my>"]


def test_what_is_there_already_is_not_painted_again() -> None:
    live, _ = painted()
    live.tail("same")
    assert live.paint()
    live.tail("same")
    assert live.paint() == ""


def test_only_the_last_lines_are_kept_and_the_foot_is_below() -> None:
    live, screen = painted()
    live.foot = "0:01"
    for number in range(10):
        live.append(f"line number {number:03} xx ")
        screen.feed(live.paint())
    assert screen.lines() == ["line number 007 xx", "line number 008 xx", "line number 009 xx", "0:01"]


def test_a_shorter_tail_leaves_no_rest() -> None:
    live, screen = painted()
    live.foot = "0:01"
    live.tail("a tail that is longer than one line of it")
    screen.feed(live.paint())
    assert len(screen.lines()) == 4
    live.tail("short")
    screen.feed(live.paint())
    assert screen.lines() == ["<short>", "0:01"]


def test_clearing_leaves_nothing_and_what_follows_begins_there() -> None:
    live, screen = painted()
    live.append("some text that needs more than a line")
    screen.feed(live.paint() + live.clear() + "result")
    assert screen.lines() == ["result"]


def test_a_narrower_window_cuts_what_was_wrapped_for_a_wider_one() -> None:
    columns = 20
    live = LiveLines(lambda: columns)
    live.append("eighteen cells wide and more")
    live.foot = "0:00 ------------- 0:10"
    live.paint()
    columns = 8
    screen = Screen(columns)
    live.tail(" x")
    screen.row, screen.rows = 9, [[] for _ in range(10)]
    screen.feed(live.paint())
    assert max(len(line) for line in screen.lines()) <= columns + len("<>")


@given(st.lists(st.tuples(st.sampled_from(["final", "partial", "foot"]), texts)), st.integers(0, 40))
def test_nothing_ever_leaves_its_place(steps: list[tuple[str, str]], columns: int) -> None:
    live, screen = LiveLines(lambda: columns), Screen(max(columns, 3))
    for kind, text in steps:
        match kind:
            case "final":
                live.append(text)
            case "partial":
                live.tail(text)
            case _:
                live.foot = text
        screen.feed(live.paint())
        assert len(screen.rows) <= TEXT_LINES + 1
    screen.feed(live.clear())
    assert screen.lines() == [""]


@pytest.mark.parametrize(
    ("done", "total", "width", "line"),
    [
        (7.9, 12.0, 19, "0:07 ━━━━━──── 0:12"),
        (0, 10, 15, "0:00 ───── 0:10"),
        (10, 10, 15, "0:10 ━━━━━ 0:10"),
        (99, 10, 15, "1:39 ━━━━━ 0:10"),
        (0, 0, 15, "0:00 ━━━━━ 0:00"),
        (5, 10, 14, "0:05/0:10"),
        (3725, None, 40, "1:02:05"),
        (-1, None, 40, "0:00"),
    ],
)
def test_progress(done: float, total: float | None, width: int, line: str) -> None:
    assert progress_line(done, total, width, unicode=True) == line


def test_progress_in_ascii() -> None:
    assert progress_line(5, 10, 16, unicode=False) == "0:05 ###--- 0:10"
    assert len(progress_line(5, 10, 500, unicode=False)) == 50
