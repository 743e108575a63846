"""What a day is called. Imports QtCore."""

from PySide6.QtCore import QDate, QLocale


def day_name(day: QDate, today: QDate) -> str:
    """ "Today", "Yesterday", or the date as it is written here."""
    match day.daysTo(today):
        case 0:
            return "Today"
        case 1:
            return "Yesterday"
    return QLocale().toString(day, QLocale.FormatType.LongFormat)
