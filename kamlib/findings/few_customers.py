"""Chapter 1 where customers can be counted on the fingers: no best fifth, no interval, each one by name (K2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.value import concentration as conc
from kamlib.value.ties import rounded_for_ties
from kamlib.words import _, count, money, percent
from kamlib.words.phrases import enumerated, lower_first, sentences, short

if TYPE_CHECKING:
    from kamlib.value.concentration import Concentration


#: Two are not "all 2".
_BOTH = 2


def applies(seen: Concentration) -> bool:
    """Tell whether there are customers, but too few for a best fifth of them to mean anything.

    Parameters
    ----------
    seen : Concentration
        The concentration of a client's customers.

    Returns
    -------
    bool
        False where there are none.
    """
    return 0 < seen.customers < conc.FEWEST and seen.refused in ("", "total_near_zero")


def title(seen: Concentration, currency: str | None) -> str:
    """Say how much depends on the best one.

    Parameters
    ----------
    seen : Concentration
        The concentration of a client's customers.
    currency : str or None
        ISO 4217 code; None where it is not known.

    Returns
    -------
    str
        One sentence in the language in use.
    """
    basis, everyone = lower_first(seen.basis), count(seen.customers)
    amounts = seen.table[seen.basis]
    sizes = rounded_for_ties(amounts)
    if seen.customers == 1:
        return _("There is only one customer: {basis} of {total} depends on it", basis=basis,
                 total=money(seen.total, currency))  # fmt: skip
    if sizes.iloc[0] == sizes.iloc[-1] and len(amounts) == _BOTH:
        return _("Both customers contribute the same {basis}, {amount} each: half of it depends on each of them",
                 basis=basis, amount=money(amounts.iloc[0], currency))  # fmt: skip
    if sizes.iloc[0] == sizes.iloc[-1]:
        return _("All {n} customers contribute the same {basis}, {amount} each: {share} of it depends on each of "
                 "them",
                 n=everyone, basis=basis, amount=money(amounts.iloc[0], currency),
                 share=percent(1 / len(amounts)))  # fmt: skip
    best = short(seen.table["name"].iloc[0])
    if not sharable(seen):
        return _(
            "{name} alone contributes {amount} of {basis}; including losses, the {n} customers total {total}",
            name=best, amount=money(amounts.iloc[0], currency), basis=basis, n=everyone,
            total=money(seen.total, currency),
        )  # fmt: skip
    equal = seen.table.loc[sizes == sizes.iloc[0], "name"]
    if len(equal) > 1:
        return _("Of {n} customers {k} bring {share} of {basis} each: {names}", n=everyone, k=count(len(equal)),
                 share=percent(seen.table["share"].iloc[0]), basis=basis,
                 names=enumerated([short(name) for name in equal]))  # fmt: skip
    return _("Of {n} customers {name} alone brings {share} of {basis}", n=everyone, name=best,
             share=percent(seen.table["share"].iloc[0]), basis=basis)  # fmt: skip


def sharable(seen: Concentration) -> bool:
    """Tell whether no customer brings more than all together, so that shares can be read.

    Parameters
    ----------
    seen : Concentration
        The concentration of a client's customers.

    Returns
    -------
    bool
        False where shares are refused.
    """
    return not seen.refused and not bool((seen.table[seen.basis] < 0).any())


def summary(seen: Concentration, enough: str) -> str:
    """Say what so few customers allow to conclude; `enough` says how many of them bring most of the amount.

    Parameters
    ----------
    seen : Concentration
        The concentration of a client's customers.
    enough : str
        One sentence in the language in use.

    Returns
    -------
    str
        In the language in use.
    """
    if seen.customers == 1:
        return _(
            "With one customer there is nothing to compare; what matters is keeping it and winning the next one."
        )
    rule = _("With fewer than {n} customers the 80/20 rule cannot be tested: each customer matters and is listed "
             "by name.",
             n=count(conc.FEWEST))  # fmt: skip
    if not sharable(seen):
        return rule
    return sentences(enough, rule)


def evidence(seen: Concentration) -> pd.DataFrame:
    """List the customers, best first; with their shares where those can be read.

    Parameters
    ----------
    seen : Concentration
        The concentration of a client's customers.

    Returns
    -------
    pandas.DataFrame
        ``rank``, ``customer_id``, ``name``, the amount (currency units) and, where they can be read, the
        shares.
    """
    shares = ["share", "cumulative_share"] if sharable(seen) else []
    return pd.DataFrame(seen.table[["rank", "customer_id", "name", seen.basis, *shares]])
