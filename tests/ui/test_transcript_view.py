"""One edit for each update, of what differs only; the reader's place and selection are left alone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette, QTextCharFormat, QTextCursor

from app.ui.theme import DARK, LIGHT, palette_of
from app.ui.transcript_view import TranscriptView, common_prefix, utf16_length


class Changes:
    """Listens to a document."""

    def __init__(self, view):
        self.seen = []
        view.document().contentsChange.connect(lambda *change: self.seen.append(change))

    def take(self):
        seen, self.seen = self.seen, []
        return seen


@pytest.fixture
def view(qtbot):
    made = TranscriptView()
    qtbot.addWidget(made)
    made.resize(300, 120)
    made.show()
    return made


def formats(view):
    """The text as (piece, provisional) runs."""
    runs = []
    block = view.document().begin()
    while block.isValid():
        for run in block:
            fragment = run.fragment()
            dotted = fragment.charFormat().underlineStyle() == QTextCharFormat.UnderlineStyle.DotLine
            runs.append((fragment.text(), dotted))
        block = block.next()
    return runs


def shown(view):
    return view.document().toRawText().replace("\u2029", "\n")


def test_committed_is_plain_and_the_tail_is_marked(view):
    view.show_text("one two", " three")
    assert formats(view) == [("one two", False), (" three", True)]
    assert (view.text, view.committed_text) == ("one two three", "one two")


def test_only_the_changed_end_is_replaced(view):
    view.show_text("one two", " three")
    changes = Changes(view)
    view.show_text("one two", " thread")
    at, removed, added = changes.take()[0]
    assert (at, removed, added) == (len("one two thre"), 1, 2)


def test_a_longer_tail_is_only_an_addition(view):
    view.show_text("", "hello")
    changes = Changes(view)
    view.show_text("", "hello world")
    assert changes.take() == [(5, 0, 6)]


def test_committing_the_tail_as_it_stands_touches_nothing_but_its_format(view):
    view.show_text("one", " two three")
    width = view.document().idealWidth()
    changes = Changes(view)
    view.show_text("one two three", "")
    assert changes.take() == [(3, 10, 10)]
    assert formats(view) == [("one two three", False)]
    assert view.document().idealWidth() == width, "committing must move no word"


def test_the_same_again_is_no_edit(view):
    view.show_text("one", " two")
    changes = Changes(view)
    view.show_text("one", " two")
    assert changes.take() == []


def test_foreign_line_ends_are_one_line_end(view):
    view.show_text("a\r\nb\rc\u2029d", "\ne")
    assert shown(view) == "a\nb\nc\nd\ne" == view.text


TEXT = st.text(alphabet="ab ü\n\r😀שי", max_size=12)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=8))
def test_any_sequence_is_shown_exactly_with_one_minimal_edit_each(view, updates):
    view.show_text("", "")
    changes = Changes(view)
    for committed, tail in updates:
        before, was_committed = view.text, len(view.committed_text)
        changes.take()
        view.show_text(committed, tail)
        seen = changes.take()
        now, is_committed = view.text, len(view.committed_text)
        assert shown(view) == now
        marked = "".join(piece for piece, provisional in formats(view) if provisional)
        assert marked == now[is_committed:].replace("\n", "")
        if (now, is_committed) == (before, was_committed):
            assert seen == []
            continue
        # What is the same in text and in format is left alone.
        same = common_prefix(before, now)
        if was_committed != is_committed:
            same = min(same, was_committed, is_committed)
        assert len(seen) == 1
        at, removed, added = seen[0]
        assert at == utf16_length(now[:same])
        # Qt counts the document's own last paragraph end into changes that reach it from the start.
        assert utf16_length(before[same:]) - removed in (0, -1)
        assert utf16_length(now[same:]) - added in (0, -1)


@given(TEXT, TEXT, st.integers(0, 12))
def test_the_common_prefix_needs_no_right_guess(old, new, known):
    same = common_prefix(old, new, min(known, len(old)))
    assert old[:same] == new[:same]
    assert same == min(len(old), len(new)) or old[same] != new[same]


def test_it_follows_the_end(view):
    for words in range(1, 80):
        view.show_text("several words " * words, "and more")
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    view.resize(200, 80)
    assert bar.value() == bar.maximum()


def test_it_stays_where_the_user_scrolled_to_and_follows_again_from_the_end(view):
    view.show_text("several words " * 80, "")
    bar = view.verticalScrollBar()
    bar.triggerAction(bar.SliderAction.SliderToMinimum)
    view.show_text("several words " * 90, "tail")
    assert bar.value() == 0
    bar.triggerAction(bar.SliderAction.SliderToMaximum)
    view.show_text("several words " * 120, "tail")
    assert bar.value() == bar.maximum()


def select(view, anchor, position):
    cursor = view.textCursor()
    cursor.setPosition(anchor)
    cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)


def selection(view):
    return view.textCursor().anchor(), view.textCursor().position()


def test_a_selection_in_kept_text_stays(view):
    view.show_text("one two", " three")
    select(view, 4, 7)
    view.show_text("one two", " four")
    view.show_text("one two four", " five")
    assert selection(view) == (4, 7)
    assert view.textCursor().selectedText() == "two"


def test_a_selection_up_to_the_end_does_not_grow_with_the_text(view):
    view.show_text("one two", "")
    select(view, 4, 7)
    view.show_text("one two", " three")
    assert view.textCursor().selectedText() == "two"


def test_a_selection_in_replaced_text_stays_as_far_as_there_is_text(view):
    view.show_text("one", " two three")
    select(view, 13, 4)
    view.show_text("one", " to")
    assert selection(view) == (6, 4)


def test_the_tail_takes_the_colour_of_the_theme(view):
    view.setPalette(palette_of(LIGHT))
    view.show_text("one", " two")

    def tail_colour():
        cursor = QTextCursor(view.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor.charFormat().foreground().color().name()

    assert tail_colour() == LIGHT.dim
    view.setPalette(palette_of(DARK))
    assert tail_colour() == DARK.dim
    assert view.palette().color(QPalette.ColorRole.Text).name() == DARK.text


def test_the_height_of_the_last_lines_is_known(view):
    assert view.height_of_last_lines(3) == 0
    view.show_text("one", "")
    line = view.height_of_last_lines(3)
    assert line == view.height_of_last_lines(1) > 0
    view.show_text("one\ntwo\nthree\nfour", "")
    assert 3 * line - 3 <= view.height_of_last_lines(3) <= 3 * line


def test_the_text_can_be_selected_with_the_mouse_but_not_changed(view, qtbot):
    view.show_text("one two", "")
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(14, 14))
    assert view.textCursor().selectedText() == "one"
    qtbot.keyClicks(view, "x")
    assert view.text == "one two" == shown(view)


def test_the_invitation_is_there_while_there_is_no_text_and_wraps(view):
    def dark_rows():
        image = view.viewport().grab().toImage()
        paper = image.pixel(image.width() - 2, image.height() - 2)
        ink = [y for y in range(image.height()) if any(image.pixel(x, y) != paper for x in range(image.width()))]
        return max(ink, default=0)

    view.show_text("x", "")
    one_line = dark_rows()
    view.show_text("", "")
    assert dark_rows() == 0
    view.show_invitation("Hold the key and speak. " * 4)
    assert dark_rows() > 2 * one_line, "several lines"
    view.show_text("x", "")
    assert dark_rows() == one_line
