"""The history in every state, for the gallery."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QMessageBox

from app.history.items import keeping
from app.ui.history_card import HistoryCard
from app.ui.history_item import EarlierText, HistoryItem
from app.ui.main_window import MainWindow
from app.ui.status import HistoryEntry, Mark, Status, StatusKind

NOW = datetime.now().astimezone().replace(hour=16, minute=20)
SHORT = "Send it to Anna on Thursday, please."
MIDDLE = (
    "And after early nightfall the yellow lamps would light up, here and there, the squalid quarter of the brothels."
)
LONG = (
    "He hoped there would be stew for dinner, turnips and carrots and bruised potatoes and fat mutton pieces to be"
    " ladled out in thick, peppered, flour-fattened sauce. Stuff it into you, his belly counselled him. "
) * 6
UNREACHED = (
    "The connection to Soniox failed: the connection was reset. Nothing was transcribed. The recording is kept: "
    "transcribe it from the history."
)
AGAIN = "Transcribed from the recording by Deepgram Nova, and inserted nowhere: copy it to where it belongs."
UNCONFIRMED = "The recogniser did not confirm the end in time: check the last words."
LOST = HistoryItem("lost", NOW, "", Mark.NOT_TRANSCRIBED, UNREACHED, recorded=True)
FULL = (
    "The history cannot be kept on the disk (/home/ada/.local/state/holdfast/history.db: the disk is full). New texts "
    "are in it only until Holdfast ends. Free some space on the disk, or make the folder writable."
)


def item_of(entry: HistoryEntry, identity: object) -> HistoryItem:
    """As the app would show it."""
    return HistoryItem(str(identity), entry.time, entry.text, entry.mark, entry.note)


def everything() -> tuple[HistoryItem, ...]:
    """Every mark, over some days."""
    earlier = (EarlierText("Send it to Hannah on first day please", "Inserted, the offline recogniser"),)

    def at(days: int, hours: int, **more: object) -> HistoryItem:
        return HistoryItem(f"{days}-{hours}", NOW - timedelta(days=days, hours=hours), **more)

    return (
        LOST,
        at(0, 1, text=SHORT, mark=Mark.AGAIN, note=AGAIN, earlier=earlier, recorded=True),
        at(0, 2, text=MIDDLE, mark=Mark.UNCONFIRMED, note=UNCONFIRMED, incomplete=True, recorded=True),
        at(1, 0, text=LONG.strip(), mark=Mark.INSERTED),
        at(1, 3, text=SHORT, mark=Mark.COPIED),
        at(3, 0, text="Hello Bertie", mark=Mark.CANCELLED),
        at(40, 0, text=MIDDLE, mark=Mark.INSERTED),
    )


def history(w: MainWindow) -> Iterator[str]:
    """The scenes."""
    panel = w.history
    w.show_status(Status(StatusKind.IDLE))
    w.show_notice(None)
    w.show_text("", "")
    w.resize(w.fontMetrics().height() * 28, 860)
    w.show()
    panel.show_items((), 0)
    panel.show_keeping(keeping(30))
    yield "history-empty"
    panel.show_items(everything(), 117)
    yield "history-everything"
    _card(panel, "0-1").show_earlier.click()
    panel.show_items((replace(LOST, progress=0.37), *everything()[1:]), 117)
    yield "history-transcribing"
    said = "Soniox cannot be used without a valid API key: invalid key. Enter the key in the settings."
    panel.show_items((replace(LOST, problem=said), *everything()[1:]), 117)
    yield "history-transcribing-failed"
    for identity, button in (("lost", "retry"), ("0-1", "more")):
        QTest.mouseClick(getattr(_card(panel, identity), button), Qt.MouseButton.LeftButton)
        menu = next(each for each in panel.findChildren(QMenu) if each.isVisible())
        yield f"history-menu-{button}"
        menu.close()
    QTest.mouseClick(_card(panel, "0-1").more, Qt.MouseButton.LeftButton)
    menu = next(each for each in panel.findChildren(QMenu) if each.isVisible())
    next(each for each in menu.actions() if "Delete" in each.text()).trigger()
    menu.close()
    yield "history-delete"
    next(each for each in panel.findChildren(QMessageBox) if each.isVisible()).reject()
    panel.show_warning(FULL)
    panel.show_items(everything()[1:3], 0)
    yield "history-not-on-disk"
    panel.show_warning("")
    panel.findChild(QLineEdit).setText("turnips")
    panel.show_items(everything()[3:4], 0)
    yield "history-search"
    panel.findChild(QLineEdit).setText("aubergines")
    panel.show_items((), 0)
    yield "history-search-nothing"
    panel.findChild(QLineEdit).clear()
    panel.show_items(tuple(replace(LOST, id=str(n), text=f"{n}: {SHORT}", mark=Mark.INSERTED) for n in range(60)), 940)
    QTest.qWait(50)  # the list is only laid out with the next events
    w.resize(w.minimumSizeHint())
    yield "history-smallest"
    panel.show_items((), 0)


def _card(panel, identity: str) -> HistoryCard:
    return next(each for each in panel.findChildren(HistoryCard) if each.item.id == identity)
