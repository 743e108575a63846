"""Wayland's wire format, by values: bytes as libwayland writes them on a little-endian machine."""

import struct

import pytest

from app.insertion.wayland_wire import DATA_OFFER, REGISTRY, RawEvent, pack, split, unpack


def words(*values: int) -> bytes:
    return struct.pack(f"={len(values)}I", *values)


def test_a_request_says_its_size_and_pads_its_strings() -> None:
    opcode, signature = REGISTRY.request("bind")
    data = pack(2, opcode, signature, (7, "wl_seat", 1, 3))
    assert data == words(2, 32 << 16, 7, 8) + b"wl_seat\0" + words(1, 3)
    assert pack(2, 0, "s", ("four",)) == words(2, 20 << 16, 5) + b"four\0\0\0\0"


def test_a_descriptor_has_no_bytes() -> None:
    opcode, signature = DATA_OFFER.request("receive")
    assert pack(5, opcode, signature, ("a/b", 9)) == words(5, 16 << 16, 4) + b"a/b\0"


def test_no_object_is_zero_and_an_int_may_be_negative() -> None:
    assert pack(1, 2, "oia", (None, -1, b"xyz")) == words(1, 24 << 16 | 2, 0, 0xFFFFFFFF, 3) + b"xyz\0"


def test_a_request_that_is_not_known_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="wl_registry has no request 'destroy'"):
        REGISTRY.request("destroy")


def test_events_are_cut_where_they_end_and_the_rest_waits() -> None:
    one, two = pack(3, 1, "u", (4,)), pack(8, 0, "u", (9,))
    whole = one + two
    assert split(whole) == ([RawEvent(3, 1, words(4)), RawEvent(8, 0, words(9))], b"")
    for cut in range(len(one), len(whole)):
        assert split(whole[:cut]) == ([RawEvent(3, 1, words(4))], whole[len(one) : cut])
    assert split(b"") == ([], b"")


def test_an_event_shorter_than_its_header_is_refused() -> None:
    with pytest.raises(ValueError, match="of 4 bytes"):
        split(words(1, 4 << 16))


@pytest.mark.parametrize(
    ("signature", "arguments"),
    [
        ("usu", [1, "zwlr_data_control_manager_v1", 2]),
        ("ia", [-5, b"\1\0\0\0\2\0\0\0"]),
        ("s", ["naïve"]),
        ("sa", ["", b"odd"]),
        ("", []),
    ],
)
def test_what_is_packed_comes_back(signature: str, arguments: list[int | str | bytes]) -> None:
    (event,), rest = split(pack(1, 0, signature, arguments))
    assert unpack(signature, event.payload) == arguments and rest == b""


def test_in_the_place_of_a_descriptor_stands_none() -> None:
    assert unpack("shu", words(2) + b"x\0\0\0" + words(6)) == ["x", None, 6]
