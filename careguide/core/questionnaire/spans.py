"""What may run over several lines of a file: texts in quotes, and lists and blocks in brackets."""

from __future__ import annotations

import re

from careguide.core.questionnaire.faults import Fault, Slip
from careguide.core.questionnaire.signs import STRAIGHT, Typo, shown

CLOSES = {"[": "]", "{": "}"}
ESCAPES = '0abt\tnvfre "/\\N_LPxuU'

NAME = re.compile(r"(?:- +)*[a-z_]+:(?: |$)")
QUOTE_END = {'"': re.compile(r'\\(.?)|"'), "'": re.compile(r"''|'")}
FLOW_SIGN = re.compile(r"[\[\]{}\"'!@`%#" + "".join(STRAIGHT) + "]")


class Spans:
    """The lines of a file, the one that is read, and what was found so far."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.here = 0
        self.found: list[Typo] = []
        self.opens = True

    def _add(self, entry: Fault | Slip, line: int | None = None, **facts: object) -> None:
        self.found.append(Typo(entry, (self.here if line is None else line) + 1, facts))

    def _curly(self, sign: str, line: int | None = None) -> None:
        self._add(Fault.CURLY_QUOTE, line, sign=sign, straight=STRAIGHT[sign])

    def _goes_below(self, parent: int, named: bool) -> bool:
        """Whether the next line cannot belong to what is open here; one with a name may, or not."""
        if self.here + 1 == len(self.lines):
            return True
        line = self.lines[self.here + 1]
        bare = line.lstrip(" ")
        return (
            bool(bare)
            and bare[0] not in "]}"
            and (len(line) - len(bare) <= parent or bool(not named and NAME.match(bare)))
        )

    def _quoted(self, place: int, parent: int, *, within: bool = False) -> int | None:
        """Return where a quoted text ends in the line that is then here; None, once told, if it never does."""
        opened, sign, place = self.here, self.lines[self.here][place], place + 1
        while True:
            for hit in QUOTE_END[sign].finditer(self.lines[self.here], place):
                if hit[0] == sign:
                    return hit.end()
                if sign == '"' and hit[1] not in ESCAPES:
                    self._add(Fault.BAD_ESCAPE, sign=hit[0])
            if self._goes_below(parent, named=not within):
                quoted = shown(self.lines[opened].strip())
                self._add(Fault.UNCLOSED_QUOTE, opened, sign=sign, start=quoted)
                return None
            self.here, place = self.here + 1, 0

    def _flow(self, place: int, parent: int) -> int | None:
        """Return where a list or block in brackets ends in the line that is then here; None if it never does."""
        opened: list[tuple[str, int]] = []
        while True:
            last = ""
            while sign := FLOW_SIGN.search(self.lines[self.here], place):
                line = self.lines[self.here]
                before, place, last = line[place : sign.start()].rstrip()[-1:] or last, sign.end(), sign[0]
                if last == "#" and not line[max(sign.start() - 1, 0) : sign.start()].strip():
                    break
                if last in "[{]}":
                    if self._is_over(last, opened):
                        return None if opened else place
                elif before in ("", *"[{,:"):
                    ended = self._in_flow(sign, parent)
                    if ended is None:
                        return None
                    place = ended
            if self._goes_below(parent, named=True):
                self._never_closed(*opened[-1])
                return None
            self.here, place = self.here + 1, 0

    def _is_over(self, sign: str, opened: list[tuple[str, int]]) -> bool:
        """Take a bracket in, and return whether the list is over: the last one closed, or one does not fit."""
        if sign in CLOSES:
            opened.append((sign, self.here))
            return False
        if sign == CLOSES[opened[-1][0]]:
            opened.pop()
            return not opened
        self._never_closed(*opened[-1])
        return True

    def _in_flow(self, sign: re.Match[str], parent: int) -> int | None:
        """Read what a part of a list begins with, and return where to read on."""
        if sign[0] in "\"'":
            return self._quoted(sign.start(), parent, within=True)
        if sign[0] in STRAIGHT:
            self._curly(sign[0])
        elif sign[0] != "#":
            self._add(Fault.SIGN_AT_START, sign=sign[0])
        return sign.end()

    def _never_closed(self, sign: str, line: int) -> None:
        self._add(Fault.UNCLOSED_BRACKET, line, sign=sign, close=CLOSES[sign])

    def _after(self, place: int | None, what: str, sign: str) -> None:
        """Look at what stands behind a text in quotes, or behind brackets."""
        rest = "" if place is None else self.lines[self.here][place:]
        if rest.startswith(":"):
            self.opens = not rest[1:].strip()
        elif rest.strip() and not re.match(r"\s+#", rest):
            if what == "quote":
                other = "'" if sign == '"' else '"'
                self._add(Fault.TEXT_AFTER_QUOTE, sign=sign, other=other, rest=shown(rest))
            else:
                self._add(Fault.TEXT_AFTER_BRACKET, close=CLOSES[sign], rest=shown(rest))
