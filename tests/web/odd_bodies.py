"""Bodies that no browser would send, each with its type and the name of its shape, made by chance."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote_from_bytes

FORM, JSON, MULTIPART = "application/x-www-form-urlencoded", "application/json", "multipart/form-data"

TEXTS = (
    "\x00", "a\x00b", "\ufeff", "\u202egnp.exe", "\u0661\u0662", "\U0001f9e0", "e\u0301" * 40, "\uffff", "\x1b[2J",
    "<script>alert(1)</script>", "{{7*7}}", "{% raw %}", "%(x)s", "${x}", "../../etc/passwd", "' OR 1=1 --", "\r\nX: y",
    "-1", "1e999", "NaN", "None", "true", "[]", "{}", "__proto__", "__class__.__init__", "=cmd|' /C calc'!A0", " " * 99,
)  # fmt: skip
RAW = (
    b"\xff\xfe\xfd", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xed\xa0\x80", b"\xed\xb0\x80\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\x80", b"\xc3", b"\x00" * 50, "é".encode("latin-1"), "ü".encode("utf-16"), b"%zz%",
)  # fmt: skip
"""Bytes that are no UTF-8: overlong, surrogates, beyond the last letter, cut off, of another encoding."""

DEEP = ("[" * 5000, '{"a":' * 5000, "[" * 900 + "]" * 900, '{"a":' * 900 + "1" + "}" * 900)
NUMBERS = ("NaN", "-Infinity", "1" * 5000, "1e99999", "-0", "1E400", "0x1", "01")
CHARSETS = ("utf-7", "utf-16", "idna", "undefined", "zlib", "latin-1", "x" * 500, "")
BOUNDARIES = ("x", "", " ", '"', "a b", "x" * 300, "é", "--", "\x00", "x; charset=utf-7", '"x\\"')
HARDLY = ('{"a":1,"a":2}', '"\\ufeff"', "", "nul", "//", "'a'", "{}", "[]", '"\\ud800"')
MOST = 70_000


class Body(NamedTuple):
    """What is sent, as what, and the name of its shape."""

    shape: str
    content: bytes
    kind: str


class Maker:
    """Makes odd bodies for one address, whose fields and sound contents it knows."""

    def __init__(self, names: Sequence[str], good: Mapping[str, Sequence[str]], examples: Sequence[Any]) -> None:
        self.names = names
        self.whole = [(name.encode(), word.encode()) for name, words in good.items() for word in words]
        self.words = sorted({word for _, word in self.whole})
        self.examples = examples

    def body(self, chance: Random, shape: str) -> Body:
        """Make a body of this shape."""
        kind, _, way = shape.partition(" ")
        if kind == "JSON":
            return self._json(chance, shape, broken=bool(way))
        return self._multipart(chance, shape, way) if kind == "multipart" else self._form(chance, shape, way)

    def _fields(self, chance: Random) -> list[tuple[bytes, bytes]]:
        """Make fields: sound ones of a whole sheet or none, and odd names, odd values and doubles among them."""
        found = self.whole * chance.choice([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 40])
        for _ in range(chance.randrange(4)):
            name = chance.choice(self.names).encode() + b"[a]" * chance.choice([0, 0, 0, 0, 0, 500])
            value = chance.choice(self.words) if chance.random() < 0.5 else raw(chance)
            found.append((name if chance.random() < 0.8 else raw(chance), value))
        return found

    def _form(self, chance: Random, shape: str, way: str) -> Body:
        if way == "of noise":
            return Body(shape, chance.choice([chance.randbytes(200), noise(chance, "&=%+;[]_\x00é")]), FORM)
        if way == "that is huge":
            some = chance.choice([b"&", b"a=1&", b"a", b"=", b"%", b"a&", b"%00=", b"\xff"])
            return Body(shape, (some * MOST)[: chance.choice([MOST, 65_536, 65_537, 60_000])], FORM)
        kind = chance.choice([FORM, FORM, FORM, FORM.upper(), f"{FORM}; charset={chance.choice(CHARSETS)}"])
        code = (lambda part: quote_from_bytes(part).encode()) if not way else bytes
        return Body(shape, b"&".join(b"=".join(map(code, pair)) for pair in self._fields(chance))[:MOST], kind)

    def _multipart(self, chance: Random, shape: str, way: str) -> Body:
        boundary = chance.choice(BOUNDARIES) if way == "broken" else "x"
        line, mark = chance.choice([b"\r\n", b"\r\n", b"\n"]), b"--" + boundary.encode()
        parts = [_part(chance, name, value, line, way) for name, value in self._fields(chance)]
        if way == "bomb":
            tiny = b'Content-Disposition: form-data; name="a"' + line * 2 + b"1"
            inner = b"Content-Type: multipart/mixed; boundary=x" + line * 2 + mark + line + tiny + line + mark + b"--"
            parts += [chance.choice([tiny, inner, b""])] * chance.choice([10, 499, 501, 5000])
        whole = b"".join(mark + line + part + line for part in parts) + mark + b"--" + line
        if way == "broken":
            start, end = sorted(chance.randrange(len(whole) + 1) for _ in range(2))
            whole = chance.choice([whole[:start], whole[start:], whole[:start] + whole[end:], whole * 2])
        bare = chance.random() < 0.1
        return Body(shape, whole[:MOST], MULTIPART if bare else f"{MULTIPART}; boundary={boundary}")

    def _json(self, chance: Random, shape: str, *, broken: bool) -> Body:
        content = json.dumps(_exchanged(chance, chance.choice(self.examples))).encode()
        if broken:
            cut = content[: chance.randrange(len(content) + 1)] + chance.choice([b"", b"\xff", b"\xed\xa0\x80"])
            coded = content.decode().encode(chance.choice(["utf-16", "utf-32", "utf-8-sig"]))
            content = chance.choice([cut, coded, chance.choice([*DEEP, *NUMBERS, *HARDLY]).encode()])
        kinds = [JSON] * 4 + ["application/fhir+json"] * 4 + [f"{JSON}; charset=utf-16", "text/json", "text/plain", ""]
        return Body(shape, content[:MOST], chance.choice(kinds))


def raw(chance: Random) -> bytes:
    """Make one value: a text, letters of every kind, bytes that are none, or far too many of them."""
    some = chance.choice(
        [
            chance.choice(TEXTS).encode(),
            chance.choice(RAW),
            noise(chance, "aé\u05d0\u4e2d\U0001f9e0\u200d"),
            chance.randbytes(9),
        ]
    )
    return (some * chance.choice([50, 2000, MOST]))[:MOST] if chance.random() < 0.05 else some


def noise(chance: Random, letters: str) -> bytes:
    """Make some text of these letters."""
    return "".join(chance.choices(letters, k=chance.randrange(60))).encode()


def _part(chance: Random, name: bytes, value: bytes, line: bytes, way: str) -> bytes:
    says = b'Content-Disposition: form-data; name="' + name[:900] + b'"'
    if way == "with files":
        says += chance.choice([b"; filename=a.png", b"; filename*=utf-8''%ff%00", b'; filename=""', b";;;filename"])
        types = [b"Content-Type: text/plain; charset=utf-7", b"Content-Transfer-Encoding: base64", b"X: " + b"y" * 9000]
        says += line + chance.choice(types)
    return says + line * 2 + value


def _junk(chance: Random) -> Any:
    text = chance.choice([*TEXTS, "\ud800", "\udfff\ud800", "x" * 5000])
    plain = [None, True, -1, 0, 1 << 70, 1.5, 1e300, "", text, text]
    return chance.choice([*plain, [text] * 3, [], {}, {text: text}, [[[text]]], {"a": {"a": {"a": text}}}])


def _exchanged(chance: Random, example: Any) -> Any:
    """Return the example with one of its parts exchanged, or with one more member of a strange name; or as it is."""
    whole = {"": deepcopy(example)}
    for _ in range(chance.choice([0, 1, 1, 1, 2, 5])):
        holder, key = chance.choice(list(_places(whole)))
        if isinstance(holder, dict) and key and chance.random() < 0.2:
            key = chance.choice([*TEXTS, "\ud800"])
        holder[key] = _junk(chance)
    return whole[""]


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        yield node, key
        if isinstance(node[key], dict | list):
            yield from _places(node[key])
