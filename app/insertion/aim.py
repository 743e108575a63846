"""Where a text is meant to go. Pure; imports nothing of ours."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aim:
    """The program that had the focus at some moment. Two are equal if it is the same running program."""

    program: str
    """Tells running programs of this desktop apart, for as long as they run."""
