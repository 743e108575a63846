"""What a terminal would show: enough of ECMA-48 for the codes that we write, and an error for any other."""

import re

from rich.cells import cell_len, split_graphemes

_PIECES = re.compile(r"\x1b\[(\d*)([A-Za-z])|(\r\n|\r|\n)|([^\x1b\r\n]+)")


class Screen:
    """Rows of text, with what is faint in angle brackets. A row that is too wide is an error, as it would wrap."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.rows: list[list[str]] = [[]]
        self.row = self.column = 0
        self.faint = False

    def feed(self, written: str) -> None:
        """Take what a program wrote."""
        at = 0
        for piece in _PIECES.finditer(written):
            assert piece.start() == at, f"unknown code at {written[at : at + 10]!r}"
            at = piece.end()
            number, code, end, text = piece.groups()
            if text is not None:
                self._put(text)
                continue
            match code or end:
                case "A":
                    self.row -= int(number)
                    assert self.row >= 0, "above the first row"
                case "K":
                    del self.rows[self.row][self.column :]
                case "J":
                    del self.rows[self.row][self.column :]
                    del self.rows[self.row + 1 :]
                case "m":
                    self.faint = {"2": True, "22": False}[number]
                case "\r":
                    self.column = 0
                case "\n" | "\r\n":
                    self.row, self.column = self.row + 1, 0
                    if self.row == len(self.rows):
                        self.rows.append([])
                case _:
                    raise AssertionError(f"unknown code {piece.group()!r}")
        assert at == len(written), f"unknown code at {written[at : at + 10]!r}"

    def _put(self, text: str) -> None:
        for start, end, width in split_graphemes(text)[0]:
            cells = [(f"<{text[start:end]}>" if self.faint else text[start:end]), *[""] * (width - 1)]
            line = self.rows[self.row]
            line[self.column : self.column + width] = cells
            self.column += width
            assert self.column <= self.columns, f"the row is wider than {self.columns} columns: {''.join(line)!r}"
        assert cell_len(text) <= self.columns

    def lines(self) -> list[str]:
        """The rows as text: `solid<faint>`."""
        return ["".join(row).replace("><", "") for row in self.rows]
