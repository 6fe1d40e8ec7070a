"""What freight would change, where the orders hold it and nothing tells who pays it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.contribution import freight_is_ours
from kamlib.words import money, n_
from kamlib.words.phrases import leading

if TYPE_CHECKING:
    from kamlib.client import Client

#: Part of gross profit from which the losses that freight would make are worth a question on the first page.
MATTERS = 0.01


@cached_per_client
def if_ours(client: Client) -> str:
    """Say which customers would lose money if the client pays the freight in its orders.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    str
        A sentence in the language in use; empty where it is known who pays, or where it would change little.
    """
    if not client.has("orders.cost") or freight_is_ours(client):
        return ""
    freight = client.served.table.set_index("customer_id")["freight"]
    rows = client.buyers[client.buyers["profit"] > 0]
    left = rows["profit"] - rows["customer_id"].map(freight).astype("float64").fillna(0.0)
    turned = rows.assign(_left=left)[left < 0].sort_values(["_left", "customer_id"])
    if -turned["_left"].sum() < MATTERS * rows["profit"].sum() or turned.empty:
        return ""
    return n_(
        "Who pays the freight of {money} is not known: if you do, {n} customer that earns gross profit loses "
        "money ({names}).",
        "Who pays the freight of {money} is not known: if you do, {n} customers that earn gross profit lose "
        "money ({names}).",
        len(turned), money=money(float(freight.sum()), client.currency),
        names=leading(client.named(turned[["customer_id"]])["name"].tolist()),
    )  # fmt: skip
