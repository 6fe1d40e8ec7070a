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
from kamlib.tables.vocabulary import meaning

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
        "废单",
        "交易关闭",
        "交易取消",
        "丢单",
        "输单",
        "关闭订单",
        "已驳回",
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
#: States of a sale that was paid back. Where such rows have a minus, they are the paying back itself, and count.
PAID_BACK = frozenset([
    "refunded", "refund", "returned", "chargeback", "reversed", "erstattet", "zurückerstattet",
    "retourniert",
    "退款成功", "已退款", "全额退款", "退款完成", "已退货", "退货完成",
])  # fmt: skip
_BEGINNINGS = (
    "作废", "已作废", "已取消", "取消", "订单取消", "交易取消", "已撤销", "撤销", "cancel", "void", "stornier",
)  # fmt: skip
#: What shops call an order that came to nothing, and ERP systems one that is done with.
_CLOSED = frozenset(["已关闭", "关闭", "订单关闭"])
#: Next to these, closed is not done.
_DONE = frozenset(["已完成", "完成", "订单完成", "交易成功", "交易完成", "已签收"])
WON = frozenset(["won", "closed-won", "closedwon", "赢单", "已成交", "成交", "gewonnen"])
#: Drafts only next to states of a release: elsewhere a new order may be called so.
_NEW = frozenset(["创建", "新建"])
_RELEASE = re.compile("审核|审批|已审|未审|提交")
#: Words for yes and no in flags.
YES = frozenset(["是", "y", "yes", "true", "t", "1", "x", "ja", "j", "on", "√", "✓", "✔", "☑", "wahr"])
NO = frozenset(["否", "n", "no", "false", "f", "0", "nein", "off", "×", "☐", "falsch"])
#: Words for void anywhere in a status.
_VOID = re.compile(
    r"\bcancel(?:l?ed|l?ation|lation|ad[oa]s?)?\b|\bvoid(?:ed)?\b|\bdeleted\b|\babandoned\b|\bexpired\b"
    r"|\btrash(?:ed)?\b|\bann?ull?(?:ed|ée?s?|at[oa]|ad[oa]|iert)\b|storn|\bgestrichen\b|\bgelöscht\b"
    r"|取消|作废|撤销|撤单|废弃|废单|删除|终止|超时关闭|交易关闭|丢单|输单"
)
#: In such words they say something else: not (yet) void, or only in part.
_NOT_VOID = re.compile(
    r"\b(?:not|non|no|never|nicht|kein\w*)[ -]*(?:(?:yet|been|be|being) )*"
    r"(?:cancel\w*|void\w*|deleted|expired|abandoned|storn\w*|annul\w*|gelöscht|gestrichen)"
    r"|(?:尚?未|非|不|没有?|无)(?:被|予|曾|需|可)?(?:取消|作废|撤销|撤单|废弃|删除|终止)"
    r"|(?:取消|撤销|作废)(?:失败|被拒|驳回)|cancel\w* (?:rejected|failed|declined)"
    r"|(?:申请|部分|待|请求)(?:取消|撤销|作废|退款)|(?:partial\w*|partly|pending)[ -]cancel\w*"
)
#: A header of flags asks whether a row is void: yes says so, and so does a date under a header of dates.
_ASKS = re.compile("作废|取消|删除|废弃|storn|cancel|void|delet|lösch|annul")
_ASKS_BACK = re.compile(r"(?:is )?(?:returned|refunded)")
_ASKS_WHEN = re.compile(r"日期|时间|\bat\b|\bon\b|date|datum|\bam\b|time")
_DATE = re.compile(r"(?!0+\D)(?!1900\D)(?!9999\D)\d{1,4}[-./年]\d{1,2}[-./月]\d{1,4}.*|20\d{6}|4\d{4}|5\d{4}")
#: States that do not say whether the sale took place.
_UNSURE = re.compile(
    r"\b(?:pending|awaiting|hold|unconfirmed|unapproved|quot\w+|proposals?|offers?|estimates?|unposted|tentative"
    r"|request\w*|partial\w* cancel\w*)\b|angebot|wartend"
    r"|待付|待支付|待审|未审|未确认|待确认|未提交|审核中|审批中|待批|报价|意向|等待买家付款|取消|作废|撤销"
)
#: States of a sale that took place.
_SURE = re.compile(
    r"\b(?:complet\w*|paid|ship\w*|deliver\w*|closed|open|process\w*|invoiced|billed|fulfil\w*|activ\w*"
    r"|approv\w*|posted|confirm\w*|done|finish\w*|success\w*|normal|ok|valid|settled|released?|dispatch\w*"
    r"|in transit|authori[sz]ed|received|accepted|ordered|booked|issued|sent|signed|unpaid|overdue|partial\w*"
    r"|ready|packed|new|not void|sales order|validée?|conferma\w*|pagad[oa]|emitid[oa]|due)\b"
    r"|bezahlt|offen|versand|versendet|abgeschlossen|geliefert|erledigt|gebucht|bearbeitung|fakturiert|freigegeben"
    r"|bestätigt|teil|neu|审核|完成|正常|成功|付款|已付|已收|结算|确认|出库|签收|有效|生效|开票|关闭|发货|红冲"
    r"|执行|履行|付清|结清|通过|收货|未(?:取消|作废)|非作废"
)


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
    deals = any(word in WON or word.startswith("closed won") for word in folded.values())
    counted = {text: _counts(word, deals=deals) for text, word in folded.items()}
    counted |= dict.fromkeys(_drafts(folded), False)
    if _DONE & set(folded.values()):
        counted |= {text: False for text, word in folded.items() if word in _CLOSED}
    back = [text for text, word in folded.items() if word in PAID_BACK and counted[text]]
    if back and amounts is not None and not (amounts[status.isin(back)] < 0).any():
        counted |= dict.fromkeys(back, False)
    out = status.isin([text for text, counts_ in counted.items() if not counts_]) | (status.isna() & deals)
    unclear = [text for text, word in folded.items() if counted[text] and not deals and _unclear(word)]
    statuses = {text: (int(counts[text]), counted[text]) for text in counts.index}
    return Judged(out, statuses, deals, tuple(unclear), _asks(_fold(header)))


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
    return bool(_UNSURE.search(_NOT_VOID.sub(" ", _fold(status)))) or bool(_IN_PART.search(_fold(status)))


_IN_PART = re.compile(r"(?:申请|部分|待|请求)(?:取消|撤销|作废|退款)|(?:partial\w*|partly|pending)[ -]cancel")


def _asks(header: str) -> bool:
    return bool(_ASKS.search(_NOT_VOID.sub(" ", header)) or _ASKS_BACK.fullmatch(header))


def _answer(word: str, header: str) -> str:
    """Return what a cell says: under a header that asks, yes and a date say void, and no says that it is not."""
    if not _asks(header):
        return word
    if word in NO:
        return "not void"
    if word in YES or (_ASKS_WHEN.search(header) and _DATE.fullmatch(word)):
        return "returned" if _ASKS_BACK.fullmatch(header) else "void"
    return word


def _fold(text: object) -> str:
    plain = simplified(unicodedata.normalize("NFKC", str(text)).casefold())
    return " ".join(plain.replace("_", " ").split()).removeprefix("wc-")


def _counts(word: str, *, deals: bool) -> bool:
    if deals:
        return word in WON or word.startswith("closed won")
    said = _NOT_VOID.sub(" ", word)
    return word not in VOID and not said.startswith(_BEGINNINGS) and not _VOID.search(said)


def _drafts(folded: Mapping[str, str]) -> list[str]:
    """Return the states of drafts, unless all are."""
    released = any(_RELEASE.search(word) for word in folded.values())
    drafts = [
        text
        for text, word in folded.items()
        if meaning("no_sale", word) == "draft" and (released or word not in _NEW)
    ]
    return drafts if len(drafts) < len(folded) else []


def _unclear(word: str) -> bool:
    return word not in PAID_BACK and (unsure(word) or not _SURE.search(word))
