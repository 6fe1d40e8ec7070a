"""The tiers of a client's past years, and who moved between the last two: worked out once for every finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify import history
from kamlib.findings.alike import comparable_years

if TYPE_CHECKING:
    from kamlib.classify.history import History
    from kamlib.classify.migration import Review
    from kamlib.client import Client


@cached_per_client
def past_tiers(client: Client) -> History:
    """Return the tiers of each customer in each year that can be compared with the last, the last in any case.

    Years are counted back from the end of the book. Fiscal years do not count here: visits and warnings go by what
    is known today.
    """
    return history.tier_history(comparable_years(client, today=True), basis=client.basis)


@cached_per_client
def last_moves(client: Client) -> Review | None:
    """Return who moved between the tiers of the last two years; None where there are not two to compare."""
    past = past_tiers(client)
    return past.compared() if len(past.periods) > 1 else None
