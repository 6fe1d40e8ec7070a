"""What a negative line is: goods that came back, a bonus credited later, or a credit note."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.tables import vocabulary
from kamlib.tables.columns import billed
from kamlib.tables.columns.matching import Match
from kamlib.tables.lines import documents
from kamlib.tables.problems import Problem
from kamlib.tables.values.ids import clean_ids

#: Columns in whose cells a kind may be said; in names of goods only a bonus is.
_SAID_IN = ("order_type", "sign", "status")
_GOODS = ("product", "product_name")
#: The number of the reversed invoice in a remark, as tax bureaus and people write it.
_REFERENCE = (
    re.compile(r"(?:被红冲|红冲|冲红|对应)?(?:蓝字|蓝票|正数|原)(?:数电票|数电发票|发票|票)*(?:号码|号)[:：\s]*([0-9A-Za-z-]+)"),
    re.compile(r"代码[:：\s]*(?P<code>[0-9]+)\s*(?:发票)?号码[:：\s]*(?P<number>[0-9]+)"),
    re.compile(
        r"(?i)(?:original|credited|reversed|reverses|cancels|corrects|(?:credit|credit (?:note|memo)|reversal"
        r"|correction|cancellation) (?:for|of|to)|against) (?:the |your )?(?:invoice|inv\.?) *"
        r"(?:no\.?|number|#|:)* *([0-9A-Z][\w/-]*)"
    ),
    re.compile(r"(?i)(?:zu|zur|für|storno|korrektur) (?:der )?rechnung *(?:nr\.?|nummer|:)* *([0-9A-Z][\w/-]*)"),
)  # fmt: skip


@dataclass(frozen=True)
class Kinds:
    """What each line is; all of the lines that count, in their order.

    Attributes
    ----------
    back, bonus : numpy.ndarray of bool
        Goods that are known to have come back, and bonuses credited later.
    may_reverse : numpy.ndarray of bool
        Credit notes that may reverse an invoice: in a file of invoices, marked as credits, or naming an invoice.
    references : pandas.Series or None
        Numbers of invoices that a line names (tuples of text), by its place; None where no line names any.
    """

    back: np.ndarray
    bonus: np.ndarray
    may_reverse: np.ndarray
    references: pd.Series | None = None


def tell(
    lines: pd.DataFrame, used: np.ndarray, found: Match, rows: pd.DataFrame, marks: Mapping[str, np.ndarray]
) -> Kinds:
    """Tell what the negative lines are.

    Parameters
    ----------
    lines : pandas.DataFrame
        All rows in our columns, with ``revenue``.
    used : numpy.ndarray of bool
        Which of them count.
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file, row by row as `lines`.
    marks : mapping
        Our column → which rows it marks as credits (``credits.mark``).

    Returns
    -------
    Kinds
    """
    at = np.flatnonzero(used & (lines["revenue"].to_numpy("float64") < 0))
    count = int(used.sum())
    if not len(at):
        nothing = np.zeros(count, dtype=bool)
        return Kinds(nothing, nothing, nothing)
    place = np.cumsum(used)[at] - 1
    free = [name for name in rows.columns if vocabulary.meaning("header", name) == "remark"]
    told = [found.source_column(ours) for ours in (*_SAID_IN, *_GOODS) if ours in found.chosen]
    few = rows[list(dict.fromkeys([*free, *told]))].iloc[at]
    remarks = [few[name] for name in free]
    back, bonus = _back(few, found, marks, at, remarks), _bonus(few, found, remarks)
    references = _references(lines, at, place, remarks)
    marked = _any([mask[at] for mask in marks.values()], len(at))
    named = np.isin(place, references.index) if references is not None else np.zeros(len(at), dtype=bool)
    may = ~back & ~bonus & (marked | named | billed.are_invoices(found))
    spread = [_spread(mask, place, count) for mask in (back & ~bonus, bonus, may)]
    return Kinds(spread[0], spread[1], spread[2], references)


def conceded(lines: pd.DataFrame, kinds: Kinds) -> pd.DataFrame:
    """Count bonuses credited later among the discounts, as rebates accrued are.

    Parameters
    ----------
    lines : pandas.DataFrame
        Lines that count.
    kinds : Kinds
        What each line is.

    Returns
    -------
    pandas.DataFrame
        With ``bonus`` and their money in ``discount``; as it was without one, and where discounts are found
        next to a list price.
    """
    if not kinds.bonus.any() or ("list_price" in lines and "discount" not in lines):
        return lines
    off = (0.0 - lines["revenue"]).where(kinds.bonus, 0.0)
    discount = lines.get("discount", 0.0)  # of each line: reading has made none 0
    return lines.assign(discount=(off + discount).round(6), bonus=kinds.bonus)


def check(kinds: Kinds, lines: pd.DataFrame) -> list[Problem]:
    """Say what the negative lines are that stay on their days.

    Parameters
    ----------
    kinds : Kinds
        What each line is.
    lines : pandas.DataFrame
        Lines that count; ``known`` where notes were paired.

    Returns
    -------
    list of Problem
        At most one a kind.
    """
    revenue = lines["revenue"].to_numpy("float64")
    paired = lines["known"].notna().to_numpy() if "known" in lines else np.zeros(len(lines), dtype=bool)
    rest = (revenue < 0) & ~paired & ~kinds.back & ~kinds.bonus
    return [
        *_note("returns", kinds.back, revenue),
        *_note("bonuses", kinds.bonus, revenue),
        *_note("credit-notes", rest, revenue),
    ]


def _note(code: str, mask: np.ndarray, revenue: np.ndarray) -> list[Problem]:
    if not mask.any():
        return []
    return [Problem(code, "note", "orders", int(mask.sum()), float(revenue[mask].sum()))]


def _spread(mask: np.ndarray, place: np.ndarray, count: int) -> np.ndarray:
    whole = np.zeros(count, dtype=bool)
    whole[place[mask]] = True
    return whole


def _back(
    few: pd.DataFrame, found: Match, marks: Mapping[str, np.ndarray], at: np.ndarray, remarks: list[pd.Series]
) -> np.ndarray:
    """Mark what comes back by a kind of document, a flag or a state, or by a remark."""
    said = [_mention(few[found.source_column(ours)], "return") for ours in _SAID_IN if ours in found.chosen]
    said += [_mention(texts, "return") for texts in remarks]
    if "is_return" in marks and _asks_for_goods(str(found.source_column("is_return"))):
        said.append(marks["is_return"][at])
    return _any(said, len(few))


def _any(masks: list[np.ndarray], count: int) -> np.ndarray:
    """Mark the rows that any of the masks marks."""
    whole: np.ndarray = np.logical_or.reduce([np.zeros(count, dtype=bool), *masks])
    return whole


def _asks_for_goods(header: str) -> bool:
    return vocabulary.meaning("credit", header) == "return"


def _bonus(few: pd.DataFrame, found: Match, remarks: list[pd.Series]) -> np.ndarray:
    columns = [few[found.source_column(ours)] for ours in (*_SAID_IN, *_GOODS) if ours in found.chosen]
    return _any([_mention(texts, "bonus") for texts in (*columns, *remarks)], len(few))


def _mention(texts: pd.Series, concept: str) -> np.ndarray:
    """Mark the texts that mention a concept of credits."""
    told = {
        text: vocabulary.meaning("credit", documents.without_others(text)) == concept
        for text in texts.dropna().astype("str").unique()
    }
    if not any(told.values()):
        return np.zeros(len(texts), dtype=bool)
    return texts.astype("str").map(told).fillna(False).to_numpy(dtype=bool)


def _references(
    lines: pd.DataFrame, at: np.ndarray, place: np.ndarray, remarks: list[pd.Series]
) -> pd.Series | None:
    """Collect the numbers of invoices that lines name, in a column of their own or in a remark."""
    named: dict[int, tuple[str, ...]] = {}
    if "original_invoice" in lines:
        texts = lines["original_invoice"].iloc[at]
        named = {int(p): (str(t),) for p, t in zip(place, texts, strict=True) if pd.notna(t)}
    for texts in remarks:
        for p, text in zip(place, texts, strict=True):
            if pd.notna(text) and (numbers := _numbers(str(text))):
                named[int(p)] = (*named.get(int(p), ()), *numbers)
    return pd.Series(named, dtype="object") if named else None


def _numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of invoices that a remark names, a paper invoice's also after its code."""
    numbers: list[str] = []
    for pattern in _REFERENCE:
        for hit in pattern.finditer(text):
            parts = hit.groupdict()
            numbers += [f"{parts['code']}-{parts['number']}", parts["number"]] if parts else [hit.group(1)]
    return tuple(str(number) for number in clean_ids(pd.Series(numbers, dtype="str")).dropna()) if numbers else ()
