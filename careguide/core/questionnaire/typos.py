"""Slips of the hand in the text of a file: what a keyboard or a word processor leaves there, told where it stands.

YAML names the place where it gives up, which may be hundreds of lines below the cause. This looks at the lines as a
person reads them: names with a colon, dashes, texts with or without quotes, lists in brackets.
"""

from __future__ import annotations

import re

from careguide.core.questionnaire.faults import Fault, Slip
from careguide.core.questionnaire.signs import SPACES, STRAIGHT, Typo, find_odd_signs, shown
from careguide.core.questionnaire.spans import CLOSES, NAME, Spans

SURE = frozenset(
    {
        Fault.CURLY_QUOTE, Fault.PASTED_SPACE, Fault.INVISIBLE_SIGN, Fault.PASTED_DASH, Fault.MERGE_MARK,
        Fault.UNCLOSED_QUOTE, Fault.SIGN_AT_START, Fault.COLON_WITHOUT_SPACE, Fault.DASH_WITHOUT_SPACE,
        Slip.NUMBER_SIGN, Slip.NO_BREAK_SPACE,
    }
)  # fmt: skip
"""What is wrong even where YAML makes something of it. The others explain why it cannot."""

DASHES = 8
"""The most dashes that are read at the beginning of a line."""

BREAK = re.compile(r"\r\n|\r|\n")
ITEM = re.compile(r"-(?: +|$)")
REMARK = re.compile(r"\s+#.*")
MERGE = re.compile(r"(?:<{7}|={7}|>{7})(?: |$)")
KEY = re.compile(r"[^\s\"'\[\]{},#&*!|>%@`-][^:#\"']*?:(?=[ \t]|$)|-\w[^:#\"']*?:(?=[ \t]|$)")
TIGHT_COLON = re.compile(r"([A-Za-z_]+):(?=[^\s:/])")
SPACED_COLON = re.compile(r"[A-Za-z_]+:([" + "".join(SPACES) + "])")
TIGHT_DASH = re.compile(r"-([A-Za-z_]+:(?: |$).*|[\t" + "".join(SPACES) + "].*)")
DRAWN_DASH = re.compile(r"([–—−•·*])[ \t" + "".join(SPACES) + r"]")  # noqa: RUF001 - on purpose
BLOCK_TEXT = re.compile(r"[|>][-+\d]*[ \t]*(?:#.*)?$")
DROPPED = re.compile(r"(?<=[^\s]) #|[ \t]#(?=\S)")


def find_typos(text: str) -> list[Typo]:
    """Return the slips of the hand in a text, by line; in a text without any, YAML may still find something."""
    lines = BREAK.split(text.removeprefix("\ufeff"))
    found = _Scan(lines).scanned()
    named = {typo.line for typo in found if typo.entry is Fault.PASTED_SPACE}
    found += [typo for typo in find_odd_signs(lines) if typo.line not in named]
    return sorted(found, key=lambda typo: typo.line)


class _Scan(Spans):
    """One reading of the lines, block by block."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(lines)
        self.columns: list[int] = []
        self.text_column: int | None = None
        self.text_begins = 0, 0

    def scanned(self) -> list[Typo]:
        while self.here < len(self.lines):
            self._line(self.lines[self.here])
            self.here += 1
        return self.found

    def _line(self, line: str) -> None:
        column = len(line) - len(line.lstrip(" "))
        rest = line[column:]
        if not rest.strip(" \t") or rest.lstrip(" \t")[0] == "#":
            return
        if not column and rest.startswith(("---", "...", "%")):
            self.columns, self.opens, self.text_column = [], True, None
        elif MERGE.match(line):
            self._add(Fault.MERGE_MARK)
        elif rest[0] == "\t":
            self._add(Fault.TAB)
        elif rest[0] in SPACES:
            self._add(Fault.PASTED_SPACE, name=SPACES[rest[0]])
        elif self.text_column is not None and column > self.text_column:
            self._goes_on(rest, self.text_column)
        else:
            self._begins(column, rest)

    def _begins(self, column: int, rest: str) -> None:
        """Read a line that goes on with no text: dashes, a name, a value."""
        self.text_column = None
        dashed = False
        for _ in range(DASHES):
            if not (item := ITEM.match(rest)):
                break
            column = self._place(column, rest)
            parent, column, rest = column, column + item.end(), rest[item.end() :]
            dashed = self.opens = True
            if not rest or rest[0] == "#":
                return
            self.text_column = parent
        if self._is_bad_dash(column, rest, dashed):
            return
        key = KEY.match(rest)
        if key and rest[0] not in STRAIGHT:
            self.text_column = None
            column = self._place(column, rest)
            self._value(rest[key.end() :].lstrip(" \t"), column)
        elif key:
            self._curly(rest[0])
        else:
            self._no_name(column, rest, dashed)

    def _is_bad_dash(self, column: int, rest: str, dashed: bool) -> bool:
        if tight := TIGHT_DASH.match(rest):
            space = tight[1][0]
            if space in SPACES:
                self._add(Fault.PASTED_SPACE, name=SPACES[space])
            elif space == "\t":
                self._add(Fault.TAB)
            else:
                self._add(Fault.DASH_WITHOUT_SPACE, rest=shown(tight[1]))
                self._begins(column, f"- {tight[1]}")
            return True
        drawn = DRAWN_DASH.match(rest)
        if drawn and not dashed and (self.opens or NAME.match(rest[2:].lstrip())):
            self._add(Fault.PASTED_DASH, sign=drawn[1])
            self._begins(column, f"- {rest[drawn.end() :]}")
            return True
        return False

    def _no_name(self, column: int, rest: str, dashed: bool) -> None:
        """Read a line that has no name with a colon: the value of a dash or of the name above, or a mistake."""
        name = SPACED_COLON.match(rest)
        if name:
            self._add(Fault.PASTED_SPACE, name=SPACES[name[1]])
        elif tight := TIGHT_COLON.match(rest):
            self._add(Fault.COLON_WITHOUT_SPACE, key=tight[1], rest=shown(rest[tight.end() :]))
            self._place(column, rest)
            self.text_column = None
        elif dashed and self.text_column is not None:
            self._value(rest, self.text_column)
        elif self.opens and column > (beside := self.columns[-1] if self.columns else -1):
            self.text_begins = self.here, column
            self._value(rest, beside)
        elif rest[0] in STRAIGHT:
            self._curly(rest[0])
        elif rest[0] not in "\"'[]{}?&*":
            self._add(Fault.MISSING_COLON, start=shown(rest))

    def _place(self, column: int, rest: str) -> int:
        """Enter a block at a column, or say that the line stands in none. Return the column that was meant."""
        left = 0
        while self.columns and self.columns[-1] > column:
            left = self.columns.pop()
        beside = self.columns[-1] if self.columns else -1
        if column > beside:
            if left or (self.columns and not self.opens):
                self._misaligned(rest, column, left or beside)
            column = left or column
            self.columns.append(column)
        self.opens = False
        return column

    def _misaligned(self, rest: str, count: int, wanted: int) -> None:
        """Note the first line that does not line up: those behind it may just follow from that."""
        if not any(typo.entry is Fault.MISALIGNED for typo in self.found):
            self._add(Fault.MISALIGNED, start=shown(rest), count=count, wanted=wanted)

    def _goes_on(self, rest: str, parent: int) -> None:
        """Read a line that goes on with a text without quotes."""
        column, (line, first) = len(self.lines[self.here]) - len(rest), self.text_begins
        if NAME.match(rest) and self.here == line + 1 and column == first:
            self._add(Fault.MISSING_COLON, line, start=shown(self.lines[line]))
            self.columns.append(column)
            self._begins(column, rest)
        elif NAME.match(rest):
            self._misaligned(rest, column, parent)
            self._begins(parent, rest)
        else:
            self._plain(rest, rest)

    def _value(self, value: str, parent: int) -> None:
        self.opens, self.text_column = False, None
        place = len(self.lines[self.here]) - len(value)
        if not value or value[0] == "#":
            self.opens = True
            if value[1:2].strip():
                self._add(Slip.NUMBER_SIGN, rest=shown(value))
        elif BLOCK_TEXT.match(value):
            self._pass_block(parent)
        elif value[0] in "\"'":
            self._after(self._quoted(place, parent), "quote", value[0])
        elif value[0] in CLOSES:
            self._after(self._flow(place, parent), "bracket", value[0])
        elif value[0] in STRAIGHT:
            self._curly(value[0])
        elif value[0] in SPACES:
            self._add(Fault.PASTED_SPACE, name=SPACES[value[0]])
        elif value[0] in "!@`%|>]}," or value[:2] in ("- ", ": "):
            self._add(Fault.SIGN_AT_START, sign=value[0])
        elif value[0] in "&*":
            self._add(Fault.ALIAS)
        else:
            self.text_column = parent
            self._plain(value, value)

    def _plain(self, value: str, whole: str) -> None:
        """Read a text without quotes."""
        if "#" in value and (dropped := DROPPED.search(value)):
            rest, value = value[dropped.end() - 1 :], value[: dropped.start()]
            if " " in value.strip() or not rest[1:2].isspace():
                self._add(Slip.NUMBER_SIGN, rest=shown(rest))
        if "#" in value:
            value = REMARK.sub("", value)
        value = value.rstrip()
        if ": " in value or value.endswith(":"):
            self._add(Fault.COLON_IN_TEXT, start=shown(whole))

    def _pass_block(self, parent: int) -> None:
        """Pass the lines of a text below | or >."""
        while self.here + 1 < len(self.lines):
            line = self.lines[self.here + 1]
            if line.strip(" \t") and len(line) - len(line.lstrip(" ")) <= parent:
                return
            self.here += 1
