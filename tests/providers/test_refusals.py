"""providers/refusals.py"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.errors import FailureKind
from providers.refusals import (
    Complaint,
    failure_of,
    handshake_failure,
    hang_up_failure,
    kind_of,
    read_complaint,
    scrub,
)
from rig.wire_fuzz import values

KEY = "sk-0123456789abcdef"


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        (
            {"error_code": 401, "error_type": "unauthenticated", "error_message": "No.", "request_id": "r"},
            Complaint(401, "unauthenticated", "No.", "r"),
        ),
        ({"error_code": 400, "error_message": "No."}, Complaint(400, "", "No.")),
        ({"type": "error", "message": "No.", "code": 429}, Complaint(429, "", "No.")),
        ({"error": "No."}, Complaint(None, "", "No.")),
        ({"status": "error", "error": {"message": "No.", "code": "402"}}, Complaint(402, "402", "No.")),
        ({"title": "T", "message": "No.", "error_code": None, "status_code": 400}, Complaint(400, "", "No.")),
        ({"err_code": "INVALID_AUTH", "err_msg": "No."}, Complaint(None, "INVALID_AUTH", "No.")),
        ({"type": "Error", "code": "X", "description": "No."}, Complaint(None, "X", "No.")),
        ({"code": 4001, "status_code": True, "message": ["x"]}, Complaint()),
        ({}, Complaint()),
    ],
)
def test_all_shapes(message: dict, complaint: Complaint) -> None:
    assert read_complaint(message) == complaint


@given(st.dictionaries(st.sampled_from(["error", "code", "message", "status_code"]), values))
def test_reading_a_complaint_never_raises(message: dict) -> None:
    failure = failure_of("Service", read_complaint(message), {}, KEY)
    failure.detail.encode()


@pytest.mark.parametrize(
    ("complaint", "kind"),
    [
        (Complaint(401), FailureKind.AUTH),
        (Complaint(402), FailureKind.QUOTA),
        (Complaint(403), FailureKind.AUTH),
        (Complaint(403, sentence="Concurrency limit reached"), FailureKind.LIMIT),
        (Complaint(408), FailureKind.TIMEOUT),
        (Complaint(429), FailureKind.LIMIT),
        (Complaint(400), FailureKind.PROTOCOL),
        (Complaint(400, sentence="Invalid language hint."), FailureKind.UNSUPPORTED),
        (Complaint(400, sentence="Your API key is odd"), FailureKind.PROTOCOL),
        (Complaint(404), FailureKind.PROTOCOL),
        (Complaint(413), FailureKind.PROTOCOL),
        (Complaint(500), FailureKind.SERVER),
        (Complaint(503, sentence="no language"), FailureKind.SERVER),
        (Complaint(504), FailureKind.TIMEOUT),
        (Complaint(302), FailureKind.PROTOCOL),
        (Complaint(400, "Own_Code"), FailureKind.QUOTA),
        (Complaint(sentence="Unauthorized"), FailureKind.AUTH),
        (Complaint(sentence="Out of credits"), FailureKind.QUOTA),
        (Complaint(sentence="Too many connections"), FailureKind.LIMIT),
        (Complaint(sentence="Session timed out"), FailureKind.TIMEOUT),
        (Complaint(sentence="Oops"), FailureKind.SERVER),
    ],
)
def test_kinds(complaint: Complaint, kind: FailureKind) -> None:
    assert kind_of(complaint, {"own_code": FailureKind.QUOTA}) is kind


def test_the_sentence_and_what_support_asks_for() -> None:
    failure = failure_of("Service", Complaint(401, "BAD", "No.", "r-1"), {}, KEY)
    assert (failure.detail, failure.reference) == ("Service: No", "status 401, BAD, request r-1")
    assert failure.full == "Service: No (status 401, BAD, request r-1)"
    assert failure_of("Service", Complaint(), {}, KEY).full == "Service: an error without a sentence"


def test_a_refused_handshake() -> None:
    headers = {"DG-Error": "from the header", "dg-request-id": "d"}
    failure = handshake_failure("Service", 400, headers, b"", {}, KEY)
    assert failure.full == "Service: from the header (status 400, request d)"
    told = handshake_failure("Service", 401, headers, b'{"message": "from the body", "request_id": "b"}', {}, KEY)
    assert told.full == "Service: from the body (status 401, request b)"
    assert handshake_failure("Service", 403, {}, b"plain text", {}, KEY).full == "Service: plain text (status 403)"
    assert "html" not in handshake_failure("Service", 502, {}, b"<html>x</html>", {}, KEY).detail
    assert handshake_failure("Service", 500, {}, b"\xff{", {}, KEY).kind is FailureKind.SERVER


@pytest.mark.parametrize(
    ("wait", "told"),
    [("7", "after 7 seconds"), ("Sat, 21 Nov 2026 07:28:00 GMT", "after Sat, 21 Nov 2026 07:28:00 GMT")],
)
def test_how_long_to_wait(wait: str, told: str) -> None:
    failure = handshake_failure("Service", 429, {"Retry-After": wait}, b"Too many.", {}, KEY)
    assert failure.detail == f"Service: Too many; try again {told}"


@pytest.mark.parametrize(
    ("code", "reason", "kind", "detail"),
    [
        (None, "", FailureKind.NETWORK, "Service: the connection broke"),
        (1006, "", FailureKind.NETWORK, "Service: the connection broke"),
        (1015, "", FailureKind.NETWORK, "Service: the secure connection failed"),
        (1008, "why", FailureKind.LIMIT, "last message: why (close code 1008)"),
        (1011, "", FailureKind.SERVER, "close code 1011"),
        (1011, "NET-0001", FailureKind.TIMEOUT, "NET-0001"),
        (1000, "", FailureKind.SERVER, "close code 1000"),
        (4000, KEY, FailureKind.PROTOCOL, ": [key]"),
    ],
)
def test_hang_ups(code: int | None, reason: str, kind: FailureKind, detail: str) -> None:
    own = {"net-0001": FailureKind.TIMEOUT}
    failure = hang_up_failure("Service", code, reason, {1008: FailureKind.LIMIT}, own, KEY)
    assert failure.kind is kind
    assert detail in failure.full


def test_the_key_is_taken_out_however_it_is_echoed() -> None:
    assert scrub(f"Bad key {KEY}!", KEY) == "Bad key [key]!"
    assert scrub(f"Bad key {KEY[:10]}...", KEY) == "Bad key [key]..."
    assert scrub("/listen?key=a%2Fb%2Bc%3D0123", "a/b+c=0123") == "/listen?key=[key]"
    assert scrub("no key known", "") == "no key known"
    assert scrub("a short one: ab", "ab") == "a short one: [key]"


def test_long_sentences_on_many_lines() -> None:
    assert scrub("a\n  b", KEY) == "a b"
    assert scrub("x" * 400, KEY) == "x" * 300 + "…"


@given(st.text(), st.integers(8, len(KEY)), st.text())
def test_no_recognisable_piece_of_the_key_survives(before: str, length: int, behind: str) -> None:
    assert KEY[:8] not in scrub(before + KEY[:length] + behind, KEY)
