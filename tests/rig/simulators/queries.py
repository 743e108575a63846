"""Rules for query parameters, and what breaks them. Imports nothing of ours."""

from collections.abc import Callable, Iterable, Mapping

Rule = Callable[[str], str | None]
"""What is wrong with a value; None if nothing is."""


def one_of(*values: str) -> Rule:
    """Exactly one of these."""
    return lambda value: None if value in values else f"is none of {', '.join(values)}"


boolean = one_of("true", "false")


def integer(low: int, high: int) -> Rule:
    """A whole number in this range, both ends included."""

    def rule(value: str) -> str | None:
        whole = value.isascii() and value.isdigit()
        return None if whole and low <= int(value) <= high else f"is no whole number from {low} to {high}"

    return rule


def decimal(low: float, high: float) -> Rule:
    """A number in this range, both ends included."""

    def rule(value: str) -> str | None:
        try:
            good = low <= float(value) <= high
        except ValueError:
            good = False
        return None if good else f"is no number from {low:g} to {high:g}"

    return rule


def text(longest: int = 1000) -> Rule:
    """Anything but nothing."""
    return lambda value: None if 0 < len(value) <= longest else f"is empty or longer than {longest}"


def broken(
    query: Iterable[tuple[str, str]], rules: Mapping[str, Rule], required: Iterable[str], repeatable: Iterable[str] = ()
) -> list[str]:
    """A sentence for everything that is wrong in `query`."""
    pairs = list(query)
    names = [name for name, _ in pairs]
    told = [f"parameter {name} is missing" for name in required if name not in names]
    twice = {name for name in names if names.count(name) > 1} - set(repeatable)
    told += [f"parameter {name} stands there more than once" for name in sorted(twice)]
    for name, value in pairs:
        problem = rules[name](value) if name in rules else "is unknown"
        if problem:
            told.append(f"parameter {name}={value} {problem}")
    return told
