"""Which formats of a clipboard are read and kept."""

from app.insertion.snapshot import Request, worth_keeping, x11_requests


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


def test_on_x11_a_text_is_asked_for_once_whatever_names_it_has():
    offered = ["TARGETS", "text/html", "text/plain;charset=utf-8", "UTF8_STRING", "STRING", "text/plain", "image/png"]
    assert x11_requests(offered) == (
        Request("UTF8_STRING", ("text/plain", "text/plain;charset=utf-8"), 0),
        Request("text/html", ("text/html",), 1),
        Request("image/png", ("image/png",), 2),
    )
    assert x11_requests(["text/plain"]) == (Request("text/plain", ("text/plain",), 0),)
    assert x11_requests(["TARGETS", "text/uri-list"]) == (Request("text/uri-list", ("text/uri-list",), 1),)


def test_only_a_string_has_to_be_decoded():
    (request,) = x11_requests(["STRING", "TEXT"])
    assert request.decoded("é".encode("latin-1")) == "é".encode()
    assert Request("text/html", ("text/html",), 1).decoded(b"\xe9") == b"\xe9"
