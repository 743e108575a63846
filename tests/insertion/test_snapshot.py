"""Which formats of a clipboard are read and kept."""

from app.insertion.snapshot import worth_keeping


def test_questions_and_orders_are_not_content():
    offered = ["TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS", "DELETE", "INSERT_SELECTION", "text/plain"]
    assert worth_keeping(offered) == ("text/plain",)


def test_order_is_kept_and_nothing_is_read_twice():
    assert worth_keeping(["text/html", "text/plain", "text/html"]) == ("text/html", "text/plain")


def test_of_many_encodings_of_an_image_one_is_kept():
    offered = ["application/x-qt-image", "image/bmp", "image/png", "image/jpeg", "text/html"]
    assert worth_keeping(offered) == ("image/png", "text/html")


def test_an_image_without_a_known_encoding_is_kept_as_it_is():
    assert worth_keeping(["image/x-own", "image/webp"]) == ("image/x-own",)


def test_own_types_files_and_the_mark_of_a_password_are_kept():
    offered = ("x-special/gnome-copied-files", "application/x-something", "x-kde-passwordManagerHint")
    assert worth_keeping(offered) == offered


def test_nothing_stays_nothing():
    assert worth_keeping([]) == ()
