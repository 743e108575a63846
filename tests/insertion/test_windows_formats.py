"""What of Windows' clipboard is kept, and how a text lies there."""

import pytest

from app.insertion.windows_formats import EXCLUSIONS, standard_number, unicode_text, worth_keeping

HTML, PNG = (0xC0AB, "HTML Format"), (0xC0AC, "PNG")


def test_what_is_content_is_kept_in_its_order():
    offered = [HTML, (13, ""), PNG, (15, "")]
    assert worth_keeping(offered) == (HTML, (13, "CF_UNICODETEXT"), PNG, (15, "CF_HDROP"))


@pytest.mark.parametrize(
    ("offered", "kept"),
    [
        ([(13, ""), (16, ""), (1, ""), (7, "")], [(13, "CF_UNICODETEXT"), (16, "CF_LOCALE")]),
        ([(1, ""), (16, ""), (13, ""), (7, "")], [(1, "CF_TEXT"), (16, "CF_LOCALE")]),
        ([(17, ""), (2, ""), (8, "")], [(17, "CF_DIBV5")]),
        ([(8, ""), (2, ""), (17, "")], [(8, "CF_DIB")]),
    ],
)
def test_what_windows_makes_of_something_else_is_not_read(offered, kept):
    assert worth_keeping(offered) == tuple(kept)


@pytest.mark.parametrize("number", [2, 3, 9, 14, 0x80, 0x82, 0x200, 0x300], ids=lambda number: f"{number:#x}")
def test_handles_of_drawing_objects_and_private_formats_are_left(number):
    assert worth_keeping([(number, "")]) == ()


def test_what_only_its_owner_can_use_is_left():
    assert worth_keeping([(0xC009, "DataObject"), (0xC013, "Ole Private Data"), (0xC100, "")]) == ()


def test_a_standard_format_is_found_again_by_its_name():
    assert standard_number("CF_UNICODETEXT") == 13
    assert standard_number("HTML Format") is None


def test_a_text_ends_its_lines_as_windows_does_and_itself_with_a_zero():
    assert unicode_text("a\nb\r\nc\rd\0") == "a\r\nb\r\nc\r\nd\0".encode("utf-16-le")
    assert unicode_text("\ud800") == "?\0".encode("utf-16-le")


def test_histories_are_told_to_look_away():
    assert EXCLUSIONS["CanIncludeInClipboardHistory"] == EXCLUSIONS["CanUploadToCloudClipboard"] == b"\0\0\0\0"
