"""What Deepgram's two protocols have in common: hosts, the header, codes, limits of vocabulary. Pure."""

from collections.abc import Sequence

from .errors import FailureKind
from .vocabulary import Terms, byte_length, fit

HOSTS = {
    "us": "api.deepgram.com",
    "eu": "api.eu.deepgram.com",
    "au": "api.au.deepgram.com",
    "in": "api.in.deepgram.com",
}
"""https://developers.deepgram.com/reference/regional-endpoints; the same key for all."""

VOCABULARY_TERMS = 100
VOCABULARY_BYTES = 1_000
"""All keyterms together may have 500 tokens, else the handshake is refused. Names are cut into short tokens, so two
bytes are counted for each."""

KINDS = {
    "invalid_auth": FailureKind.AUTH,
    "insufficient_permissions": FailureKind.AUTH,
    "asr_payment_required": FailureKind.QUOTA,
    "too_many_requests": FailureKind.LIMIT,
    "net-0001": FailureKind.TIMEOUT,
    "net-0000": FailureKind.SERVER,
    "data-0000": FailureKind.PROTOCOL,
    "schemaerror": FailureKind.PROTOCOL,
    "unparsable_client_message": FailureKind.PROTOCOL,
    "internal_server_error": FailureKind.SERVER,
}

CLOSE_KINDS = {1008: FailureKind.PROTOCOL}


def authorization(key: str) -> tuple[tuple[str, str], ...]:
    """The header for an API key. `Bearer` is for short-lived tokens; with a key it is refused."""
    return (("Authorization", f"Token {key}"),)


def fit_terms(terms: Sequence[str]) -> tuple[Terms, Terms]:
    """Which terms can be sent, and which are left out."""
    return fit(terms, count=VOCABULARY_TERMS, size=VOCABULARY_BYTES, measure=byte_length)
