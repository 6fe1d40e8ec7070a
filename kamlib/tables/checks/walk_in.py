"""Customers who are none: the one account under which a till or an ERP books all buyers without a name."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from kamlib.tables.problems import Names, Problem
from kamlib.tables.schema import squeeze

_CHINESE = (
    "散客 散户 散客户 零散客户 零星客户 零售客户 零售散客 门市散客 门店散客 现金散客 现金客户 其他客户 其它客户 "
    "匿名客户 临时客户 一次性客户 无名客户 未知客户 个人 其他 其它 匿名"
)
_ENGLISH = (  # a dash means a blank
    "walk-in walk-ins walk-in-customer walk-in-customers walk-in-client cash-sale cash-sales cash-customer "
    "cash-customers cash-account counter-sale counter-sales counter-customer misc miscellaneous misc-customer "
    "miscellaneous-customer miscellaneous-customers various various-customers sundry sundry-customer "
    "sundry-customers sundry-debtors one-time-customer one-off-customer anonymous anonymous-customer unknown "
    "unknown-customer no-name guest guest-customer guest-checkout retail-customer other-customers others"
)
_GERMAN = (  # CPD, conto pro diverse, is SAP's word for such an account
    "diverse diverse-kunden diverse-debitoren sammelkunde sammelkonto sammeldebitor barverkauf barverkäufe "
    "barkunde barkunden barzahler laufkundschaft laufkunde laufkunden einmalkunde einmalkunden tageskunde "
    "thekenverkauf kassenverkauf unbekannt sonstige sonstige-kunden cpd cpd-kunde cpd-konto cpd-debitor"
)
#: What such accounts are called, squeezed; whole names only: ``Walk-in Brewery`` and 散客酒店 are customers.
NAMES = frozenset(squeeze(name) for names in (_CHINESE, _ENGLISH, _GERMAN) for name in names.split())


def is_walk_in(name: object) -> bool:
    """Whether a name is not a customer's, but that of all who have none.

    Parameters
    ----------
    name : object
        A customer's id or name.

    Returns
    -------
    bool
        True for names such as ``cash sale``.
    """
    return squeeze(name) in NAMES


def check(orders: pd.DataFrame, customers: pd.DataFrame | None) -> list[Problem]:
    """Name the customers under whom buyers without a name are booked; they are kept.

    Parameters
    ----------
    orders : pandas.DataFrame
        The lines that count.
    customers : pandas.DataFrame or None
        What is known of customers: an id tells nothing where they have names.

    Returns
    -------
    list of Problem
        One, or none where there is no such customer.
    """
    ids = _of_names(orders["customer_id"].unique(), customers)
    if not ids:
        return []
    rows = orders["customer_id"].isin(ids)
    values = {"n": len(ids), "names": Names.of(sorted(set(ids.values()))[:5])}
    return [
        Problem("walk-in", "warning", "orders", int(rows.sum()), float(orders.loc[rows, "revenue"].sum()), values)
    ]


def _of_names(ids: Iterable[str], customers: pd.DataFrame | None) -> dict[str, str]:
    """Return the ids that mean no particular customer, by themselves or by their names, each with its name."""
    found = {id_: id_ for id_ in ids if is_walk_in(id_)}
    if customers is not None and "name" in customers:
        named = customers.loc[customers["customer_id"].isin(list(ids)), ["customer_id", "name"]].dropna()
        found |= {id_: name for id_, name in named.itertuples(index=False) if is_walk_in(name)}
    return found
