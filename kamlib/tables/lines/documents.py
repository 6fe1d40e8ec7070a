"""Kinds of documents by their words: sales, credits and returns, and what is not a sale (offers, payments)."""

from __future__ import annotations

import re
from typing import Literal

import pandas as pd

from kamlib.tables.vocabulary import fold, meaning

#: ``"aside"``: a deposit, an old balance, a sale to the own group, a test or a draft, by the vocabulary.
Kind = Literal["sale", "credit", "no-sale", "aside"]

#: Phrases in which a word for credits says something else: taken out before credits are looked for.
_ELSE = re.compile(
    r"\bcredit cards?\b|\bcredit (?:sales?|orders?|customers?|terms?)\b"
    r"|\breturn(?:ing|s|ed)? (?:customers?|clients?|buyers?|visits?|business|labels?|polic\w+|insurance|address"
    r"|checks?|cheques?|payments?|shipping|freight)\b"
    r"|\b(?:purchase|vendor|supplier|tax) (?:returns?|credits?|refunds?)\b"
    r"|\b(?:no|not|non|without|before) (?:returns?|returned|refunds?|refunded|credits?|credited)\b"
    r"|gutschrifts?verfahren"
    r"|(?:采购|进货)退[货回款]|退货(?:险|运费|包|率|地址|政策|保障|服务|无忧)"
    r"|(?:无理由|非|未|无|不|不可|不予|可|支持)退[货款回]"
)
_CREDIT = re.compile(
    r"\bcredit (?:memo|note|invoice|adjustment|voucher)s?\b|\bcr (?:memo|note)s?\b|\breturn(?:s|ed goods)?\b"
    r"|\brefunds?\b|\brma\b|\bnegative invoice\b|\bcancellation invoice\b|\binvoice cancellation\b"
    r"|\bcredito?note\b|\bavoir\b|\bnota d[ie] cr[eé]dito\b"
    r"|gutschrift|rechnungskorrektur|retoure|rückgabe|rücksendung|rücknahme|rücklieferung|storno"
    r"|退货|退回|销退|退款|红字|红冲|冲红|红票|红单|负数发票|贷项"
)
_BARE = re.compile(r"(?:sales |customer |order )?credits?")
#: What is offered, and what is paid (DZ is SAP's word, ZE that of others). A till calls its sales receipts.
_NO_SALE = re.compile(
    r"(?:sales )?(?:quotes?|quotations?|offers?|estimates?|proposals?)|angebote?"
    r"|(?:(?:customer|incoming|account|advance) )?payments?(?: received| receipts?| entry| voucher)?"
    r"|customer receipts?|receipts? from customers?|zahlung|zahlungseingang|ze|dz"
    r"|(?:销售)?报价单?|(?:(?:销售|客户|其他|应收)?(?:收款|回款|付款)|预收款?)(?:单|单据|凭证)?"
)
_SALE = re.compile(
    r"\b(?:invoices?|inv|sales?|orders?|standard|receipts?|debit (?:memo|note)|projects?|spare parts|bills?"
    r"|contracts?|group purchase|retail|wholesale|online|regular|normal|deliver\w+|business|renewal|services?|cash"
    r"|factures?"
    r"|fattur[ae]|facturas?|website payment)\b"
    r"|rechnung|auftrag|faktura|verkauf|liefer|bestellung"
    r"|发票|销售|出库|订单|蓝|零售|批发|项目|备件|团购|标准|普通|正常|常规|直销|经销|现销|赊销|合同|发货"
)
#: Codes of credits, of what is not a sale and of sales: without one of sales next to them they may say anything.
_CODES = (
    (frozenset(["cm", "crn", "cn", "scn", "arcm", "cr"]), frozenset[str](),
     frozenset(["inv", "in", "iv", "si", "ari", "dn", "dm", "so", "sin", "invoice"])),
    (frozenset(["g2", "re", "s1", "s2"]), frozenset[str](), frozenset(["f1", "f2", "f8", "l2", "fas"])),
    (frozenset(["gs", "gu", "gut", "sr"]), frozenset[str](), frozenset(["re", "rg", "rech", "rechnung"])),
    # Sage: sales and their credits; what customers pay, what is bought, banks and journals
    (frozenset(["sc"]), frozenset(["sr", "sa", "sp", "pi", "pc", "pp", "pa", "pr", "bp", "br", "jd", "jc"]),
     frozenset(["si"])),
)  # fmt: skip


def without_others(text: str) -> str:
    """Take out of a text the words that look like a credit and are none: 无理由退货, ``returning customer``."""
    return _ELSE.sub(" ", fold(text))


def kinds(types: pd.Series) -> dict[str, Kind | None]:
    """Tell of each different text of a column what kind of document it names.

    Parameters
    ----------
    types : pandas.Series
        Kind of document of each row, as given in the file.

    Returns
    -------
    dict
        Text → its kind; None where no word of it is known. A word for a credit may be anywhere in the text.
    """
    folded = {text: fold(text) for text in types.dropna().unique()}
    codes = _codes(set(folded.values()))
    bare = not any("cash" in word for word in folded.values())  # cash and credit are ways of paying
    return {text: codes.get(word) or _kind(word, bare=bare) for text, word in folded.items()}


def no_sales(types: pd.Series) -> pd.Series:
    """Mark rows that are offers or payments by the kind of their document; none where all would be.

    Parameters
    ----------
    types : pandas.Series
        Kind of document of each row, as given in the file.

    Returns
    -------
    pandas.Series
        True where the row is not a sale.
    """
    out = types.isin([text for text, kind in kinds(types).items() if kind == "no-sale"])
    return ~out if out.all() else out


def _codes(words: set[str]) -> dict[str, Kind]:
    known: dict[str, Kind] = {}
    for credits, others, sales in _CODES:
        if words & sales and words & (credits | others):
            kinds: tuple[tuple[Kind, frozenset[str]], ...]
            kinds = ("sale", sales), ("credit", credits - sales), ("no-sale", others)
            for kind, codes in kinds:
                known.update((code, kind) for code in words & codes)
    return known


def _kind(word: str, *, bare: bool) -> Kind | None:
    if _NO_SALE.fullmatch(word):
        return "no-sale"
    if meaning("no_sale", word):
        return "aside"
    if _CREDIT.search(_ELSE.sub(" ", word)) or (bare and _BARE.fullmatch(word)):
        return "credit"
    return "sale" if _SALE.search(word) else None
