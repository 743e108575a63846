"""providers/socket_codec.py"""

import pytest

from providers.errors import FailureKind
from providers.events import Ended, Event, Failed, Final, Finalized, Partial
from providers.socket_codec import SocketCodec, Traits
from providers.wire import Message, OptionError


class Parrot(SocketCodec):
    """A service that says what it is told: the smallest protocol that uses all of the books."""

    service = "Parrot"
    traits = Traits(True, True, None, None, 1.0)
    _finalize_frames = ("f",)
    _closing_frames = ("c",)

    def _understand(self, message: Message) -> list[Event] | None:
        match message:
            case {"final": str(text)}:
                return self._final(text, message.get("until"))
            case {"partial": str(text)}:
                return self._partial(text)
            case {"ack": bool(certain)}:
                return self._acknowledge(certain)
            case {"objects": list(values)}:
                return [Partial(str(len(self._objects(values))))]
            case {"end": True}:
                return [Ended()]
            case {"error": _}:
                return self._fail(message)
        return None


def parrot() -> Parrot:
    codec = Parrot("wss://parrot.example")
    codec.endpoint("key-0123456789")
    return codec


def test_the_verbs() -> None:
    codec = parrot()
    assert codec.opening() == codec.idle() == codec.audio(b"") == ()
    assert codec.audio(b"\1\0") == (b"\1\0",)
    assert codec.finalize() == ("f",)
    assert codec.closing() == ("c",)
    assert codec.refused(401, {}, b"").kind is FailureKind.AUTH
    with pytest.raises(OptionError):
        codec.endpoint("")


def test_a_protocol_must_be_given() -> None:
    codec = SocketCodec("wss://nobody.example")
    with pytest.raises(NotImplementedError):
        codec.receive("{}")


def test_the_tail() -> None:
    codec = parrot()
    assert codec.receive('{"partial": "a"}') == (Partial("a"),)
    assert codec.receive('{"partial": "a"}') == ()
    assert codec.receive('{"final": "A"}') == (Final("A"),)
    assert codec.receive('{"partial": ""}') == ()
    assert codec.receive('{"partial": "a"}') == (Partial("a"),)
    assert codec.receive('{"final": ""}') == (Partial(""),)


def test_coverage_only_grows_and_is_news_to_those_who_wait() -> None:
    codec = parrot()
    codec.audio(bytes(3200))
    assert codec.receive('{"final": "", "until": 100}') == ()
    assert codec.receive('{"final": "A", "until": 50}') == (Final("A", 100),)
    assert codec.receive('{"final": "A"}') == (Final("A", 100),)
    codec.finalize()
    assert codec.receive('{"final": "", "until": 100}') == ()
    assert codec.receive('{"final": "", "until": 200}') == (Final("", 200),)
    assert codec.receive('{"ack": true}') == (Finalized(),)
    assert codec.receive('{"final": "", "until": 300}') == ()
    codec.closing()
    assert codec.receive('{"final": "", "until": 400}') == (Final("", 400),)


def test_one_acknowledgement_for_each_finalize() -> None:
    codec = parrot()
    codec.finalize()
    codec.finalize()
    assert codec.receive('{"ack": false}') == (Finalized(),)
    assert not codec.ack_certain
    assert codec.receive('{"ack": true}') == (Finalized(),)
    assert codec.ack_certain
    assert codec.oddities == 0
    assert codec.receive('{"ack": true}') == ()
    assert codec.oddities == 1


def test_oddities() -> None:
    codec = parrot()
    assert codec.receive("?") == ()
    assert codec.receive(b"\0") == ()
    assert codec.receive("{}") == ()
    assert codec.oddities == 3
    assert codec.receive(b'{"partial": "a"}') == (Partial("a"),), "binary is read, and counted"
    assert codec.oddities == 4
    assert codec.receive('{"objects": [1, {}, null]}') == (Partial("1"),)
    assert codec.oddities == 6


def test_nothing_comes_behind_the_end() -> None:
    codec = parrot()
    assert codec.receive('{"end": true}') == (Ended(),)
    assert codec.receive('{"final": "late"}') == ()
    assert codec.oddities == 1
    assert codec.closed(None, "") == ()


def test_an_error_is_an_end() -> None:
    codec = parrot()
    (failed,) = codec.receive('{"error": "key-0123456789 is wrong"}')
    assert isinstance(failed, Failed)
    assert failed.failure.detail == "Parrot: [key] is wrong"
    assert codec.closed(1000, "") == ()


def hung_up(codec: Parrot, code: int | None) -> type[Event]:
    (event,) = codec.closed(code, "")
    return type(event)


@pytest.mark.parametrize("code", [1000, 1005, 1006, None])
def test_a_hang_up_is_a_failure_unless_all_was_said(code: int | None) -> None:
    def spoken(*messages: str, closing: bool = True) -> Parrot:
        codec = parrot()
        codec.audio(bytes(3200))
        codec.finalize()
        if closing:
            codec.closing()
        for message in messages:
            codec.receive(message)
        return codec

    clean = code in (1000, 1005)
    assert hung_up(spoken(), code) is Failed
    assert hung_up(spoken('{"ack": true}', closing=False), code) is Failed
    assert hung_up(spoken('{"ack": true}'), code) is Ended
    assert hung_up(spoken('{"ack": false}'), code) is (Ended if clean else Failed)
    assert hung_up(spoken('{"final": "A", "until": 1600}'), code) is Ended
    assert hung_up(spoken('{"final": "A", "until": 1599}'), code) is Failed
