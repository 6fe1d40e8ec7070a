"""Who of a client's accounts counts as a customer, and what customers are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.accounts import buyers, others


class Counted:
    """What a client says of its accounts."""

    if TYPE_CHECKING:
        orders: pd.DataFrame
        customers: pd.DataFrame | None

        @property
        def accounts(self) -> pd.DataFrame:
            """One row a customer."""

        def has(self, what: str) -> bool:
            """Return whether the client brought a table or a column."""

    @property
    def buyers(self) -> pd.DataFrame:
        """The accounts of the customers: those with net sales above zero; see ``kamlib.accounts.buyers``."""
        return buyers(self.accounts)

    @property
    def others(self) -> pd.DataFrame:
        """The accounts of those with order lines and no net sales above zero; with `buyers` they are all."""
        return others(self.accounts)

    @property
    def sold(self) -> pd.DataFrame:
        """The order lines of the `buyers`; all lines where everybody is one."""
        accounts, bought = self.accounts, self.buyers
        if len(bought) == len(accounts):
            return self.orders
        return pd.DataFrame(self.orders[self.orders["customer_id"].isin(bought["customer_id"])])

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Add a ``name`` column behind ``customer_id``: the customer table's, else the id itself.

        Parameters
        ----------
        frame : pandas.DataFrame
            Any table with ``customer_id``.

        Returns
        -------
        pandas.DataFrame
            The same rows, with ``name`` (str) as second column.
        """
        names = frame["customer_id"]
        if self.has("customers.name"):
            assert self.customers is not None  # noqa: S101  (has() said so)
            known = self.customers.drop_duplicates("customer_id").set_index("customer_id")["name"]
            names = frame["customer_id"].map(known).fillna(frame["customer_id"])
        rest = frame.drop(columns="name", errors="ignore")
        rest.insert(1, "name", names.astype("str"))
        return rest
