"""Which rule holds for which program."""

import pytest

from app.insertion.rules import SHIPPED, Manner, Rule, find, shipped_for


def test_a_program_without_a_rule_has_none():
    assert find(("xterm", "XTerm"), {}) is None
    assert find((), {"": Manner.NEVER}) is None
    assert shipped_for("xterm") is None


@pytest.mark.parametrize("name", ["keepassxc", "KeePassXC"])
def test_shipped_rules_are_found_in_any_case(name):
    assert find(("", name), {}) == Rule("keepassxc", Manner.NEVER, own=False)
    assert shipped_for(name).kind == "password managers"


def test_the_users_rule_wins_whatever_name_it_is_for():
    programs = {"Process": Manner.TYPE, "KeePassXC": Manner.AUTOMATIC}
    assert find(("remmina", "process"), programs) == Rule("process", Manner.TYPE)
    assert find(("keepassxc",), programs) == Rule("keepassxc", Manner.AUTOMATIC)


def test_no_program_is_shipped_twice_and_all_are_in_lower_case():
    names = [name for shipped in SHIPPED for name in shipped.programs]
    assert len(names) == len(set(names))
    assert names == [name.casefold() for name in names]
