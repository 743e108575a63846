"""What is done with a text, given what has the focus, the rules, and where it was meant to go. Pure; imports `aim`,
`messages`, `rules` and `sentences`.

Every desktop's inserter asks here, with the names that its desktop has for programs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from . import sentences
from .aim import Aim
from .messages import Chord
from .rules import FocusChanged, Manner, Policy, Rule, find, shipped_for

_CHORDS = {
    Manner.SHIFT_INSERT: Chord.SHIFT_INSERT,
    Manner.CTRL_V: Chord.CTRL_V,
    Manner.CTRL_SHIFT_V: Chord.CTRL_SHIFT_V,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The fields of `messages.Looked` that are not about keys and clipboards."""

    chord: Chord | None
    typing: bool = False
    refusal: str = ""
    nowhere: str = ""
    rule: str = ""


def plan(
    names: Iterable[str], suits: Chord, policy: Policy, aim: Aim | None = None, focused: Aim | None = None
) -> Plan:
    """What to do with a text when the program with these names has the focus.

    `suits`: the chord that pastes there, as far as can be told without a rule. `aim`: where the text was meant to go;
    None: nobody knows. `focused`: what has the focus.
    """
    rule = find(names, policy.programs)
    if rule and rule.manner is Manner.NEVER:
        return Plan(None, nowhere=sentences.RULE_NEVER.format(rule=whose(rule)))
    if aim is not None and aim != focused and policy.focus_changed is FocusChanged.HOLD:
        return Plan(None, refusal=sentences.FOCUS_CHANGED)
    if rule is None or rule.manner in (Manner.AUTOMATIC, Manner.ACCESSIBILITY):
        return Plan(suits)
    if rule.manner is Manner.COPY:
        return Plan(None, refusal=sentences.RULE_COPY.format(rule=whose(rule)))
    if rule.manner is Manner.TYPE:
        return Plan(suits, typing=True, rule=sentences.RULE_TYPED.format(rule=whose(rule)))
    chord = _CHORDS[rule.manner]
    return Plan(chord, rule=sentences.RULE_CHORD.format(chord=chord.value, rule=whose(rule)))


def whose(rule: Rule) -> str:
    """The rule, as the end of a sentence that begins with "by"."""
    shipped = None if rule.own else shipped_for(rule.program)
    return f"the rule for {shipped.kind} ({rule.program})" if shipped else f"your rule for {rule.program}"
