"""Whether a customer's loss is one of the products: it would be made by everybody who buys them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.facts.products import by_customer_and_product
from kamlib.findings.recoverable import today
from kamlib.value import mix

if TYPE_CHECKING:
    from kamlib.client import Client

#: Part of a loss that has to be one of the products for them to be its cause.
MAIN = 0.5


@cached_per_client
def product_losses(client: Client) -> dict[str, float]:
    """Return what customers would still lose a year at the margins that all others pay for the same products.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Customer id → loss of the last twelve months (currency units a year, above zero) at the others' margins,
        of those that lost money and for whom this is at least `MAIN` of the loss; empty where no product or no
        cost is known.
    """
    if client.basis == "revenue" or not client.has("orders.product"):
        return {}
    now = today(client)
    compared = mix.of_customers(client.fact(by_customer_and_product, now.window))
    years = now.a_year(compared["customer_id"].tolist(), client.basis).to_numpy()
    still = (-compared["at_others_margins"] * now.factor).to_numpy()
    main = (years < 0) & (still >= MAIN * -years)
    return {str(who): float(lost) for who, lost in zip(compared["customer_id"][main], still[main], strict=True)}
