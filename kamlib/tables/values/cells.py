"""What one cell can be, whatever file it came from: nothing, a number, a date, or words."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd

_WORDS_FOR_NOTHING = (
    "nan null none - -- --- – — / n/a na #n/a #na #null! #value! #ref! #div/0! <na> nil nat (null) (blank) (leer) "
    "\\n 无 空 (空) (空白)"
)
MISSING = frozenset({"", *_WORDS_FOR_NOTHING.split()})
_DATA = re.compile(
    r"(?:[\W\d_]|[年月日号时分秒点元圆整亿万千百%Tt]|am|pm|上午|下午|人民币|cny|rmb|usd|eur|gbp|chf|jpy|e[+-]?(?=\d))*",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d年?(?:[-./]?(?:0?[1-9]|1[0-2])月?)?|(?:0?[1-9]|[12]\d|3[01])[月日]?|q[1-4]|h[12])",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_APOSTROPHE = re.compile(r"^'(?=\d)")


_TRADITIONAL = str.maketrans(
    "戶編號訂單據開發貨購買賣銷額價稅數產業務員類別種總實應幣狀態區國項質損運費圓經營負責顧稱簡廠淨無間時創約過帳記級評滿訪聯"
    "係紅藍償賠庫簽採標準計匯關閉廢審駁減讓優現臨雜",
    "户编号订单据开发货购买卖销额价税数产业务员类别种总实应币状态区国项质损运费圆经营负责顾称简厂净无间时创约过账记级评满访联"
    "系红蓝偿赔库签采标准计汇关闭废审驳减让优现临杂",
)


def simplified(text: str) -> str:
    """Return the words of headers, totals and states of orders in simplified characters; names are left alone.

    Parameters
    ----------
    text : str
        Words in any language.

    Returns
    -------
    str
        As long as `text`.
    """
    return text.translate(_TRADITIONAL)


def tidy(cell: object) -> str:
    """Return a cell's text: half-width, single blanks, no byte-order or zero-width marks, trimmed.

    Parameters
    ----------
    cell : object
        A cell as given in the file, of any type.

    Returns
    -------
    str
        Text without what a spreadsheet puts before it to keep it as text.
    """
    text = unicodedata.normalize("NFKC", str(cell))
    text = " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())
    if text.startswith(('="', "'")):  # what keeps a spreadsheet from making a number of 00123
        text = text[2:-1].strip() if text.startswith("=") and text.endswith('"') else _APOSTROPHE.sub("", text)
    return text


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing: empty, blanks only, NaN, None.

    Parameters
    ----------
    cell : object
        A cell as given in the file, of any type.

    Returns
    -------
    bool
        True where there is nothing to read.
    """
    if cell is None:
        return True
    if isinstance(cell, str):
        return not cell or not cell.strip(" \t\r\n\u00a0\u3000\ufeff\u200b")
    return cell is pd.NaT or cell is pd.NA or (isinstance(cell, float | np.floating) and bool(np.isnan(cell)))


def is_missing(cell: Any) -> bool:
    """Whether a cell holds nothing or a word for it (``NULL``, ``-``, ``#N/A``).

    Parameters
    ----------
    cell : object
        A cell as given in the file, of any type.

    Returns
    -------
    bool
        True where there is nothing to read, or a word that says so.
    """
    return is_blank(cell) or (isinstance(cell, str) and len(cell) <= 12 and tidy(cell).casefold() in MISSING)


def is_data(cell: Any) -> bool:
    """Whether a cell holds a number, an amount or a date rather than words.

    Parameters
    ----------
    cell : object
        A cell as given in the file, of any type.

    Returns
    -------
    bool
        False where it is blank.
    """
    if is_blank(cell):
        return False
    if not isinstance(cell, str):
        return True
    text = tidy(cell)
    return len(text) <= 40 and bool(_DIGIT.search(text)) and bool(_DATA.fullmatch(text))


def is_period(cell: Any) -> bool:
    """Whether a cell may name a column of a wide table: a year, a month, a quarter, a running number.

    Parameters
    ----------
    cell : object
        A cell as given in the file, of any type.

    Returns
    -------
    bool
        False where it is blank.
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return not is_blank(cell) and (not isinstance(cell, str | int | float) or bool(_PERIOD.fullmatch(tidy(cell))))


def positions(column: pd.Series) -> tuple[np.ndarray, list[Any]]:
    """Return each cell's position among the column's different cells (-1: missing), and those cells.

    Parameters
    ----------
    column : pandas.Series
        Cells of any type.

    Returns
    -------
    numpy.ndarray, list of Any
        One position a cell, and the different cells in the order in which they first come.
    """
    if column.dtype == object:
        # 1, 1.0 and True are one cell to a hash table; with the type next to them they are three
        column = column.map(lambda cell: cell if isinstance(cell, str | None) else (type(cell), cell))
        codes, uniques = pd.factorize(column)
        return codes, [cell[1] if isinstance(cell, tuple) else cell for cell in uniques]
    codes, uniques = pd.factorize(column)
    return codes, list(uniques)
