"""How much of the revenue goes through dealers, and who the largest end users are, where that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kamlib.words import _, count, money, n_
from kamlib.words.phrases import enumerated, not_quite, sentences, short

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.client import Client

#: Codes of ``customers.customer_kind``, and how many end users are named.
DEALER, USER = "dealer", "end user"
NAMED = 3


@dataclass(frozen=True, eq=False)
class Dealers:
    """The customers that count, by what they do with the goods.

    Attributes
    ----------
    dealers, users, unknown : pandas.DataFrame
        Their accounts, the largest by revenue first.
    total : float
        Revenue of all three (currency units).
    """

    dealers: pd.DataFrame
    users: pd.DataFrame
    unknown: pd.DataFrame
    total: float

    def share(self, part: pd.DataFrame) -> float:
        """Return the part of the revenue that some of them bring, as a fraction.

        Parameters
        ----------
        part : pandas.DataFrame
            Some of the accounts.

        Returns
        -------
        float
        """
        return float(part["revenue"].sum()) / self.total


def told_apart(client: Client) -> Dealers | None:
    """Distinguish dealers from end users.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Dealers or None
        None where no customer's kind is known, or there is no revenue.
    """
    customers, buyers = client.customers, client.buyers
    if customers is None or "customer_kind" not in customers:
        return None
    known = customers.dropna(subset="customer_kind").drop_duplicates("customer_id")
    kinds = buyers["customer_id"].map(known.set_index("customer_id")["customer_kind"])
    total = float(buyers["revenue"].sum())
    if total <= 0 or not kinds.isin([DEALER, USER]).any():
        return None
    ranked = buyers.sort_values(["revenue", "customer_id"], ascending=[False, True])
    kinds = kinds.reindex(ranked.index)
    dealers, users = (ranked[(kinds == kind).to_numpy(bool, na_value=False)] for kind in (DEALER, USER))
    return Dealers(dealers, users, ranked[~kinds.isin([DEALER, USER]).to_numpy(bool)], total)


def said(client: Client, seen: Dealers | None) -> str:
    """Say what share of revenue goes through dealers, what end users bring, and of whom it is not known.

    Parameters
    ----------
    client : Client
        The client's tables.
    seen : Dealers or None
        From `told_apart`.

    Returns
    -------
    str
        Up to three sentences; empty where no customer's kind is known.
    """
    return "" if seen is None else sentences(_through(seen, client.currency), _ends(seen, client), _rest(seen))


def facts(seen: Dealers | None) -> dict[str, float | int]:
    """Return the figures that the sentences are made of.

    Parameters
    ----------
    seen : Dealers or None
        From `told_apart`.

    Returns
    -------
    dict
        Numbers of customers and shares of revenue; empty where no customer's kind is known.
    """
    if seen is None:
        return {}
    return {
        "dealers": len(seen.dealers), "dealer_share": seen.share(seen.dealers), "end_users": len(seen.users),
        "end_user_share": seen.share(seen.users), "kind_unknown": len(seen.unknown),
    }  # fmt: skip


def _through(seen: Dealers, currency: str | None) -> str:
    if not len(seen.dealers):
        return _("No customer is marked as a dealer.")
    return n_(
        "{n} dealer brings {share} of revenue ({money}); the end users of these goods are not in the orders.",
        "{n} dealers bring {share} of revenue ({money}); the end users of these goods are not in the orders.",
        len(seen.dealers), share=not_quite(seen.share(seen.dealers)),
        money=money(seen.dealers["revenue"].sum(), currency),
    )  # fmt: skip


def _ends(seen: Dealers, client: Client) -> str:
    if not len(seen.users):
        return _("No customer is marked as an end user.")
    column = "name" if "name" in seen.users else "customer_id"
    first = seen.users.head(NAMED)
    names = enumerated([
        _("{name} ({sum})", name=short(str(name)), sum=money(revenue, client.currency))
        for name, revenue in zip(first[column], first["revenue"], strict=True)
    ])  # fmt: skip
    if len(seen.users) <= NAMED:
        return n_("{n} end user brings {share}: {names}.", "{n} end users bring {share}: {names}.",
                  len(seen.users), share=not_quite(seen.share(seen.users)), names=names)  # fmt: skip
    return _("{n} end users bring {share}, the largest of them {names}.", n=count(len(seen.users)),
             share=not_quite(seen.share(seen.users)), names=names)  # fmt: skip


def _rest(seen: Dealers) -> str:
    if not len(seen.unknown):
        return ""
    return n_(
        "For {n} customer with {share} of revenue it is not known whether it is a dealer.",
        "For {n} customers with {share} of revenue it is not known whether they are dealers.",
        len(seen.unknown), share=not_quite(seen.share(seen.unknown)),
    )  # fmt: skip
