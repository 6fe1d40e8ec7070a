"""Which lines count by their status: void and cancelled ones do not, nor deals that are not won."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kamlib.tables.cells import simplified

VOID = frozenset(
    [
        "作废",
        "已作废",
        "作废发票",
        "发票作废",
        "已取消",
        "取消",
        "订单取消",
        "已撤销",
        "撤销",
        "已撤单",
        "无效",
        "无效订单",
        "交易关闭",
        "交易取消",
        "暂存",
        "丢单",
        "输单",
        "关闭订单",
        "已驳回",
        "草稿",
        "cancelled",
        "canceled",
        "cancel",
        "cancellation",
        "void",
        "voided",
        "annulled",
        "annulliert",
        "storniert",
        "storno",
        "gelöscht",
        "deleted",
        "invalid",
        "rejected",
        "abgelehnt",
        "draft",
        "entwurf",
        "declined",
        "failed",
        "ungültig",
        "abgebrochen",
        "lost",
        "closed lost",
        "closed-lost",
        "verloren",
        "quote",
        "quoted",
        "quotation",
        "offer",
        "estimate",
        "proposal",
        "angebot",
        "报价",
        "报价中",
        "已报价",
        "询价",
    ]
)
#: Kinds of documents that are no sales: what is offered, and what is paid. DZ is SAP's word, ZE that of others.
#: A receipt is none of them: a till calls its sales so.
NO_SALES = frozenset([
    "quote", "quotation", "sales quote", "offer", "estimate", "payment", "customer payment",
    "payment received", "angebot", "zahlung", "zahlungseingang", "ze", "dz",
    "报价", "报价单", "销售报价", "销售报价单", "收款", "收款单", "回款", "付款", "预收款",
])  # fmt: skip
#: States of a sale that was paid back. Where such rows have a minus, they are the paying back itself, and count.
PAID_BACK = frozenset([
    "refunded", "refund", "returned", "erstattet", "zurückerstattet", "retourniert",
    "退款成功", "已退款", "全额退款", "退款完成", "已退货", "退货完成",
])  # fmt: skip
_BEGINNINGS = (
    "作废", "已作废", "已取消", "取消", "订单取消", "交易取消", "已撤销", "撤销", "cancel", "void", "stornier",
)  # fmt: skip
WON = frozenset(["won", "closed-won", "closedwon", "closed_won", "赢单", "已成交", "成交", "gewonnen"])
_YES = frozenset(["是", "y", "yes", "true", "1", "x", "ja", "√", "✓"])


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
    """

    out: pd.Series
    statuses: Mapping[str, tuple[int, bool]]
    deals: bool = False


def judge(status: pd.Series, header: str = "", amounts: pd.Series | None = None) -> Judged:
    """Tell by its status whether a line counts.

    Parameters
    ----------
    status : pandas.Series
        Text as it stands in the file; missing counts.
    header : str
        The column's name: under ``是否作废`` a yes means void.
    amounts : pandas.Series, optional
        Of the same rows: what was paid back does not count, unless its rows are the (negative) paying back.

    Returns
    -------
    Judged
        Where any status says that a deal was won, only won deals count.
    """
    counts = status.value_counts()
    folded = {text: _fold(text) for text in counts.index}
    deals = any(word in WON or word.startswith("closed won") for word in folded.values())
    asks = any(word in header.casefold() for word in ("作废", "取消", "storno", "cancel", "void"))
    counted = {text: _counts(word, deals=deals, asks=asks) for text, word in folded.items()}
    back = [text for text, word in folded.items() if word in PAID_BACK and counted[text]]
    if back and amounts is not None and not (amounts[status.isin(back)] < 0).any():
        counted |= dict.fromkeys(back, False)
    out = status.isin([text for text, counts_ in counted.items() if not counts_]) | (status.isna() & deals)
    return Judged(out, {text: (int(counts[text]), counted[text]) for text in counts.index}, deals)


def no_sales(types: pd.Series) -> pd.Series:
    """Mark rows that are offers or payments by the kind of their document; none where all would be.

    Parameters
    ----------
    types : pandas.Series
        Kind of document of each row, as it stands in the file.

    Returns
    -------
    pandas.Series
        True where the row is no sale.
    """
    out = types.isin([text for text in types.dropna().unique() if _fold(text) in NO_SALES])
    return ~out if out.all() else out


def _fold(text: object) -> str:
    plain = simplified(unicodedata.normalize("NFKC", str(text)).casefold())
    return " ".join(plain.split()).removeprefix("wc-")


def _counts(word: str, *, deals: bool, asks: bool) -> bool:
    if deals:
        return word in WON or word.startswith("closed won")
    if asks and word in _YES:
        return False
    return word not in VOID and not word.startswith(_BEGINNINGS)
