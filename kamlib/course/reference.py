"""Facts about public order books, summed up by us: what a lesson can tell of them without having them at hand.

``python -m kamlib.course.reference FOLDER`` computes them anew from the sets in a folder (as ``kam data`` keeps
them) into ``datasets/reference/``. Only sums, shares and points of curves are kept, no row of any set.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from kamlib._paths import shipped
from kamlib.value import concentration

#: Draws behind each interval.
REPLICATES = 1000

#: How many of the largest are looked at; the last are all.
LARGEST = (10, 50, 100)


@dataclass(frozen=True)
class Summary:
    """A set brought down to one amount a customer: a Series by customer id, and its first and last day."""

    amounts: pd.Series
    first_date: str
    last_date: str


@dataclass(frozen=True)
class Origin:
    """A public set: its name, what is measured, whether it is real or a textbook's, who is to be quoted.

    Where profit is measured, `sizes` gives revenue by customer id, so that the largest can be distinguished
    from the best.
    """

    data_set: str
    of: str
    real: bool
    source: str
    summed: Callable[[Path], Summary]
    sizes: Callable[[Path], pd.Series] | None = None


def table(name: str) -> pd.DataFrame:
    """Return a table of reference facts.

    Parameters
    ----------
    name : {"concentration", "curves", "largest"}
        ``"concentration"``: one row per set (``data_set``, ``of``, ``real``, ``customers``, ``first_date``,
        ``last_date``, ``top_share`` of the best fifth with ``share_low`` and ``share_high``, ``customers_for``
        four fifths, ``gini``, ``hhi``, ``source``). ``"curves"``: ``percentile`` of customers with ``lorenz``
        (what the smallest bring) and ``whale`` (what the best bring), as shares of the total. ``"largest"``: the
        ``largest_n`` customers by revenue, how many of them lose money on their goods (``losing_n``), the
        ``revenue_share`` that they bring and their ``profit`` in money of the set.

    Returns
    -------
    pandas.DataFrame
        The table, as it was computed.

    Raises
    ------
    FileNotFoundError
        If there is no such table.

    Examples
    --------
    >>> from kamlib.course import reference
    >>> facts = reference.table("concentration")
    >>> facts[["data_set", "customers", "top_share"]].round(2).head(3)
                data_set  customers  top_share
    0  set_online_retail       5942       0.77
    1      set_wholesale        440       0.43
    2          set_cdnow      23570       0.68
    """
    return pd.read_csv(shipped("datasets") / "reference" / f"{name}.csv")


def facts(origin: Origin, folder: Path) -> pd.Series:
    """Sum up one set as a row of the table ``"concentration"``.

    Parameters
    ----------
    origin : Origin
        The set, and what is measured in it.
    folder : Path
        Folder with the files of all sets.

    Returns
    -------
    pandas.Series
        Columns as in `table`.
    """
    held = origin.summed(folder)
    seen = _measured(origin, held)
    interval = seen.top_interval
    return pd.Series({
        "data_set": origin.data_set, "of": origin.of, "real": origin.real, "customers": seen.customers,
        "first_date": held.first_date, "last_date": held.last_date, "top_share": round(seen.top_share, 4),
        "share_low": round(interval.low, 4) if interval else np.nan,
        "share_high": round(interval.high, 4) if interval else np.nan,
        "customers_for": seen.customers_for, "gini": round(seen.gini, 4), "hhi": round(seen.hhi, 1),
        "source": origin.source,
    })  # fmt: skip


def curves(origin: Origin, folder: Path) -> pd.DataFrame:
    """Give the points of one set's Lorenz and whale curves at each percentile of its customers.

    Parameters
    ----------
    origin : Origin
        The set, and what is measured in it.
    folder : Path
        Folder with the files of all sets.

    Returns
    -------
    pandas.DataFrame
        101 rows: ``data_set``, ``of``, ``percentile`` (0–100), ``lorenz`` and ``whale`` (shares of the
        total).
    """
    worth = np.sort(origin.summed(folder).amounts.to_numpy(float))
    running = np.concatenate([[0.0], np.cumsum(worth)]) / worth.sum()
    people = np.linspace(0.0, 1.0, len(running))
    at = np.linspace(0.0, 1.0, 101)
    lorenz = np.interp(at, people, running)
    return pd.DataFrame({
        "data_set": origin.data_set, "of": origin.of, "percentile": np.arange(101),
        "lorenz": lorenz.round(5), "whale": (1 - np.interp(1 - at, people, running)).round(5),
    })  # fmt: skip


def largest(origin: Origin, folder: Path) -> pd.DataFrame:
    """Sum up what the largest customers of a set bring and earn; nothing where revenue is not known.

    Parameters
    ----------
    origin : Origin
        The set, and what is measured in it.
    folder : Path
        Folder with the files of all sets.

    Returns
    -------
    pandas.DataFrame
        Columns as in `table`; money in the set's own currency.
    """
    if origin.sizes is None:
        return pd.DataFrame()
    profit = origin.summed(folder).amounts
    accounts = pd.DataFrame({"revenue": origin.sizes(folder).reindex(profit.index), "profit": profit})
    accounts = accounts.rename_axis("customer_id").reset_index()
    rows = []
    for n in (*LARGEST, len(accounts)):
        seen = concentration.largest(accounts, n)
        rows.append({
            "data_set": origin.data_set, "largest_n": len(seen), "losing_n": int((seen["profit"] < 0).sum()),
            "revenue_share": round(seen["revenue"].sum() / accounts["revenue"].sum(), 4),
            "profit": round(seen["profit"].sum(), 2),
        })  # fmt: skip
    return pd.DataFrame(rows)


def compute(folder: Path) -> dict[str, pd.DataFrame]:
    """Compute all tables from the sets in a folder.

    Parameters
    ----------
    folder : Path
        Folder with the files of all sets.

    Returns
    -------
    dict
        Name, as `table` takes it → table.
    """
    rows = [facts(origin, folder) for origin in ORIGINS]
    points = pd.concat([curves(origin, folder) for origin in ORIGINS], ignore_index=True)
    sizes = pd.concat([largest(origin, folder) for origin in ORIGINS], ignore_index=True)
    return {"concentration": pd.DataFrame(rows), "curves": points, "largest": sizes}


def _measured(origin: Origin, held: Summary) -> concentration.Concentration:
    accounts = pd.DataFrame(
        {"customer_id": held.amounts.index.astype(str), origin.of: held.amounts.to_numpy(float)}
    )
    return concentration.measure(accounts, basis=origin.of, near_nothing=0.0, replicates=REPLICATES)


def _summary(amounts: pd.Series, days: pd.Series) -> Summary:
    return Summary(amounts, str(days.min())[:10], str(days.max())[:10])


def _online_retail(folder: Path) -> Summary:
    """Both years without their shared days; returns netted, lines without a customer left out."""
    parts = []
    for year in ("2009-2010", "2010-2011"):
        file = folder / "uci-online-retail-ii" / f"online_retail_II_{year}.csv.gz"
        part = pd.read_csv(file, usecols=["Quantity", "InvoiceDate", "Price", "Customer ID"],
                           parse_dates=["InvoiceDate"])  # fmt: skip
        parts.append(part)
    earlier, later = parts
    lines = pd.concat([earlier[earlier["InvoiceDate"] < later["InvoiceDate"].min()], later])
    lines = lines.dropna(subset="Customer ID")
    money = (lines["Quantity"] * lines["Price"]).groupby(lines["Customer ID"].astype(int)).sum()
    return _summary(money, lines["InvoiceDate"])


def _wholesale(folder: Path) -> Summary:
    """Spend over six product groups; the set states no day, only that it is a year."""
    held = pd.read_csv(folder / "uci-wholesale-customers" / "wholesale_customers.csv")
    money = held.drop(columns=["Channel", "Region"]).sum(axis=1)
    return Summary(money, "", "")


def _cdnow(folder: Path) -> Summary:
    lines = pd.read_csv(folder / "cdnow" / "CDNOW_master.txt", sep=r"\s+")
    days = pd.to_datetime(lines["date"].astype(str), format="%Y%m%d")
    return _summary(lines.groupby("customer_id")["dollar_value"].sum(), days)


def _quarters(folder: Path, what: str) -> pd.DataFrame:
    """Return profit or spend by customer and quarter."""
    file = folder / "customer-base-audit-madrigal" / f"cust_by_qtr_{what}.csv.gz"
    held = pd.read_csv(file, encoding="utf-8-sig", index_col="CustomerID")
    return held.filter(regex=r"^Y\d{4}Q\d$")


def _madrigal(folder: Path) -> Summary:
    """Profit over sixteen quarters; customers who never bought in them are left out."""
    quarters = _quarters(folder, "profit")
    bought = (quarters != 0).any(axis=1)
    return Summary(quarters[bought].sum(axis=1), "2016-01-01", "2019-12-31")


def _madrigal_spend(folder: Path) -> pd.Series:
    return _quarters(folder, "spend").sum(axis=1)


def _invoices(seller: str) -> Callable[[Path], Summary]:
    """Amounts without tax of one seller's valid invoices; returns netted."""

    def summed(folder: Path) -> Summary:
        held = pd.read_csv(
            folder / "cumcm2020c-b2b-invoices-zh" / "销项发票信息_sales.csv.gz", encoding="utf-8-sig"
        )
        held = held[(held["企业代号"] == seller) & (held["发票状态"] == "有效发票")]
        return _summary(held.groupby("购方单位代号")["金额"].sum(), pd.to_datetime(held["开票日期"]))

    return summed


def _reseller_lines(folder: Path) -> pd.DataFrame:
    file = folder / "adventureworks-reseller" / "FactResellerSales.csv.gz"
    return pd.read_csv(file, usecols=["ResellerKey", "SalesAmount", "TotalProductCost", "OrderDate"])


def _adventureworks(folder: Path) -> Summary:
    lines = _reseller_lines(folder)
    profit = (lines["SalesAmount"] - lines["TotalProductCost"]).groupby(lines["ResellerKey"]).sum()
    return _summary(profit, pd.to_datetime(lines["OrderDate"]))


def _adventureworks_sales(folder: Path) -> pd.Series:
    return _reseller_lines(folder).groupby("ResellerKey")["SalesAmount"].sum()


def _northwind(folder: Path) -> Summary:
    lines = pd.read_csv(folder / "northwind" / "order_details.csv").merge(
        pd.read_csv(folder / "northwind" / "orders.csv", usecols=["OrderID", "CustomerID", "OrderDate"]),
        on="OrderID",
    )
    money = lines["UnitPrice"] * lines["Quantity"] * (1 - lines["Discount"])
    return _summary(money.groupby(lines["CustomerID"]).sum(), pd.to_datetime(lines["OrderDate"]))


_RETAIL = "Chen (2012), Online Retail II, UCI 502, CC BY 4.0"
_CUMCM = "CUMCM (2020), problem C, attachment 1"

#: Every set, real ones first.
ORIGINS = (
    Origin("set_online_retail", "revenue", True, _RETAIL, _online_retail),
    Origin(
        "set_wholesale", "revenue", True, "Cardoso (2013), Wholesale customers, UCI 292, CC BY 4.0", _wholesale
    ),
    Origin("set_cdnow", "revenue", True, "Fader and Hardie, CDNOW", _cdnow),
    Origin("set_madrigal", "profit", True, "Fader, Hardie and Ross (2022), Madrigal", _madrigal, _madrigal_spend),
    Origin("set_controls", "revenue", True, _CUMCM, _invoices("E47")),
    Origin("set_materials", "revenue", True, _CUMCM, _invoices("E36")),
    Origin(
        "set_adventureworks",
        "profit",
        False,
        "Microsoft, AdventureWorks, MIT",
        _adventureworks,
        _adventureworks_sales,
    ),
    Origin("set_northwind", "revenue", False, "Microsoft, Northwind, MIT", _northwind),
)


def main(folder: str) -> None:
    """Write all tables anew.

    Parameters
    ----------
    folder : str
        Folder with the files of all sets.
    """
    into = shipped("datasets") / "reference"
    into.mkdir(parents=True, exist_ok=True)
    for name, held in compute(Path(folder)).items():
        held.to_csv(into / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
