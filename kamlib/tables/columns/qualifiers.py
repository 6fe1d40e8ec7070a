"""What a header says of an amount next to its name: with tax, planned, of last year, returned, in pieces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kamlib.tables.schema import Column, schema, squeeze

#: Kinds that are no column of ours; any other kind is the name of the column that is meant.
WITH_TAX, WITHOUT_TAX, OTHER = "with tax", "without tax", "other"
#: Columns that a qualifier can make another thing of.
QUALIFIED = frozenset({
    "revenue", "revenue_with_tax", "cost", "unit_cost", "profit", "quantity", "unit_price", "list_price",
})  # fmt: skip
#: What a word in brackets makes of an amount where it is itself the name of one of these columns.
_NAMED = ("tax", "cost", "profit", "quantity", "discount", "freight", "paid_amount")
#: Which column an amount, or a price, becomes by a kind.
_BECOMES = {"revenue": {WITH_TAX: "revenue_with_tax"}, "unit_price": {"cost": "unit_cost"}}

_TAX = r"(?:sales\s*)?(?:tax(?:es)?|vat|gst|hst|mwst|ust|steuer|mehrwertsteuer|umsatzsteuer|iva|tva|btw|moms)\.?"
_INSIDE = r"(?:incl|inc|including|inclusive\s*of|inclusive|included|inklusive|inkl|einschl|with|mit|after)"
_OUTSIDE = (
    r"(?:excl|ex|excluding|exclusive\s*of|exclusive|excluded|exklusive|exkl|without|w/o|before|net\s*of|ohne|zzgl)"
)
_RATE = r"(?:\d{1,2}(?:[.,]\d)?\s*%\s*)?"
_WITHOUT_TAX = re.compile(
    rf"(?:不含|未|无|除)税|税前|(?<![a-z]){_OUTSIDE}\.?[\s-]*{_RATE}{_TAX}(?![a-z])"
    rf"|(?<![a-z]){_TAX}\s*{_OUTSIDE}\.?(?![a-z])|(?<![a-z])(?:net|netto|untaxed|ht|hors\s*taxes?|(?<=\()ex(?=\s*\)))(?![a-z])"
    r"|(?<![a-z])(?:(?:sin|sem|senza)\s*|s/\s?)iva(?![a-z])",
    re.IGNORECASE,
)
_WITH_TAX = re.compile(
    rf"(?<![不未])含税|税后|价税合计|税价合计|(?<![a-z]){_INSIDE}\.?[\s-]*{_RATE}{_TAX}(?![a-z])"
    rf"|(?<![a-z]){_TAX}\s*{_INSIDE}\.?(?![a-z])|(?<![a-z])(?:gross|ttc|(?<=\()incl?(?=\.?\s*\)))(?![a-z])|brutto"
    r"|(?<![a-z])(?:(?:con|com)\s*|c/\s?)iva(?![a-z])",
    re.IGNORECASE,
)
#: Amounts after or without returns are still amounts of sales.
_LESS = re.compile(
    r"(?:net of|less|after|before|excl|excluding|incl|including|with|without)\.?\s*(?:returns?|refunds?)"
    r"|(?:[含除减扣]|扣除|减去)(?:退货|退款|退回)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"预算|计划|预测|预计|目标|去年|上年|往年|同期|上期|上月|前年|退货|退款|退回|(?<![a-z])(?:"
    r"budget(?:ed)?|plan(?:ned)?|forecast(?:ed)?|target|quota|soll(?!\W*haben)|"
    r"ly|py|last\s*year|prior\s*year|previous\s*year|prior\s*period|previous\s*period|last\s*month|vorjahr|vj|"
    r"returns?|returned|refunds?|refunded|outstanding|open|unpaid)(?![a-z])",
    re.IGNORECASE,
)
#: What says only that an amount is what it seems to be.
_PLAIN = re.compile(
    r"实际|本年|本期|今年|当年|当期|(?:^|(?<=\())(?:actuals?|ist)(?![a-z])"
    r"|(?<![a-z])(?:cy|ty|this\s*year|current\s*year|current\s*period)(?![a-z])"
    r"|(?<=\()(?:收入|销售|销售额|sales|revenue|price|售价|必填)(?=\))",
    re.IGNORECASE,
)
_PIECES = re.compile(
    r"kg|kgs|ton|tons|tonnes|吨|公斤|千克|件|台|个|套|只|箱|米|pcs|stk|stück|units?|pieces?", re.IGNORECASE
)
_AGAIN = re.compile(r" \(\d+\)$")
_BRACKETED = re.compile(r"[(\[【<《]([^)\]】>》]*)[)\]】>》]")


@dataclass(frozen=True)
class Qualifier:
    """What a header says next to its name.

    Attributes
    ----------
    kind : str
        `WITH_TAX`, `WITHOUT_TAX`, `OTHER` (planned, of another year, returned: no amount of these sales), the
        name of the column that is meant (``"cost"``), or empty.
    name : str
        The header without the words that say so, squeezed; empty where there are none.
    """

    kind: str = ""
    name: str = ""


def with_tax(header: str) -> bool:
    """Whether a header says that its amounts are with tax.

    Parameters
    ----------
    header : str
        With half-width brackets.

    Returns
    -------
    bool
        False where it says nothing of tax.
    """
    return bool(_WITH_TAX.search(header)) and not _WITHOUT_TAX.search(header)


def find(header: str, bare: str) -> Qualifier:
    """Find what a header says next to its name.

    Parameters
    ----------
    header : str
        Half-width, unit taken off: ``"金额(含税)"``, ``"Budget Amount"``.
    bare : str
        The same without what is in brackets.

    Returns
    -------
    Qualifier
        Empty where it says nothing that is understood.
    """
    spaced = header.replace("_", " ")
    if _OTHER.search(_LESS.sub("", spaced)):
        return Qualifier(OTHER)
    inside = [text.strip() for text in _BRACKETED.findall(header)]
    meant = next(filter(None, (_meant(text, squeeze(bare)) for text in inside)), None)
    if meant:
        return Qualifier(meant, squeeze(bare))
    for pattern, kind in ((_WITHOUT_TAX, WITHOUT_TAX), (_WITH_TAX, WITH_TAX), (_PLAIN, "")):
        if pattern.search(spaced):
            rest = _BRACKETED.sub(" ", pattern.sub("", spaced))
            return Qualifier(kind, squeeze(rest))
    return Qualifier()


def _meant(inside: str, bare: str) -> str | None:
    """Return the column that words in brackets make of an amount or a price; None where they make none."""
    known, word = schema()["orders"], squeeze(inside)
    if bare not in known["revenue"].names and bare not in known["unit_price"].names:
        return None
    amount = bare in known["revenue"].names
    for ours in _NAMED if amount else ("cost",):
        if word in known[ours].names:
            return ours
    return "quantity" if amount and _PIECES.fullmatch(inside) else None


def blocks(kind: str, column: Column) -> bool:
    """Whether a header of this kind cannot be a column by its bare name.

    Parameters
    ----------
    kind : str
        Of a `Qualifier`.
    column : Column
        One of ours.

    Returns
    -------
    bool
        False where the kind says nothing about the column.
    """
    if not kind or column.table != "orders" or column.name not in QUALIFIED:
        return False
    if kind in (WITH_TAX, WITHOUT_TAX):
        return column.name == ("revenue" if kind == WITH_TAX else "revenue_with_tax")
    return kind != column.name


def lent(kind: str, column: Column) -> Mapping[str, int]:
    """Return the names that a header of this kind may have besides the column's own.

    Parameters
    ----------
    kind : str
        Of a `Qualifier`.
    column : Column
        One of ours.

    Returns
    -------
    mapping of str to int
        Squeezed names with their ranks: ``金额(含税)`` is a ``revenue_with_tax`` by a name of ``revenue``.
    """
    return _lent(kind, column.table, column.name) if kind else {}


@cache
def _lent(kind: str, table: str, ours: str) -> Mapping[str, int]:
    names: dict[str, int] = {}
    for amount in ("revenue", "unit_price") if table == "orders" else ():
        becomes = _BECOMES[amount].get(kind, kind if amount == "revenue" else "")
        if ours == becomes:
            names |= {name: max(rank, 0) for name, rank in schema()["orders"][amount].names.items()}
    return names


def same_but_unknown(names: Sequence[str]) -> bool:
    """Whether the first of some columns differs from another only by what says nothing: ``Amount (A)``, ``(B)``.

    Parameters
    ----------
    names : sequence of str
        Headers; of two that are the same, the second has ``(2)`` after it.

    Returns
    -------
    bool
        True where nobody can tell which of them is meant.
    """
    first, *others = (unicodedata.normalize("NFKC", name) for name in names)
    if find(first, _BRACKETED.sub(" ", first)) != Qualifier():
        return False
    bare = squeeze(_BRACKETED.sub(" ", first))
    same = [other for other in others if squeeze(_BRACKETED.sub(" ", other)) == bare]
    return any(_AGAIN.search(other) or (_BRACKETED.search(first) and _BRACKETED.search(other)) for other in same)
