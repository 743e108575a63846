"""providers/wire.py"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.wire import (
    MILLISECONDS,
    SECONDS,
    OptionError,
    check_choice,
    check_flag,
    check_range,
    check_terms,
    checked_key,
    endpoint_url,
    first_object,
    json_frame,
    list_at,
    object_at,
    read_object,
    samples,
    text_at,
)

DEFAULT = "wss://api.example.com/v1/listen"


@pytest.mark.parametrize(
    ("base", "url"),
    [
        (None, "wss://api.example.com/v1/listen?a=b%20c&a=d"),
        ("wss://own.example", "wss://own.example/v1/listen?a=b%20c&a=d"),
        ("wss://own.example:8443/", "wss://own.example:8443/v1/listen?a=b%20c&a=d"),
        ("wss://own.example/speech/v9", "wss://own.example/speech/v9?a=b%20c&a=d"),
        ("ws://127.0.0.1:9", "ws://127.0.0.1:9/v1/listen?a=b%20c&a=d"),
        ("ws://127.8.9.1", "ws://127.8.9.1/v1/listen?a=b%20c&a=d"),
        ("ws://localhost:9/x", "ws://localhost:9/x?a=b%20c&a=d"),
        ("WS://[::1]:9", "ws://[::1]:9/v1/listen?a=b%20c&a=d"),
    ],
)
def test_where_to_connect(base: str | None, url: str) -> None:
    assert endpoint_url(base, DEFAULT, [("a", "b c"), ("a", "d")]) == url


@pytest.mark.parametrize(
    "base",
    [
        "ws://own.example",
        "ws://192.168.1.2:9",
        "ws://localhost.evil.example",
        "https://own.example",
        "own.example",
        "wss://",
        "wss://own.example:99999",
        "wss://own.example:0",
        "wss://[::1",
        "wss://own.example?key=1",
        "wss://own.example#x",
        "wss://own.example/a b",
        "wss://ówn.example",
        "wss://own.example\n",
    ],
)
def test_a_wrong_endpoint_is_named(base: str) -> None:
    with pytest.raises(OptionError) as refused:
        endpoint_url(base, DEFAULT)
    assert f"endpoint is {base!r}" in str(refused.value)


def test_a_password_in_an_endpoint_is_not_quoted() -> None:
    with pytest.raises(OptionError) as refused:
        endpoint_url("wss://user:secret@own.example", DEFAULT)
    assert "secret" not in str(refused.value)
    assert "keys go into a header" in str(refused.value)


def test_a_key_as_it_was_copied() -> None:
    assert checked_key("  abc\r\n") == "abc"


@pytest.mark.parametrize("key", ["", " \n", "abc\r\nX-Evil: 1", "kéy", "a\x00b"])
def test_a_key_that_cannot_stand_in_a_header_is_not_quoted(key: str) -> None:
    with pytest.raises(OptionError) as refused:
        checked_key(key)
    assert not key.strip() or key not in str(refused.value)


@pytest.mark.parametrize("value", [True, "5", None, 5.0, 0, 11])
def test_whole_numbers_in_a_range(value: object) -> None:
    check_range("n", 1, 1, 10)
    check_range("n", 10, 1, 10)
    with pytest.raises(OptionError, match="it must be a whole number from 1 to 10"):
        check_range("n", value, 1, 10)


@pytest.mark.parametrize("value", [True, "0.5", float("nan"), 1.01])
def test_numbers_in_a_range(value: object) -> None:
    check_range("n", 1, 0.0, 1.0)
    check_range("n", 0.5, 0.0, 1.0)
    with pytest.raises(OptionError, match=r"it must be a number from 0\.0 to 1\.0"):
        check_range("n", value, 0.0, 1.0)


def test_choices_flags_terms() -> None:
    check_choice("c", "a", ("a", "b"))
    check_flag("f", False)
    check_terms("t", ("a",))
    for check, value in ((check_flag, "no"), (check_terms, "abc"), (check_terms, ("a", 1))):
        with pytest.raises(OptionError):
            check("x", value)
    with pytest.raises(OptionError) as refused:
        check_choice("c", ["x"], ("a", "b"))
    assert str(refused.value) == "c is ['x']; it must be one of a, b."
    assert (refused.value.field, refused.value.value, refused.value.allowed) == ("c", ["x"], "one of a, b")


def test_json_frames() -> None:
    assert json_frame({"type": "finalize", "t": ["é"]}) == '{"type":"finalize","t":["\\u00e9"]}'


@pytest.mark.parametrize("frame", ["", "[1]", "7", "nonsense", b"\xff\xfe\x00", "[" * 100_000, "9" * 5_000, '{"a":'])
def test_what_is_no_object(frame: str | bytes) -> None:
    assert read_object(frame) is None


@given(st.text() | st.binary())
def test_reading_never_raises(frame: str | bytes) -> None:
    assert read_object(frame) is None or isinstance(read_object(frame), dict)


def test_values_of_the_wrong_type_are_absent() -> None:
    message = {"text": 5, "other": "x", "list": {}, "object": []}
    assert text_at(message, "text", "other") == "x"
    assert text_at(message, "text") == ""
    assert text_at({"a": "", "b": "y"}, "a", "b") == "y"
    assert text_at({"a": "x\udfffy"}, "a") == "x?y"
    assert list_at(message, "list") == []
    assert list_at({"list": [1]}, "list") == [1]
    assert object_at(message, "object") == {}
    assert object_at({"object": {"a": 1}}, "object") == {"a": 1}
    assert first_object([]) == first_object([1]) == {}
    assert first_object([{"a": 1}, 2]) == {"a": 1}


@pytest.mark.parametrize("value", [None, True, "1", -0.1, float("nan"), float("inf"), 1e9, 10**400, [1]])
def test_implausible_times(value: object) -> None:
    assert samples(value, SECONDS) is None


def test_times() -> None:
    assert samples(1.62, SECONDS) == 25_920
    assert samples(0, SECONDS) == 0
    assert samples(480, MILLISECONDS) == 7_680
