"""Bytes of a text whose charset may be missing, wrong or invented."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

#: What else charsets are called, and which ones are a smaller name for a larger set.
_OTHER_NAMES = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "unicode-1-1-utf-7": "utf-7",
}
#: Codecs by their canonical names that read text. Some of Python's others are slow or no charsets.
_TEXT = re.compile(
    r"(utf-(7|8|16|32)(-le|-be|-sig)?|cp\d+|iso8859-\d+|iso2022_(jp|kr)\w*|koi8-\w|gb2312|gbk"
    r"|gb18030|big5|big5hkscs|euc_\w+|shift_jis\w*|johab|hz|mac-\w+|kz1048|ptcp154|hp-roman8)"
)
#: These look like plain ASCII or hold NULs, so a guess at UTF-8 would wrongly succeed.
_BEFORE_UTF_8 = re.compile(r"utf-(7|16|32)(-le|-be)?|iso2022_\w+|hz")
_MULTIBYTE = re.compile(r"cp9(32|49|50|36)|gb18030|big5hkscs|euc_\w+|shift_jis\w*|johab")
#: With fewer bytes beyond ASCII than this, valid UTF-8 may be chance.
_CHANCE = 9
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufeff]")


def decode(raw: bytes, declared: str = "") -> tuple[str, bool]:
    """Text out of bytes, and whether every letter of it could be read.

    UTF-8 first, then what was declared, then cp1252 with replacements. NULs and lone surrogates
    are taken out, line ends become line feeds.
    """
    text, whole = _decoded(raw, _codec(declared.strip().strip("\"'").lower()))
    return clean(text), whole


def clean(text: str) -> str:
    """Text without control characters that no database or terminal wants."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _decoded(raw: bytes, codec: str) -> tuple[str, bool]:
    if raw.isascii() and not _BEFORE_UTF_8.fullmatch(codec):
        return raw.decode("ascii"), True
    for name in _order(raw, codec):
        try:
            return raw.decode(name), True
        except (UnicodeError, ValueError):
            continue
    return _replaced(raw, codec), False


def _replaced(raw: bytes, codec: str) -> str:
    """The best of bad readings: text that says it is UTF-8 and hardly is, was cp1252."""
    text = raw.decode(codec or "cp1252", "replace")
    lost = text.count("\ufffd")
    if codec == "utf-8" and lost > sum(letter > "\x7f" for letter in text) - lost:
        return raw.decode("cp1252", "replace")
    return text


def _order(raw: bytes, codec: str) -> tuple[str, ...]:
    if not codec:
        return ("utf-8", "cp1252")
    if _BEFORE_UTF_8.fullmatch(codec):
        return (codec, "utf-8")
    few = sum(byte > 127 for byte in raw[:400]) < _CHANCE  # noqa: PLR2004 - ASCII's end
    if few and _MULTIBYTE.fullmatch(codec):
        return (codec, "utf-8")
    return ("utf-8", codec)


@lru_cache(maxsize=64)
def _codec(declared: str) -> str:
    """The codec for a charset's name, or nothing where no charset has that name."""
    name = _OTHER_NAMES.get(declared, declared)[:40]
    if not name.isascii():
        return ""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return found if _TEXT.fullmatch(found) else ""
