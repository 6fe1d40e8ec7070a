"""Bytes to UTF-8: which encoding a text file is in, decided on evidence and never by trying luck.

Byte-order marks first, then strict UTF-8, then UTF-16 without a mark by its zero bytes; what is left is Chinese
(GB18030, which holds GBK and GB2312) or Western (cp1252) by what its bytes would spell. What only another alphabet
spells is read in its encoding, and what none does is charset-normalizer's to say, both with a warning.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import pyarrow as pa

from kamlib.errors import KamError
from kamlib.tables.files import alphabets
from kamlib.words import _

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
EVIDENCE = 200_000  # bytes of lines with other than ASCII that are weighed
SURE = 0.9
LIKELY = [
    "gb18030",
    "big5",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp932",
    "euc_jp",
    "cp949",
    "koi8_r",
]
SIGNS = "€£¥°²³½¼§«»‹›©®™–—’‘‚“”„´·…†•\xa0ºª¿¡±×µ"
#: Codecs for parts of a text, not for a file of it; some take all day on one.
_NO_TEXT = {"punycode", "idna", "undefined", "unicode-escape", "raw-unicode-escape", "unicode_escape"}
_ODD_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_HIGH = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class Text:
    """A text file's content in UTF-8, the encoding it was in, and whether that was a guess or damaged it."""

    utf8: bytes
    encoding: str
    doubtful: bool = False
    damaged: int = 0  # characters that could not be read and are shown as U+FFFD


def decode(data: bytes, *, encoding: str | None = None, name: str = "") -> Text:
    """Return a text file's content in UTF-8.

    Parameters
    ----------
    data : bytes
        The file.
    encoding : str, optional
        The encoding, when the user says it.
    name : str
        The file's name, for messages.

    Returns
    -------
    Text
        The content, with the encoding it was read in and how sure that is.

    Raises
    ------
    KamError
        If the encoding given is unknown or does not fit, or if this is not text.
    """
    if encoding is not None:
        return _as_told(data, encoding, name)
    for mark, found in MARKS:
        if data.startswith(mark):
            return _marked(data, mark, found)
    wide = _without_mark(data)  # before UTF-8: English in UTF-16 is ASCII with zero bytes in between
    if wide is not None:
        return Text(_plain(data.decode(wide, errors="replace")), wide)
    return Text(data, "utf-8") if is_utf8(data) else _guessed(data)


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 throughout (checked in place: a copy of a large file would cost seconds).

    Parameters
    ----------
    data : bytes
        A file's bytes.

    Returns
    -------
    bool
        True for ASCII too.
    """
    if data.isascii():
        return True
    offsets = pa.array([0, len(data)], pa.int64()).buffers()[1]
    whole = pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(data)])
    try:
        whole.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def known(encoding: str) -> codecs.CodecInfo:
    """Return the codec of an encoding.

    Parameters
    ----------
    encoding : str
        Its name, such as ``gb18030``.

    Returns
    -------
    codecs.CodecInfo
        As Python knows it.

    Raises
    ------
    KamError
        If there is no such encoding of text.
    """
    try:
        codec = codecs.lookup(encoding)
        if codec.name in _NO_TEXT:
            raise LookupError
        "a".encode(encoding)  # some codecs are not for text, which an empty text would not show
    except (LookupError, TypeError, ValueError) as error:
        raise KamError(
            _(
                "unknown encoding {encoding}; try utf-8, gb18030 or cp1252.",
                encoding=repr(encoding),
            )
        ) from error
    return codec


def _as_told(data: bytes, encoding: str, name: str) -> Text:
    codec = known(encoding)
    try:
        if codec.name.startswith(("utf-16", "utf-32")) and b"\x00" not in data:  # as no table is: , is two bytes
            raise UnicodeError
        text = data.decode(codec.name)
    except (UnicodeError, ValueError) as error:
        raise KamError(
            _(
                "{file} is not encoded in {encoding}; remove --encoding to detect the encoding automatically.",
                file=name,
                encoding=codec.name,
            )
        ) from error
    return Text(_plain(text), codec.name)


def _plain(text: object) -> bytes:
    """Return text in UTF-8; lone surrogates, which UTF-8 cannot hold, become question marks."""
    return str(text).removeprefix("\ufeff").encode(errors="replace")


def _marked(data: bytes, mark: bytes, encoding: str) -> Text:
    if encoding == "utf-8-sig":
        rest = data[len(mark) :]
        if is_utf8(rest):
            return Text(rest, encoding)
    text = data.decode(encoding, errors="replace")
    return Text(_plain(text), encoding, damaged=text.count("\ufffd"))


def _without_mark(data: bytes) -> str | None:
    """Return UTF-16's name if every other byte is mostly zero, as ASCII characters make it."""
    head = data[:4096]
    if len(head) < 4 or b"\x00" not in head:
        return None
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 and odd < 0.05 else None


def _guessed(data: bytes) -> Text:
    sample = _sample(data)
    nearly = sample.decode("utf-8", errors="replace")
    if _share_of_utf8(nearly) > SURE:
        text = data.decode("utf-8", errors="replace")
        return Text(_plain(text), "utf-8", damaged=text.count("\ufffd"))
    (chinese, everyday), western = how_chinese(sample), how_western(sample)
    if chinese >= SURE and everyday >= 0.6:
        korean = alphabets.is_korean(sample)
        return _lenient(data, "cp949" if korean else "gb18030", doubtful=korean)
    other = alphabets.find(sample) if chinese < SURE else None
    if other:
        return _lenient(data, other, doubtful=True)
    if western >= SURE and (chinese < 0.7 or within_words(sample) > 0.5):
        return _lenient(data, "cp1252")
    likely = "gb18030" if chinese >= SURE else _by_library(sample)
    return _lenient(data, likely or ("gb18030" if chinese >= western else "cp1252"), doubtful=True)


def _sample(data: bytes) -> bytes:
    """Return lines that hold other than ASCII, the first ones, up to a limit."""
    lines: list[bytes] = []
    size = 0
    for found in _ODD_LINE.finditer(data):
        lines.append(found.group()[:10_000])
        size += len(lines[-1])
        if size > EVIDENCE:
            break
    return b"\n".join(lines)


def _share_of_utf8(text: str) -> float:
    broken = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - broken
    return whole / (whole + broken) if whole else 0.0


def how_chinese(sample: bytes) -> tuple[float, float]:
    """Return the shares of a sample's other-than-ASCII characters that are Chinese in GB2312, and everyday ones.

    GB2312's first level holds the 3,755 characters that make up more than 99 % of running text, its second
    those of names; Western bytes taken in pairs fall outside both for the most part.

    Parameters
    ----------
    sample : bytes
        Bytes of a file, read as GB 18030.

    Returns
    -------
    float, float
        Two shares from 0 to 1.
    """
    chinese = everyday = total = 0
    for character in sample.decode("gb18030", errors="replace"):
        if character > "\x7f":
            code = character.encode("gb18030", errors="replace")
            total += 1
            if len(code) == 2 and code[1] >= 0xA1 and (0xA1 <= code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xF7):
                chinese, everyday = chinese + 1, everyday + (code[0] <= 0xD7)
    return (chinese / total, everyday / total) if total else (0.0, 0.0)


def how_western(sample: bytes) -> float:
    """Return the share of a sample's non-ASCII bytes that are placed as letters or signs of cp1252 would be.

    A Western letter is between ASCII letters (the ü of Müller) or alone; Chinese bytes come in long runs.

    Parameters
    ----------
    sample : bytes
        Bytes of a file.

    Returns
    -------
    float
        A share from 0 to 1.
    """
    fit = total = 0
    for found in _HIGH.finditer(sample):
        run = found.group()
        total += len(run)
        text = run.decode("cp1252", errors="replace")
        if len(run) <= 4 and all(letter.isalpha() or letter in SIGNS for letter in text):
            fit += len(run)
    return fit / total if total else 0.0


def within_words(sample: bytes) -> float:
    """Return the share of a sample's runs of other-than-ASCII bytes that touch an ASCII letter, as in ``Größe``.

    Two umlauts in a row spell a Chinese character, but one that nobody puts in the middle of a word.

    Parameters
    ----------
    sample : bytes
        Bytes of a file.

    Returns
    -------
    float
        A share from 0 to 1; 0 where all is ASCII.
    """
    runs = [found.span() for found in _HIGH.finditer(sample)]
    touching = sum(
        sample[max(0, start - 1) : start].isalpha() or sample[end : end + 1].isalpha() for start, end in runs
    )
    return touching / len(runs) if runs else 0.0


def _by_library(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=LIKELY).best()
    return best.encoding if best is not None else None


def _lenient(data: bytes, encoding: str, *, doubtful: bool = False) -> Text:
    try:
        text = data.decode(encoding, errors="replace")
    except (LookupError, UnicodeError, TypeError):
        text, encoding = data.decode("cp1252", errors="replace"), "cp1252"
    return Text(_plain(text), encoding, doubtful=doubtful, damaged=text.count("\ufffd"))
