"""Orders as a client would send them: Chinese headers, title and total rows, amounts in many hands, rows gone bad.

What was spoiled is written down, so that a reader can be compared with it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kamlib.world.dice import Dice
from kamlib.world.world import World

#: Theirs → ours.
HEADERS = {
    "客户编号": "customer_id", "客户名称": "name", "订单号": "order_id",
    "下单日期": "date", "产品型号": "product", "数量": "quantity", "单价": "unit_price",
    "金额（元）": "revenue", "成本": "cost", "渠道": "channel", "状态": "status",
}  # fmt: skip
TITLES = ("销售明细表", "单位：元    制表：财务部", "")
VOID, DONE, TOTAL = "作废", "已完成", "合计"
#: Parts of the rows that are repeated exactly, were cancelled, or lost their customer.
REPEATED, CANCELLED, NAMELESS = 0.008, 0.012, 0.005


@dataclass(frozen=True, eq=False)
class Messy:
    """A client's sheet, cell by cell as text (``rows``, the header among them), and what is true of it."""

    rows: list[list[str]]
    truth: dict[str, Any]


def spoil(world: World, *, seed: int = 7) -> Messy:
    """Spoil the order book of a world.

    Parameters
    ----------
    world : World
    seed : int
        Which rows, and how.

    Returns
    -------
    Messy
        ``truth`` says what reading it rightly gives: ``rows_used`` (repeated lines count, void ones and those
        without a customer do not), ``customers``, ``revenue``, ``profit``, and what was spoiled with its money.
    """
    dice = Dice(seed, "messy")
    book = world.orders.merge(world.customers[["customer_id", "name"]], on="customer_id", how="left")
    book["status"], book["fate"] = DONE, "used"
    book = _added(book, dice, CANCELLED, "void")
    book = _added(book, dice, REPEATED, "repeated")
    book.loc[(book["fate"] == "used") & dice.chance(NAMELESS, len(book)), "fate"] = "nameless"
    # A repeated line stands right behind its like, where a slip of the finger puts it.
    book = book.sort_values("place", kind="stable", ignore_index=True)
    columns = [_written(book, ours, dice) for ours in HEADERS.values()]
    body = [list(row) for row in zip(*columns, strict=True)]
    total = [""] * len(HEADERS)
    total[0] = TOTAL
    for at, name in enumerate(HEADERS.values()):
        if name in ("revenue", "cost"):
            total[at] = f"{book[name].where(book['fate'] != 'void', 0).sum():,.2f}"
    titles = [[title, *[""] * (len(HEADERS) - 1)] for title in TITLES]
    return Messy([*titles, list(HEADERS), *body, total], _truth(book, len(titles)))


def _added(book: pd.DataFrame, dice: Dice, share: float, fate: str) -> pd.DataFrame:
    """Add copies of some rows: cancelled ones under a number of their own, repeated ones as they are."""
    book = book.assign(place=book["place"] if "place" in book else np.arange(len(book), dtype=np.float64))
    sound = book["fate"] == "used"
    more = book[sound & dice.chance(share, len(book))].copy()
    more["fate"], more["place"] = fate, more["place"] + 0.5
    if fate == "void":
        more["order_id"], more["status"] = more["order_id"] + "X", VOID
    return pd.concat([book, more], ignore_index=True)


def _written(book: pd.DataFrame, ours: str, dice: Dice) -> list[str]:
    """Write one column as people write it."""
    hand = _repeatable(book, dice)
    if ours == "customer_id":
        ids = book["customer_id"].where(book["fate"] != "nameless", "")
        return [f"{id_} " if h < 0.05 else id_ for id_, h in zip(ids, hand, strict=True)]
    if ours == "date":
        return [_day(day, h) for day, h in zip(book["date"], hand, strict=True)]
    if ours in ("unit_price", "revenue", "cost"):
        return [_amount(value, h) for value, h in zip(book[ours].tolist(), hand, strict=True)]
    return [str(value) for value in book[ours].tolist()]


def _repeatable(book: pd.DataFrame, dice: Dice) -> list[float]:
    """Draw a hand a row; a repeated line is written by the same hand as its like."""
    hand = dice.uniform(0, 1, len(book))
    return [float(h) for h in hand[np.floor(book["place"]).astype("int64")]]


def _day(day: pd.Timestamp, hand: float) -> str:
    if hand < 0.5:
        return f"{day.year}/{day.month}/{day.day}"
    return f"{day.year}年{day.month}月{day.day}日" if hand < 0.75 else f"{day:%Y-%m-%d}"


def _amount(value: float, hand: float) -> str:
    """Write an amount: plain, with a currency sign, in ten thousands, negative in brackets; always exactly."""
    cents = round(value * 100)
    if cents < 0:
        return f"({-cents / 100:,.2f})" if hand < 0.5 else f"-{-cents / 100:.2f}"
    if hand < 0.15 and cents >= 1_000_000:
        return f"{cents // 1_000_000}.{cents % 1_000_000:06d}".rstrip("0").rstrip(".") + "万"
    return f"￥{cents / 100:,.2f}" if hand < 0.4 else f"{cents / 100:.2f}"


def _truth(book: pd.DataFrame, titles: int) -> dict[str, Any]:
    used = book[book["fate"].isin(["used", "repeated"])]
    return {
        "header_row": titles + 1,
        "rows_read": len(book) + 1,  # the total row among them
        "rows_used": len(used),
        "customers": int(used["customer_id"].nunique()),
        "orders": int(used["order_id"].nunique()),
        "revenue": round(float(used["revenue"].sum()), 2),
        "profit": round(float((used["revenue"] - used["cost"]).sum()), 2),
        "first_date": f"{used['date'].min():%Y-%m-%d}",
        "last_date": f"{used['date'].max():%Y-%m-%d}",
        "columns": dict(HEADERS),
        "spoiled": {
            fate: {"rows": int((book["fate"] == fate).sum()),
                   "money": round(float(book.loc[book["fate"] == fate, "revenue"].sum()), 2)}
            for fate in ("void", "nameless", "repeated")
        },
    }  # fmt: skip


def write_messy(world: World, folder: Path, *, seed: int = 7) -> list[Path]:
    """Write the spoiled orders twice, and what is true of them.

    Parameters
    ----------
    world : World
    folder : Path
        Made if it is not there.
    seed : int

    Returns
    -------
    list of Path
        ``orders_messy.csv`` (GBK), ``orders_messy.xlsx`` (after a cover sheet, titles in merged cells) and
        ``messy.json``.
    """
    sheet = spoil(world, seed=seed)
    folder.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(sheet.rows)
    files = [folder / name for name in ("orders_messy.csv", "orders_messy.xlsx", "messy.json")]
    files[0].write_bytes(text.getvalue().encode("gbk"))
    _workbook(sheet.rows, files[1])
    files[2].write_text(json.dumps(sheet.truth, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return files


def _workbook(rows: list[list[str]], file: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(file), {"constant_memory": False}) as book:
        # A fixed date: same sheet, same bytes.
        book.set_properties({"created": dt.datetime(2025, 1, 6)})
        book.add_worksheet("封面").write(3, 1, "销售数据（内部资料）")
        page = book.add_worksheet("明细")
        page.merge_range(0, 0, 0, len(HEADERS) - 1, rows[0][0])
        for at, row in enumerate(rows[1:], start=1):
            for column, cell in enumerate(row):
                if cell:
                    page.write_string(at, column, cell)
