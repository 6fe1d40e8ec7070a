"""The Chinese tax bureau's export of invoices: fully digital ones have a number of their own, paper ones two."""

from __future__ import annotations

import pandas as pd

from kamlib.tables.adapters.adapted import Adapted, held

SOURCE = "国家税务总局电子税务局，发票业务，发票查询统计，全量发票查询（导出）"
_DIGITAL, _CODE, _PAPER = "数电发票号码", "发票代码", "发票号码"
_TAX_NUMBER, _NAME = "购方识别号", "购买方名称"


def detect(rows: pd.DataFrame) -> bool:
    """Return whether a table has the columns that only this export has together."""
    return set(map(str, rows.columns)) >= {_DIGITAL, _NAME, "销方名称", "开票日期"}


def apply(rows: pd.DataFrame) -> Adapted:
    """Give invoices their numbers and distinguish buyers; a buyer without a tax number goes by its name."""
    paper = [_filled(rows, name) for name in (_CODE, _PAPER) if name in rows]
    number = _filled(rows, _DIGITAL)
    if paper:
        number = number.fillna(paper[0] if len(paper) == 1 else _joined(*paper))
    rows = rows.assign(**{_DIGITAL: number})
    columns = {"order_id": _DIGITAL, "customer_id": _NAME, "seller": "销方名称"}
    if _TAX_NUMBER in rows and (tax := _filled(rows, _TAX_NUMBER)).notna().any():
        names = _filled(rows, _NAME)
        rows = rows.assign(**{_TAX_NUMBER: tax.fillna(names.map(_only_number(names, tax))).fillna(names)})
        columns |= {"customer_id": _TAX_NUMBER, "name": _NAME}
    return Adapted(rows, held(rows, columns))


def _filled(rows: pd.DataFrame, name: str) -> pd.Series:
    """Return a column's texts; missing where a cell is blank."""
    texts = rows[name].astype("string").str.strip()
    return texts.where(texts.fillna("") != "").astype("object")


def _joined(code: pd.Series, number: pd.Series) -> pd.Series:
    """Put a paper invoice's code and number together: numbers alone are used again under other codes."""
    both = code.notna() & number.notna()
    joined: pd.Series = code.where(both).astype("string") + "-" + number.where(both).astype("string")
    return joined.astype("object").where(both, number)


def _only_number(names: pd.Series, tax: pd.Series) -> dict[str, str]:
    """Return the tax number of names that have only one."""
    pairs = pd.DataFrame({"name": names, "tax": tax}).dropna().drop_duplicates()
    return dict(pairs[~pairs["name"].duplicated(keep=False)].itertuples(index=False, name=None))
