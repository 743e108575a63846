"""Why a service could not be reached, as a failure that says what to do. Pure; imports only the vocabulary.

The sentences name the host, never more of the address, and quote the system's words only where these hold nothing of
the user's.
"""

import socket
import ssl

from .errors import Failure, FailureKind


def connect_failure(service: str, host: str, error: OSError | UnicodeError, proxy: str | None = None) -> Failure:
    """What went wrong below the WebSocket. `host`: what was asked for; `proxy`: what is in between, if anything.

    With a proxy in between, names and refusals are the proxy's own; certificates are the host's.
    """
    first = host if proxy is None else f"the proxy {proxy} that the environment names"
    match error:
        case ssl.SSLCertVerificationError():
            told = (
                f"the certificate of {host} is not trusted ({error.verify_message}). If something on the way reads "
                "along, like a company's proxy or a virus scanner, add its certificate to the system's trusted ones"
            )
        case ssl.SSLError():
            told = f"no secure connection to {host} could be made ({error.reason or 'TLS failed'})"
        case socket.gaierror() | UnicodeError():
            told = f"there is no address for {first}. Is this computer online, and the name right?"
        case ConnectionRefusedError():
            told = f"{first} refused the connection: nothing listens there"
        case OSError(strerror=str(reason)) if reason:
            told = f"no connection to {first} ({reason})"
        case _:
            told = f"no connection to {first}"
    return Failure(FailureKind.NETWORK, f"{service}: {told}")


def too_slow(service: str, host: str, seconds: float, proxy: str | None = None) -> Failure:
    """The service did not answer the handshake in time."""
    way = "" if proxy is None else f" through the proxy {proxy}"
    return Failure(FailureKind.TIMEOUT, f"{service}: {host} did not answer{way} within {seconds:g} seconds")
