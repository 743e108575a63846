"""Records as the widgets are told them. Pure; imports the record, who recognised what, and the widgets' vocabulary."""

from app import who
from app.ui.history_item import EarlierText, HistoryItem
from app.ui.status import Mark

from .record import Earlier, Record


def item(record: Record, *, recorded: bool, progress: float | None = None, problem: str = "") -> HistoryItem:
    """`recorded`: its sound is still there. `progress`, `problem`: of transcribing it again."""
    return HistoryItem(
        record.id,
        record.time,
        record.text,
        record.mark,
        record.note,
        # Where there is no text at all, the mark says so.
        incomplete=record.answered is False and record.mark is not Mark.NOT_TRANSCRIBED,
        earlier=tuple(EarlierText(each.text, _about(each)) for each in record.earlier),
        recorded=recorded,
        progress=progress,
        problem=problem,
    )


def keeping(days: int) -> str:
    """For how long texts are kept."""
    if days == 0:
        return "Texts are listed here until Holdfast ends; none is kept on disk."
    return f"Texts are kept here for {'a day' if days == 1 else f'{days} days'}; you can change that in the settings."


def _about(earlier: Earlier) -> str:
    names = ", then ".join(who.name(each) for each in earlier.providers)
    return f"{earlier.mark.value}, {names}" if names else earlier.mark.value
