"""app/memory.py: what is free goes back to the system."""

import ctypes
import os
import sys
from pathlib import Path

import pytest

from app import memory

glibc = pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="another C library")


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@glibc
def test_holes_between_what_stays_are_given_back():
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    libc.malloc.argtypes = [ctypes.c_size_t]
    ctypes.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    pieces = [libc.malloc(60_000) for _ in range(1000)]
    for piece in pieces:
        ctypes.memset(piece, 1, 60_000)
    stays = libc.malloc(64)
    full = resident()
    for piece in pieces[:-1]:
        libc.free(piece)
    memory.give_back()
    assert resident() < full - 30_000_000
    libc.free(pieces[-1])
    libc.free(stays)


def test_elsewhere_it_does_nothing(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    memory.give_back()
