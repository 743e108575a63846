"""From what a service complains about to a `Failure`: status, code and sentence, in any of the shapes in use. Imports
only the failure vocabulary and `wire`.

A detail quotes the service's own sentence, shortened, with the key taken out even if the service echoes it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from .errors import Failure, FailureKind
from .wire import Message, object_at, read_object, text_at

Kinds = Mapping[str, FailureKind]
"""A service's own code words, in lower case, and what they mean."""

LONGEST_SENTENCE = 300
"""Characters of a service's sentence that are quoted."""

RECOGNISABLE_PREFIX = 8
"""A piece of the key from its start is taken out, too, from this many characters on."""

_BY_STATUS = {
    401: FailureKind.AUTH,
    402: FailureKind.QUOTA,
    403: FailureKind.AUTH,
    407: FailureKind.NETWORK,  # a proxy on the way wants a password
    408: FailureKind.TIMEOUT,
    429: FailureKind.LIMIT,
    504: FailureKind.TIMEOUT,
}

_BY_WORDS = (
    (FailureKind.AUTH, r"api.?key|unauthori|authenticat|credentials|forbidden|permission"),
    (FailureKind.QUOTA, r"credit|balance|quota|billing|payment|budget|subscription"),
    (FailureKind.LIMIT, r"concurren|rate.?limit|too many|limit (reached|exceeded)"),
    (FailureKind.UNSUPPORTED, r"\blanguage|\bmodel\b|not supported|unsupported"),
    (FailureKind.TIMEOUT, r"time.?out|timed out|inactiv|\bidle\b"),
)
"""The last resort, for services that send a sentence and nothing else."""

_REFINED = {
    400: {FailureKind.UNSUPPORTED},
    403: {FailureKind.LIMIT, FailureKind.QUOTA},
    422: {FailureKind.UNSUPPORTED},
}
"""Statuses that mean several things, and which of them their sentence may tell apart."""

_WENT = (1000, 1001, 1005, 1011, 1012, 1013, 1014)
"""Close codes of a service that has trouble of its own, or went in good order before its time: another one may stay."""

_GONE = {None: "the connection broke", 1006: "the connection broke", 1015: "the secure connection failed"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a service said was wrong. Each part may be missing."""

    status: int | None = None
    code: str = ""
    sentence: str = ""
    request: str = ""
    """The service's number for the request: its support asks for it."""


def read_complaint(message: Message) -> Complaint:
    """A complaint from an error message or the body of an HTTP answer, whichever keys it uses."""
    status, code, sentence = None, "", ""
    for part in (message, object_at(message, "error")):
        for key in ("status_code", "error_code", "code"):
            status = status or _status(part.get(key))
        code = code or text_at(part, "error_type", "error_code", "err_code", "code", "variant")
        sentence = sentence or text_at(
            part, "error_message", "message", "err_msg", "description", "error", "title", "reason", "detail"
        )
    return Complaint(status, code, sentence, text_at(message, "request_id"))


def _status(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 3:
        value = int(value)
    return value if isinstance(value, int) and 400 <= value <= 599 else None


def kind_of(complaint: Complaint, kinds: Kinds) -> FailureKind:
    """The service's own code decides, then the status, then the words."""
    own = kinds.get(complaint.code.lower())
    if own is not None:
        return own
    status = complaint.status
    words = complaint.sentence.lower()
    guess = next((kind for kind, pattern in _BY_WORDS if re.search(pattern, words)), None)
    if status is None:
        return guess or FailureKind.SERVER
    if guess is not None and guess in _REFINED.get(status, ()):
        return guess
    return _BY_STATUS.get(status, FailureKind.SERVER if status >= 500 else FailureKind.PROTOCOL)


def failure_of(service: str, complaint: Complaint, kinds: Kinds, key: str) -> Failure:
    """`complaint` as a value that may be shown and logged."""
    facts = (
        f"status {complaint.status}" if complaint.status else "",
        complaint.code,
        f"request {complaint.request}" if complaint.request else "",
    )
    told = ", ".join(fact for fact in facts if fact)
    said = (scrub(complaint.sentence, key) or "an error without a sentence").removesuffix(".")
    return Failure(kind_of(complaint, kinds), f"{service}: {said}", scrub(told, key))


def handshake_failure(
    service: str, status: int, headers: Mapping[str, str], body: bytes, kinds: Kinds, key: str
) -> Failure:
    """What an HTTP answer instead of a WebSocket means: its body, `dg-error`, request number and `Retry-After`."""
    known = {name.lower(): name for name in headers}

    def header(name: str) -> str:
        return headers[known[name]] if name in known else ""

    plain = body.decode("utf-8", "replace")
    told = read_complaint(read_object(plain) or {})
    # A page made for browsers comes from a proxy or a gateway, and says nothing to a person here.
    sentence = told.sentence or header("dg-error") or ("" if re.search(r"[<{]", plain) else plain.strip())
    sentence = sentence or "the connection was refused"
    if wait := header("retry-after"):  # a number of seconds, or a date
        sentence = f"{sentence.removesuffix('.')}; try again after {wait}{' seconds' if wait.isdecimal() else ''}"
    request = told.request or header("dg-request-id") or header("x-request-id")
    return failure_of(service, Complaint(status, told.code, sentence, request), kinds, key)


def hang_up_failure(
    service: str, code: int | None, reason: str, close_kinds: Mapping[int, FailureKind], kinds: Kinds, key: str
) -> Failure:
    """What the end of the socket means where it is not the end of the stream. A code word in `reason` decides first."""
    lowered = reason.lower()
    kind = next((kind for word, kind in kinds.items() if word in lowered), None)
    if kind is None and code is not None:
        kind = close_kinds.get(code)
    if kind is None and code in _GONE:
        kind = FailureKind.NETWORK
    if kind is None:
        kind = FailureKind.SERVER if code in _WENT else FailureKind.PROTOCOL
    happened = _GONE.get(code, "the service closed the connection before its last message")
    said = scrub(reason, key)
    reference = "" if code in _GONE else f"close code {code}"
    return Failure(kind, f"{service}: {happened}" + (f": {said}" if said else ""), reference)


def scrub(sentence: str, key: str) -> str:
    """`sentence` on one line, shortened, and without the key in it, plain, quoted or cut off."""
    for secret in {key, quote(key, safe="")}:
        for length in range(len(secret), min(len(secret), RECOGNISABLE_PREFIX) - 1, -1):
            if length:
                sentence = sentence.replace(secret[:length], "[key]")
    sentence = " ".join(sentence.split())
    return sentence if len(sentence) <= LONGEST_SENTENCE else sentence[:LONGEST_SENTENCE] + "…"
