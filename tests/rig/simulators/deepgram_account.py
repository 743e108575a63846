"""What Deepgram's two generations of listening share: authorisation, refusals, limits of keyterms.

Sources: https://developers.deepgram.com/docs/errors, https://developers.deepgram.com/docs/keyterm.
"""

import json

from rig.simulators.replies import Refusal

ERRORS = {
    "auth": ("INVALID_AUTH", "Invalid credentials."),
    "quota": ("ASR_PAYMENT_REQUIRED", "Project does not have enough credits for an ASR request."),
    "limit": ("TOO_MANY_REQUESTS", "Too many requests. Please try again later."),
    "invalid": ("UNPARSABLE_CLIENT_MESSAGE", "Could not deserialize last text message."),
    "timeout": ("NET-0001", "Deepgram did not receive audio data or a text message within the timeout window."),
    "server": ("INTERNAL_SERVER_ERROR", "An internal error occurred."),
}
_STATUSES = {
    400: ("INVALID_QUERY_PARAMETER", "Bad Request: failed to deserialize query parameters."),
    401: ERRORS["auth"],
    402: ERRORS["quota"],
    403: ("INSUFFICIENT_PERMISSIONS", "Project does not have access to the requested model."),
    429: ERRORS["limit"],
    503: ("SERVICE_UNAVAILABLE", "Service unavailable."),
}
MOST_KEYTERM_TOKENS = 500


def refused(status: int) -> Refusal:
    """The HTTP answer, with the code in a header, too."""
    code, sentence = _STATUSES[status]
    body = json.dumps({"err_code": code, "err_msg": sentence, "request_id": "dg-1"})
    return Refusal(
        status, {"Content-Type": "application/json", "dg-request-id": "dg-1", "dg-error": sentence}, body.encode()
    )


def too_many_keyterms(query: list[tuple[str, str]]) -> list[str]:
    """A sentence if there are surely more tokens than allowed: a word has one at least."""
    words = sum(len(value.split()) for name, value in query if name == "keyterm")
    return [f"Keyterm limit exceeded: {words} words"] if words > MOST_KEYTERM_TOKENS else []
