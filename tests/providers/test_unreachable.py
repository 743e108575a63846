import socket
import ssl

import pytest

from providers.errors import FailureKind
from providers.unreachable import connect_failure, too_slow

PROXY = "proxy.example:3128"
UNTRUSTED = ssl.SSLCertVerificationError(1, "self-signed certificate")
UNTRUSTED.verify_message = "self-signed certificate"
BROKEN = ssl.SSLError(1, "x")
BROKEN.reason = "WRONG_VERSION_NUMBER"
NAMELESS = ssl.SSLError(1, "x")
NAMELESS.reason = None


@pytest.mark.parametrize(
    ("error", "proxy", "said"),
    [
        (UNTRUSTED, None, "the certificate of host.example is not trusted (self-signed certificate)"),
        (UNTRUSTED, PROXY, "the certificate of host.example is not trusted"),
        (BROKEN, None, "no secure connection to host.example could be made (WRONG_VERSION_NUMBER)"),
        (NAMELESS, None, "no secure connection to host.example could be made (TLS failed)"),
        (socket.gaierror(-2, "Name or service not known"), None, "there is no address for host.example"),
        (socket.gaierror(-2, "x"), PROXY, f"there is no address for the proxy {PROXY} that the environment names"),
        (UnicodeError("label too long"), None, "there is no address for host.example"),
        (ConnectionRefusedError(111, "x"), None, "host.example refused the connection: nothing listens there"),
        (ConnectionRefusedError(111, "x"), PROXY, f"the proxy {PROXY} that the environment names refused"),
        (OSError(101, "Network is unreachable"), None, "no connection to host.example (Network is unreachable)"),
        (OSError("some words of somebody"), None, "no connection to host.example"),
    ],
)
def test_what_was_in_the_way_and_what_to_do(error, proxy, said):
    failure = connect_failure("Soniox", "host.example", error, proxy)
    assert failure.kind is FailureKind.NETWORK
    assert failure.detail.startswith(f"Soniox: {said}")
    assert "some words of somebody" not in failure.detail


def test_who_did_not_answer_in_time():
    assert too_slow("Soniox", "host.example", 7.0).kind is FailureKind.TIMEOUT
    assert too_slow("Soniox", "host.example", 7.0).detail == "Soniox: host.example did not answer within 7 seconds"
    assert "through the proxy proxy.example:3128" in too_slow("Soniox", "host.example", 7.0, PROXY).detail
