"""What to do with customers that still lose money: the business ends only where losing it saves money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.findings.burden import burdens
from kamlib.findings.recoverable import LEAST_MONTHS, today
from kamlib.findings.stance_words import next_step
from kamlib.words import _, label, n_
from kamlib.words.phrases import enumerated

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.client import Client

#: The reason for which a customer is parted with.
LOSES = "still_loses"


@cached_per_client
def missed(client: Client) -> frozenset[str]:
    """Return the losing customers without which the company would lose more: their loss is the cost of our people.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    frozenset of str
        Customer ids; none where the cost to serve is not the measure.
    """
    if client.basis != "profit_after_serving" or today(client).base.months < LEAST_MONTHS:
        return frozenset()
    rows = burdens(client)
    return frozenset(map(str, rows.loc[rows["burden_verdict"] == "better_kept", "customer_id"]))


def step_for(reason: str, n: int = 1, kept: int = 0) -> str:
    """Say what to do next with the customers of one reason.

    Parameters
    ----------
    reason : str
        A key of ``classify.stances.REASONS``.
    n, kept : int
        How many customers it is, and how many of them would be missed.

    Returns
    -------
    str
        A sentence in the language in use.
    """
    if reason != LOSES or not kept:
        return next_step(reason)
    if kept == n:
        return _("Visit it less, or charge for service, until it earns; do not end the business: losing it would "
                 "cost more.")  # fmt: skip
    return _("Agree on terms at which it earns, with a deadline; end the business only where losing it saves "
             "money (see “{name}”).", name=label("burden"))  # fmt: skip


def kept_all_the_same(losing: pd.DataFrame) -> str:
    """Say why others that lose money are not parted with, each kind with its number.

    Parameters
    ----------
    losing : pandas.DataFrame
        From ``stances.stanced``: those that lose money over the whole period and in the last twelve months.

    Returns
    -------
    str
        A sentence in the language in use; empty where nobody else loses.
    """
    n = losing["stance_reason"].value_counts()
    lost, by_products, image = (
        int(sum(n.get(reason, 0) for reason in reasons))
        for reasons in (("lost_small", "lost_valuable"), ("products_lose",), ("kept_for_image",))
    )
    said = [
        n_("{n} is lost", "{n} are lost", lost) if lost else "",
        n_("{n} loses through products that lose money with other customers too",
           "{n} lose through products that lose money with other customers too", by_products)
        if by_products else "",
        n_("{n} is kept for its image", "{n} are kept for their image", image) if image else "",
    ]  # fmt: skip
    parts = enumerated([part for part in said if part])
    return _("Of the others, {parts}.", parts=parts) if parts else ""
