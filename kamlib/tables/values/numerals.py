"""One cell of an amounts column: its sign, its digits, its scale and its currency, and what its marks mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from kamlib.tables.values.cells import MISSING, is_blank, tidy

SCALES = {
    "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "萬": 1e4, "千": 1e3, "万亿": 1e12, "億": 1e8,
    "k": 1e3, "tsd": 1e3, "mio": 1e6, "mn": 1e6, "million": 1e6, "mrd": 1e9, "bn": 1e9, "%": 0.01, "‰": 0.001,
}  # fmt: skip
# A lone ¥ is taken as yuan: the product's audience writes it so; yen are written JPY, 円 or 日元.
_SPELLINGS = {
    "CNY": "¥ 元 圆 人民币 rmb cny cn¥ rmb¥ 人民币元",
    "EUR": "€ eur euro 欧元",
    "USD": "$ us$ usd usd$ 美元 美金",
    "GBP": "£ gbp 英镑",
    "JPY": "jpy 円 jp¥ 日元",
    "CHF": "chf fr. sfr.",
    "HKD": "hk$ hkd 港元 港币",
    "TWD": "nt$ twd 新台币",
    "KRW": "₩ krw",
    "INR": "₹ inr rs rs.",
    "AUD": "a$ aud",
    "CAD": "c$ cad",
    "SGD": "s$ sgd",
    "BRL": "r$ brl",
    "PLN": "zł pln",
    "RUB": "₽ rub руб руб. р р.",
    "SEK": "sek",
    "NOK": "nok",
    "DKK": "dkk",
    "CZK": "czk kč",
    "VND": "₫ vnd",
    "THB": "฿ thb",
    "MYR": "myr rm",
    "TRY": "₺ try tl",
    "MXN": "mxn",
    "ZAR": "zar",
    "AED": "aed",
    "SAR": "sar",
    "IDR": "idr rp rp.",
    "HUF": "ft huf",
    "PHP": "₱ php",
    "PEN": "s/ s/. pen",
    "ILS": "₪ ils",
    "UAH": "₴ uah грн грн.",
}
CURRENCIES = {word: code for code, words in _SPELLINGS.items() for word in words.split()}
_MARKS = str.maketrans(
    {**dict.fromkeys("\u2212\u2010\u2011\u2013\u2014", "-"), **dict.fromkeys("’‘´`", "'"), "。": "."}
)
_SHAPE = re.compile(r"(?P<before>\D*?)(?P<core>[.,]?\d(?:[\d.,' ]*\d)?(?:e[+-]?\d{1,3})?)(?P<after>\D*)")
#: What says that an amount ends here: 整, or the stroke of ``500/-``.
_BEHIND = re.compile("/$|整?正?$")
#: The dot of ``Rs.500`` is of the word, and no decimal mark.
_SHORTENED = re.compile(r"(?:(?<=[^\W\d_])|(?<=/))\.(?=\d)")
_INFINITE = re.compile(r"[-+]?(?:inf|infinity|∞|#?num!)")
_PAID = re.compile(r"(\d{1,2}(?:\.\d+)?)折")  # 9折: nine tenths are paid, a tenth is taken off; 85折: 15 %
_SIDE = re.compile(r"(?<=[\d\s.)])(cr|dr)\.?$")
_GROUPS = {  # by thousands, or as in India
    mark: re.compile(rf"\d{{1,3}}(?:[{mark}]\d{{3}})+|\d{{1,2}}(?:[{mark}]\d{{2}})+[{mark}]\d{{3}}")
    for mark in ".,' "
}

Mark = Literal[".", ",", "?", ""]


@dataclass(frozen=True)
class Written:
    """A cell as understood so far: what its marks mean is for the whole column to say."""

    core: str = ""  # digits and marks, "" where the cell cannot be read
    scale: float = 1.0  # carries the sign
    currency: str = ""
    blank: bool = False
    infinite: bool = False
    side: str = ""  # "cr" or "dr", as ledgers mark amounts


UNREADABLE = Written()
BLANK = Written(blank=True)


def understand(cell: Any) -> Written:
    """Take a cell's text apart; ``Written.core`` is empty where it is not an amount.

    Parameters
    ----------
    cell : object
        A cell as given in the file, of any type.

    Returns
    -------
    Written
        Its digits and marks, and what is written around them.
    """
    if is_blank(cell):
        return BLANK
    text = _SHORTENED.sub(". ", tidy(str(cell).translate(_MARKS)).translate(_MARKS).casefold())
    if text in MISSING:
        return BLANK
    if _INFINITE.fullmatch(text):
        return Written(infinite=True)
    paid = _PAID.fullmatch(text)
    if paid is not None:
        return Written(f"{1 - float(paid[1]) / (10 if float(paid[1]) <= 10 else 100):.6g}")
    side = _SIDE.search(text)
    if side is not None:
        return replace(understand(text[: side.start()]), side=side[1])
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return UNREADABLE
    signs = _sign(shape["before"], shape["after"])
    words = _words(shape["before"], shape["after"]) if signs else None
    if signs is None or words is None:
        return UNREADABLE
    scale, currency = words
    return Written(shape["core"], signs * scale, currency)


def _sign(before: str, after: str) -> int | None:
    """Return the sign written around the digits; None where the signs contradict each other."""
    around = before + " " + after
    brackets = around.count("("), around.count(")")
    behind = after.strip()
    dashes = before.count("-") + ((behind.startswith("-") or behind.endswith("-")) and not _is_round(after))
    if brackets not in ((0, 0), (1, 1)) or dashes + before.count("+") + brackets[0] > 1:
        return None
    return -1 if dashes or brackets[0] else 1


def _is_round(after: str) -> bool:
    """Whether the dash after it means "no cents" (``120.--``, ``500:-``, ``500/-``) and not "less"."""
    return after.strip() in ("--", ".-", ",-", ".--", ",--", ":-", "/-")


def _words(before: str, after: str) -> tuple[float, str] | None:
    """Return the scale and the currency of the words around the digits; None if there are others."""
    front = before.replace("(", "").replace("-", "").replace("+", "").replace(")", "").strip(" :=")
    back = _BEHIND.sub("", after.replace("(", "").replace(")", "").strip(" .,-:"))
    ahead = CURRENCIES.get(front, "") if front else ""
    if front and not ahead:
        return None
    for length in range(min(len(back), 7), -1, -1):
        word, rest = back[:length].rstrip(" ."), back[length:].strip(" .")
        if (not word or word in SCALES) and (not rest or rest in CURRENCIES):
            behind = CURRENCIES.get(rest, "")
            return None if ahead and behind and ahead != behind else (SCALES.get(word, 1.0), ahead or behind)
    return None


def evidence(core: str) -> Mark:
    """Return what one cell tells of the decimal mark: the mark, ``""`` nothing to tell, ``"?"`` two readings.

    Parameters
    ----------
    core : str
        Digits and marks of a number, without sign and unit.

    Returns
    -------
    {"", ".", ",", "?"}
        What this cell alone shows.
    """
    marks = [mark for mark in core if mark in ".,"]
    if not marks:
        return ""
    if len(set(marks)) == 2:
        return _mark(marks[-1])
    mark = _mark(marks[0])
    if len(marks) > 1:
        return "," if mark == "." else "."
    whole, _, rest = core.partition(mark)
    plain = len(whole) <= 3 and whole.isdigit() and not whole.startswith("0") and len(rest) == 3
    return "?" if plain and rest.isdigit() else mark


def _mark(mark: str) -> Mark:
    return "." if mark == "." else ","


def value(core: str, decimal: str) -> float | None:
    """Return the number that digits and marks mean under a decimal mark; None if they make none.

    Parameters
    ----------
    core : str
        Digits and marks of a number, without sign and unit.
    decimal : str
        The decimal mark, ``.`` or ``,``.

    Returns
    -------
    float or None
        Without sign and unit.
    """
    digits, exponent, power = core.partition("e")
    whole, point, rest = digits.partition(decimal)
    if (point and not rest.isdigit() and rest) or (not whole and not rest):
        return None
    for mark in ".,' ":
        if mark in whole:
            if not _GROUPS[mark].fullmatch(whole):
                return None
            whole = whole.replace(mark, "")
    if whole and not whole.isdigit():
        return None
    return float(f"{whole or '0'}.{rest or '0'}{exponent}{power}")
