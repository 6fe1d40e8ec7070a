"""What a column header says besides its name: a currency, a unit, the same name in a second language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache, lru_cache

from kamlib.tables.columns import qualifiers
from kamlib.tables.columns.qualifiers import Qualifier
from kamlib.tables.schema import schema, squeeze
from kamlib.tables.values.numerals import CURRENCIES

#: Currencies as headers and currency columns spell them out, next to what an amount has.
_WORDS = {
    "yuan": "CNY", "renminbi": "CNY", "cnh": "CNY", "dollar": "USD", "dollars": "USD",
    "usdollar": "USD", "usdollars": "USD",
    "euros": "EUR", "pound": "GBP", "pounds": "GBP", "poundsterling": "GBP", "yen": "JPY",
    "franken": "CHF", "瑞士法郎": "CHF",
    **{code.lower(): code for code in (
        "BIF", "CLP", "DJF", "GNF", "ISK", "KMF", "PYG", "RWF", "UGX", "VUV", "XAF", "XOF", "XPF",
        "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
    )},
    "新加坡元": "SGD", "韩元": "KRW", "卢布": "RUB", "澳元": "AUD", "加元": "CAD",
}  # fmt: skip

#: The smallest units of currencies, read as hundredths (``conversion.minor_units`` knows which are not).
_HUNDREDTHS = (
    "cent", "cents", "eurocent", "eurocents", "uscent", "uscents", "pence", "rappen", "centimes", "centavos",
    "groszy", "paise", "fen", "分", "美分", "欧分", "minorunit", "minorunits", "minorcurrencyunit",
    "minorcurrencyunits", "kleinsteeinheit", "kleinsteneinheiten", "最小货币单位", "最小单位",
)  # fmt: skip

#: Units of amounts that are not single units of the currency.
_MULTIPLES = {
    "万元": 1e4, "万": 1e4, "千元": 1e3, "百万元": 1e6, "百万": 1e6, "千万元": 1e7, "亿元": 1e8, "亿": 1e8,
    "teur": 1e3, "tusd": 1e3, "k€": 1e3,
    "keur": 1e3, "kusd": 1e3, "k$": 1e3, "meur": 1e6, "musd": 1e6,
    "k": 1e3, "百元": 100.0, **dict.fromkeys(_HUNDREDTHS, 0.01),
    "mio": 1e6, "mioeur": 1e6, "mio€": 1e6, "t€": 1e3, "tsd€": 1e3,
    "tsdeur": 1e3, "万美元": 1e4, "thousand": 1e3, "thousands": 1e3, "in1000": 1e3, "in000": 1e3, "000s": 1e3,
    "million": 1e6,
    "millions": 1e6, **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 1e5), "crore": 1e7, "crores": 1e7,
}  # fmt: skip

_BRACKETS = re.compile(r"[(（\[【<《]([^)）\]】>》]*)[)）\]】>》]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_COMMAS = re.compile(r"\s*[,;、](?!\d)\s*")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_YUAN = re.compile(r"(?:单位\s*:?\s*)?(?:人民币)?[美欧日港]?元\s*(?:/.*)?")
#: A unit at the end of a header, in brackets or not: ``Net amount EUR``, ``amount_cents``, ``Umsatz in T€``.
_TAIL = re.compile(
    r"(?i)[\s_\-/,:]*(?:(?<![a-z])in[\s_]+)?(?:(?<![a-z])([a-z]{3,9}|[kmt]?[€£$¥]|(?:mio|tsd|th)\.?\s?(?:eur|[€$]))"
    r"|((?:\b[a-z]{3}|[€£$¥])\s?['’]?000s?|['’]000s?))\s*$"
)
#: Hundredths spelt out: ``amount_in_minor_units``, ``Betrag in kleinsten Einheiten``.
_MINOR = re.compile(
    r"(?i)[\s_\-/,:]*(?:(?<![a-z])in[\s_]+)?"
    r"((?:minor[\s_]*(?:currency[\s_]*)?units?)|kleinste[rn]?[\s_]*einheit(?:en)?|最小(?:货币)?单位)\s*$"
)
#: A currency at the beginning: ``EUR Net``, ``RMB Amount``.
_AHEAD = re.compile(r"([A-Z]{3}|[€£$¥])[\s_\-/:]+(.*\w.*)")
#: The same in Chinese: ``销售额万元``, ``金额/万元``, ``金额：万元``; shorter units only after a mark.
_CHINESE_TAIL = re.compile(
    r"(?<=\w)(?:[\s_\-/,:|]*(?:单位\s*:?\s*)?((?:千万|百万|[百千万亿])[美欧日港]?元)|[/:_]\s*([万亿分元]))\s*$"
)
#: Thousands and millions as written next to a currency: ``$000``, ``EUR k``, ``USD '000``, ``€ thousand``.
_BESIDE = {
    **dict.fromkeys(("k", "t", "tsd", "th", "thousand", "thousands", "000", "000s", "1000", "1000s"), 1e3),
    **dict.fromkeys(("m", "mn", "mm", "mio", "million", "millions"), 1e6),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 1e5), "crore": 1e7, "crores": 1e7,
}  # fmt: skip
#: Of those, and of the smallest unit, too: ``EUR cents``, ``JPY minor units``, ``人民币分``.
_BESIDE |= dict.fromkeys(_HUNDREDTHS, 0.01)
#: How programs write a column: ``Sales[Order Date]`` (Power BI), ``Sum of Amount`` (pivot tables),
#: ``sum(o.amount)`` and ``o.order_date`` (SQL), ``Order_Date__c`` (Salesforce).
_WRITTEN = (
    re.compile(r"[\w ']*\w\[([^\[\]]+)\]"), re.compile(r"(?i)sum(?:\((.+)\)| of (.+))"),
    re.compile(r"[a-z]\w*\.([a-z_]\w*)"),
    re.compile(r"(?i)(.+)__c"),
)  # fmt: skip


_NONE = Qualifier()
_CENT = 0.01


@dataclass(frozen=True)
class Header:
    """A header taken apart.

    Attributes
    ----------
    readings : tuple of (str, float)
        Squeezed names that it may represent, each with how much of the header it covers: 1 for all.
    currency : str or None
        ISO code that it names.
    multiple : float
        What its amounts are to be multiplied by: 10,000 for ``金额(万元)``.
    stated : bool
        Whether it names that unit, be it one yuan (``金额(元)``, ``单价(元/台)``).
    qualifier : Qualifier
        What it says of an amount besides: with tax, planned, returned.
    text : str
        As given in the file.
    """

    readings: tuple[tuple[str, float], ...]
    currency: str | None = None
    multiple: float = 1.0
    stated: bool = False
    qualifier: Qualifier = _NONE
    text: str = ""


def multiple_of(unit: str) -> float:
    """Return what amounts in a unit such as ``万元`` are to be multiplied by; 1 where it is none of the known.

    Parameters
    ----------
    unit : str
        As given in a header.

    Returns
    -------
    float
        Currency units in one such unit.
    """
    key = re.sub(r"[\s.']", "", unit.casefold())
    plain = re.sub(r"[美欧日港]?元$", "元", key)
    return _MULTIPLES.get(key) or _MULTIPLES.get(plain) or (1e3 if key == "000s" or key == "000" else 1.0)


def currency_of(text: object) -> str | None:
    """Return the ISO code that a word represents; None where it is not a currency.

    Parameters
    ----------
    text : object
        A word or sign, such as ``RMB`` or ``€``.

    Returns
    -------
    str or None
        Three letters.
    """
    word = unicodedata.normalize("NFKC", str(text)).strip().casefold()
    key = re.sub(r"[\s.]|[（(].*", "", word)
    if re.fullmatch(r"[a-z]{3}", key) and key.upper() in CURRENCIES.values():
        return key.upper()
    return CURRENCIES.get(key) or _WORDS.get(key)


@lru_cache(4096, typed=True)
def take_apart(header: Hashable) -> Header:
    """Find the names that a header may represent, and its unit.

    Parameters
    ----------
    header : hashable
        As given in the file: ``"销售金额（万元）"``, ``"Net amount EUR"``, ``"客户编号 Customer No."``.

    Returns
    -------
    Header
        Names with their weights, unit and currency.
    """
    text = unicodedata.normalize("NFKC", str(header)).strip()
    written = _unwrapped(text)
    units = [part for unit in _BRACKETS.findall(written) for part in dict.fromkeys((unit, *_COMMAS.split(unit)))]
    bare = _BRACKETS.sub(" ", written).strip() or written
    readings = {squeeze(text): 1.0}
    readings.setdefault(squeeze(written), 0.99)
    readings.setdefault(squeeze(bare), 0.98)
    tails, before = _tails(bare)
    named = bool(tails)
    if named:
        units += tails
        readings.setdefault(squeeze(before), 0.97)
    ahead = _AHEAD.fullmatch(bare)
    if ahead and not named and currency_of(ahead[1]):
        units.append(ahead[1])
        readings.setdefault(squeeze(ahead[2]), 0.97)
    qualifier = qualifiers.find(written[: len(before)] if named and written == bare else written, before)
    if qualifier.name:
        readings.setdefault(qualifier.name, 0.96)
    for part in _parts(bare):
        readings.setdefault(part, 0.95)
    currency, multiple = _unit(units)
    stated = multiple != 1.0 or any(_YUAN.fullmatch(unit.strip()) for unit in units)
    names = tuple((name, share) for name, share in readings.items() if name)
    return Header(names, currency, multiple, stated, qualifier, text)


def _unwrapped(text: str) -> str:
    """Take a column's name out of what a program puts around it, where that leaves a name that is known."""
    for pattern in _WRITTEN:
        inside = next(filter(None, found.groups())).strip() if (found := pattern.fullmatch(text)) else ""
        if not _known().isdisjoint({squeeze(inside), squeeze(inside.rpartition(".")[2])}):
            text = inside
    return text


@cache
def _known() -> frozenset[str]:
    return frozenset(name for table in schema().values() for column in table.values() for name in column.names)


def _tails(bare: str) -> tuple[list[str], str]:
    """Return the unit at the end of a header, with the currency on its other side, and what is before both.

    Two are ``amount_cents_eur``, ``amount_eur_cents`` and ``amount_minor_units_jpy``.
    """
    named, before = _tail(bare)
    if not named:
        apart = _CAMEL.sub(" ", bare)  # amountInCents
        named, before = _tail(apart)
        return ([named], before) if named and multiple_of(named) == _CENT else ([], bare)
    other, ahead = _tail(before.rstrip(" _-/,:"))
    units = {multiple_of(named), multiple_of(other)}
    if other and units == {1.0, _CENT} and any(map(currency_of, (named, other))):
        return [named, other], ahead
    return [named], before


def _tail(bare: str) -> tuple[str, str]:
    """Return the unit at the end of a header, and what is before it; an empty unit where there is none."""
    chinese = _CHINESE_TAIL.search(bare)
    if chinese:
        return chinese.group(1) or chinese.group(2), bare[: chinese.start()]
    minor = _MINOR.search(bare)
    if minor and minor.start():
        return minor.group(1).replace("_", " "), bare[: minor.start()]
    tail = _TAIL.search(bare)
    named = (tail.group(1) or tail.group(2)) if tail else ""
    key = re.sub(r"[\s.]", "", named.casefold())
    if tail and tail.start() and (currency_of(named) or key in _MULTIPLES or tail.group(2)):
        return named, bare[: tail.start()]
    return "", bare


def types_of(header: Hashable) -> frozenset[str]:
    """Return the types of all columns, of any table, that a header may name; none where it names none.

    Parameters
    ----------
    header : object
        As given in the file.

    Returns
    -------
    frozenset of str
        Names of types, as in the schema.
    """
    readings = {name for name, _share in take_apart(header).readings}
    columns = [column for table in schema().values() for column in table.values()]
    return frozenset(column.type for column in columns if not readings.isdisjoint(column.names))


def with_tax(header: object) -> bool:
    """Whether a header says that its amounts are with tax.

    Parameters
    ----------
    header : object
        As given in the file.

    Returns
    -------
    bool
        False where it says nothing of tax.
    """
    return qualifiers.with_tax(unicodedata.normalize("NFKC", str(header)))


def _parts(text: str) -> list[str]:
    """Take a header in two languages apart: its Chinese part, and the rest."""
    chinese = "".join(_HAN.findall(text))
    rest = _HAN.sub(" ", text)
    both = [squeeze(chinese), squeeze(rest)] if chinese and len(squeeze(rest)) > 2 else []
    return both + [squeeze(part) for part in re.split(r"[/|\n]", text)[:3] if len(squeeze(part)) > 1]


def _unit(units: list[str]) -> tuple[str | None, float]:
    """Read the currency and the multiple from the text in brackets or at the end."""
    currency, multiple = None, 1.0
    for unit in units:
        key = re.sub(r"[\s.,'’]", "", unit.casefold()).removeprefix("单位:").removeprefix("in")
        beside = _beside(key)
        if beside is not None:
            currency, multiple = currency or beside[0], beside[1]
            continue
        factor = _MULTIPLES.get(key, 1.0)
        multiple = factor if factor != 1.0 else multiple
        if key in _HUNDREDTHS:
            continue
        named = key[-3:] if factor != 1.0 and key.isascii() else key.lstrip("万千百亿k") if factor != 1.0 else key
        currency = currency or currency_of(named) or currency_of(key[-1:] if factor != 1.0 else "")
    return currency, multiple


def _beside(key: str) -> tuple[str | None, float] | None:
    """Read thousands or millions next to a currency, in either order; None where a unit is written otherwise."""
    for word in (key[:3], key[-3:], key[:2], key[-2:], key[:1], key[-1:]):
        rest = (key.removeprefix(word) if key.startswith(word) else key.removesuffix(word)).removeprefix("in")
        if word in CURRENCIES and rest in _BESIDE and key not in _MULTIPLES:
            return CURRENCIES[word], _BESIDE[rest]
    return (None, _BESIDE[key]) if key in ("000", "000s", "1000s") else None


def words(header: object) -> list[str]:
    """Split a header into lower-case words: ``"CustomerPONumber"`` → customer, po, number.

    Parameters
    ----------
    header : object
        As given in the file.

    Returns
    -------
    list of str
        In the order of the header; empty where it has no letter or figure.
    """
    text = unicodedata.normalize("NFKC", str(header))
    return [word.casefold() for word in re.split(r"[\W_]+", _CAMEL.sub(" ", text)) if word]
