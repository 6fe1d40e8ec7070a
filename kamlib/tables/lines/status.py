"""Which lines count by their status: void and cancelled ones do not, nor deals that are not won.

A status that says neither counts, and is named. Void may also be a flag (``Cancelled``: yes) or a date
(作废日期) under a header that asks for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kamlib.tables.values.cells import simplified
from kamlib.tables.vocabulary import fold, listed, meaning, words


def _stems(section: str) -> tuple[str, str]:
    """Return the stems of a section as parts of a pattern: those in letters, and those in Chinese."""
    known = sorted(listed(section, "void"))
    stems = [(re.escape(word.removesuffix("**")), r"\w*" if word.endswith("**") else "") for word in known]
    chinese = [stem for stem, _more in stems if stem >= "\u4e00"]
    return "|".join(stem + more for stem, more in stems if stem not in chinese), "|".join(chinese)


_VOID, _VOID_ZH = _stems("denied")
_FAILED, _FAILED_ZH = _stems("failed")
_PART, _PART_ZH = _stems("in_part")
#: Asked for, or only of a part.
_IN_PART = re.compile(rf"(?:申请|部分|待|请求)(?:{_PART_ZH})|(?:partial\w*|partly|pending)[ -](?:{_PART})")
#: In such words they say something else: not (yet) void, or only in part.
_NOT_VOID = re.compile(
    rf"\b(?:not|non|no|never|nicht|kein\w*)[ -]*(?:(?:yet|been|be|being) )*(?:{_VOID})"
    rf"|(?:尚?未|非|不|没有?|无)(?:被|予|曾|需|可)?(?:{_VOID_ZH})"
    rf"|(?:{_FAILED_ZH})(?:失败|被拒|驳回)|(?:{_FAILED}) (?:rejected|failed|declined)"
    rf"|{_IN_PART.pattern}"
)
#: Words for yes and no in flags.
YES, NO = listed("answer", "yes"), listed("answer", "no")
_DATE = re.compile(r"(?!0+\D)(?!1900\D)(?!9999\D)\d{1,4}[-./年]\d{1,2}[-./月]\d{1,4}.*|20\d{6}|4\d{4}|5\d{4}")


@dataclass(frozen=True)
class Judged:
    """Which lines do not count by their status.

    Attributes
    ----------
    out : pandas.Series
        True for each line that does not count.
    statuses : mapping
        Each status as written → (lines, whether they count).
    deals : bool
        Whether the column tells won deals from others, so that only won ones count.
    unclear : tuple of str
        Statuses that count because nothing says that they do not.
    flags : bool
        Whether the header asks whether a row is void, so that the statuses are yes and no.
    """

    out: pd.Series
    statuses: Mapping[str, tuple[int, bool]]
    deals: bool = False
    unclear: tuple[str, ...] = ()
    flags: bool = False


def judge(status: pd.Series, header: str = "", amounts: pd.Series | None = None) -> Judged:
    """Tell by its status whether a line counts.

    Parameters
    ----------
    status : pandas.Series
        Text as given in the file; missing counts.
    header : str
        The column's name: under ``是否作废`` a yes means void, under ``Cancelled at`` a date does.
    amounts : pandas.Series, optional
        Of the same rows: what was paid back does not count, unless its rows are the (negative) paying back.

    Returns
    -------
    Judged
        Where any status says that a deal was won, only won deals count.
    """
    counts = status.value_counts()
    folded = {text: _answer(_fold(text), _fold(header)) for text in counts.index}
    deals = any(meaning("won", word) for word in folded.values())
    counted = {text: bool(meaning("won", word)) if deals else _counts(word) for text, word in folded.items()}
    counted |= dict.fromkeys(_drafts(folded), False)
    if any(meaning("done", word) for word in folded.values()):
        counted |= {text: False for text, word in folded.items() if meaning("closed", word)}
    back = [text for text, word in folded.items() if meaning("paid_back", word) and counted[text]]
    if back and amounts is not None and not (amounts[status.isin(back)] < 0).any():
        counted |= dict.fromkeys(back, False)
    out = status.isin([text for text, counts_ in counted.items() if not counts_]) | (status.isna() & deals)
    unclear = [text for text, word in folded.items() if counted[text] and not deals and _unclear(word)]
    statuses = {text: (int(counts[text]), counted[text]) for text in counts.index}
    return Judged(out, statuses, deals, tuple(unclear), _asked(_fold(header)) is not None)


def unsure(status: str) -> bool:
    """Whether a status says that the sale has not taken place yet: 待付款, ``Quotation sent``.

    Parameters
    ----------
    status : str
        As given in the file.

    Returns
    -------
    bool
        False where its words are not known at all.
    """
    if meaning("no_sale", _fold(status)) == "draft":
        return True
    folded = _fold(status)
    return meaning("unsure", _NOT_VOID.sub(" ", folded)) is not None or bool(_IN_PART.search(folded))


def _asked(header: str) -> str | None:
    """Return what a header of flags asks: whether a row is void, or was paid back."""
    return meaning("asks", _NOT_VOID.sub(" ", header))


def _answer(word: str, header: str) -> str:
    """Return what a cell says: under a header that asks, yes and a date say void, and no says that it is not."""
    asked = _asked(header)
    if asked is None:
        return word
    if word in NO:
        return "not void"
    return asked if word in YES or (meaning("when", header) and _DATE.fullmatch(word)) else word


def _fold(text: object) -> str:
    plain = simplified(unicodedata.normalize("NFKC", str(text)).casefold())
    return " ".join(plain.replace("_", " ").split()).removeprefix("wc-")


def _counts(word: str) -> bool:
    return fold(word) not in words("void") and not meaning("void", _NOT_VOID.sub(" ", word))


def _drafts(folded: Mapping[str, str]) -> list[str]:
    """Return the states of drafts, unless all are."""
    released = any(meaning("release", word) for word in folded.values())
    drafts = [
        text
        for text, word in folded.items()
        if meaning("no_sale", word) == "draft" and (released or not meaning("new", word))
    ]
    return drafts if len(drafts) < len(folded) else []


def _unclear(word: str) -> bool:
    return not meaning("paid_back", word) and (unsure(word) or not meaning("sure", word))
