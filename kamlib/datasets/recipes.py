"""How each real set becomes tables: what is a key, what is void, how its files join.

Every recipe takes a function that opens one of the set's files by stem, whatever form it lies in, and returns
tables with canonical columns and what was left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

#: Opens a file of the set by its stem; a second word names a sheet of a workbook.
Opener = Callable[..., pd.DataFrame]


@dataclass(frozen=True)
class LeftOut:
    """Rows that a recipe leaves out: why (a code), how many, and their money."""

    code: str
    rows: int
    money: float


@dataclass(frozen=True, eq=False)
class Made:
    """What a recipe makes: tables by name, rows read, and what was left out."""

    tables: dict[str, pd.DataFrame]
    read: int
    left_out: tuple[LeftOut, ...] = field(default=())


RETAIL = {
    "InvoiceNo": "order_id", "Invoice": "order_id", "StockCode": "product", "Quantity": "quantity",
    "InvoiceDate": "date", "UnitPrice": "unit_price", "Price": "unit_price", "CustomerID": "customer_id",
    "Customer ID": "customer_id", "Country": "region",
}  # fmt: skip


def online_retail(open_: Opener) -> Made:
    """One file, one row per invoice line; see `_retail`.

    Parameters
    ----------
    open_ : Opener
        Opens a file of the set by its stem; see ``store.opener``.

    Returns
    -------
    Made
        The tables, with how many rows were read and what was left out.
    """
    return _retail(open_("online_retail", "Online Retail"))


def online_retail_ii(open_: Opener) -> Made:
    """Two sheets that overlap: the lines of 1 to 9 December 2010 are in both and count once, from the second.

    Parameters
    ----------
    open_ : Opener
        Opens a file of the set by its stem; see ``store.opener``.

    Returns
    -------
    Made
        The tables, with how many rows were read and what was left out.
    """
    first = open_("online_retail_II_2009-2010", "Year 2009-2010")
    second = open_("online_retail_II_2010-2011", "Year 2010-2011")
    twice = pd.to_datetime(first["InvoiceDate"]) >= pd.to_datetime(second["InvoiceDate"]).min()
    money = float((first["Quantity"] * first["Price"]).where(twice, 0).sum())
    made = _retail(pd.concat([first[~twice], second], ignore_index=True))
    overlap = LeftOut("duplicates-dropped", int(twice.sum()), round(money, 2))
    return Made(made.tables, len(first) + len(second), (overlap, *made.left_out))


def _retail(raw: pd.DataFrame) -> Made:
    """Sum up quantity × price; a cancellation (C…) is a return, netted; lines without a customer are out."""
    lines = raw.rename(columns=RETAIL)
    lines["revenue"] = (lines["quantity"] * lines["unit_price"]).round(2)
    nobody = lines["customer_id"].isna()
    left = LeftOut("no-customer", int(nobody.sum()), round(float(lines.loc[nobody, "revenue"].sum()), 2))
    lines = lines[~nobody].reset_index(drop=True)
    lines["customer_id"] = lines["customer_id"].astype("int64").astype("str")
    lines["date"] = pd.to_datetime(lines["date"])
    lines["order_id"] = lines["order_id"].astype("str")
    lines["product"] = lines["product"].astype("str").str.upper()
    columns = ["customer_id", "order_id", "date", "product", "quantity", "unit_price", "revenue"]
    return Made({"orders": lines[columns], "customers": _latest(lines, ["region"])}, len(raw), (left,))


def _latest(lines: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Take what a customer's last line says of the customer; of several on one day the last in the alphabet."""
    ordered = lines.sort_values(["customer_id", "date", *columns], kind="stable")
    return ordered.groupby("customer_id", as_index=False)[columns].last()


def adventureworks_resellers(open_: Opener) -> Made:
    """Order lines with standard cost, discount and freight; resellers by key; amounts taken as one currency.

    Parameters
    ----------
    open_ : Opener
        Opens a file of the set by its stem; see ``store.opener``.

    Returns
    -------
    Made
        The tables, with how many rows were read and what was left out.
    """
    raw = open_("FactResellerSales")
    money = {
        "revenue": "SalesAmount", "cost": "TotalProductCost", "discount": "DiscountAmount",
        "freight": "Freight", "list_price": "UnitPrice",
    }  # fmt: skip
    lines = pd.DataFrame({ours: raw[theirs].astype("float64") for ours, theirs in money.items()})
    lines["quantity"] = raw["OrderQuantity"].astype("int64")
    lines["unit_price"] = (lines["revenue"] / lines["quantity"]).round(4)
    lines["customer_id"] = raw["ResellerKey"].astype("str")
    lines["order_id"] = raw["SalesOrderNumber"].astype("str")
    products = _products(open_)
    for ours in products:
        lines[ours] = raw["ProductKey"].map(products[ours]).astype("str")
    for ours, theirs in (("date", "OrderDate"), ("due_date", "DueDate")):
        lines[ours] = pd.to_datetime(raw[theirs])
    lines["employee"], lines["territory"] = raw["EmployeeKey"], raw["SalesTerritoryKey"]
    columns = ["customer_id", "order_id", "date", *products, "quantity", "list_price", "unit_price", "discount",
               "revenue", "cost", "freight", "due_date"]  # fmt: skip
    return Made({"orders": lines[columns], "customers": _resellers(lines, open_)}, len(raw))


def _products(open_: Opener) -> pd.DataFrame:
    """List the products by key: the name, and the subcategory where that file is here."""
    known = open_("DimProduct").set_index("ProductKey")
    table = pd.DataFrame({"product": known["EnglishProductName"]})
    try:
        groups = open_("DimProductSubcategory").set_index("ProductSubcategoryKey")
    except FileNotFoundError:
        return table
    return table.assign(category=known["ProductSubcategoryKey"].map(groups["EnglishProductSubcategoryName"]))


def _resellers(lines: pd.DataFrame, open_: Opener) -> pd.DataFrame:
    """List the resellers that bought, with trade, territory and, where staff is known, the sales person."""
    latest = _latest(lines, ["employee", "territory"])
    known = open_("DimReseller").astype({"ResellerKey": "str"}).set_index("ResellerKey")
    territories = open_("DimSalesTerritory").set_index("SalesTerritoryKey")["SalesTerritoryRegion"]
    table = pd.DataFrame({"customer_id": latest["customer_id"]})
    table["name"] = table["customer_id"].map(known["ResellerName"])
    table["industry"] = table["customer_id"].map(known["BusinessType"])
    table["region"] = latest["territory"].map(territories)
    try:
        staff = open_("DimEmployee_salespersons").set_index("EmployeeKey")
    except FileNotFoundError:
        return table
    table["owner"] = latest["employee"].map(staff["FirstName"] + " " + staff["LastName"])
    return table


def northwind(open_: Opener) -> Made:
    """Join order heads and lines; the discount is a fraction; an order's freight is shared out by amount.

    Parameters
    ----------
    open_ : Opener
        Opens a file of the set by its stem; see ``store.opener``.

    Returns
    -------
    Made
        The tables, with how many rows were read and what was left out.
    """
    heads, raw = open_("orders"), open_("order_details")
    lines = raw.merge(heads, on="OrderID", how="left", validate="many_to_one")
    gross = lines["UnitPrice"] * lines["Quantity"]
    revenue = (gross * (1 - lines["Discount"])).round(4)
    part = revenue / revenue.groupby(lines["OrderID"]).transform("sum")
    products = open_("products").set_index("ProductID")["ProductName"]
    orders = pd.DataFrame({
        "customer_id": lines["CustomerID"].astype("str"),
        "order_id": lines["OrderID"].astype("str"),
        "date": pd.to_datetime(lines["OrderDate"]),
        "product": lines["ProductID"].map(products),
        "quantity": lines["Quantity"],
        "list_price": lines["UnitPrice"],
        "unit_price": (lines["UnitPrice"] * (1 - lines["Discount"])).round(4),
        "discount": (gross - revenue).round(4),
        "revenue": revenue,
        "freight": (lines["Freight"] * part).round(4),
    })  # fmt: skip
    latest = _latest(orders.assign(employee=lines["EmployeeID"]), ["employee"]).set_index("customer_id")[
        "employee"
    ]
    staff = open_("employees").set_index("EmployeeID")
    names = staff["FirstName"] + " " + staff["LastName"]
    known = open_("customers")
    customers = pd.DataFrame({"customer_id": known["CustomerID"], "name": known["CompanyName"]})
    customers["region"] = known["Country"]
    customers["owner"] = known["CustomerID"].map(latest).map(names)
    return Made({"orders": orders, "customers": customers}, len(raw))


def cdnow(open_: Opener) -> Made:
    """One row per purchase; purchases of a customer on one day are one order, as in the published models.

    Parameters
    ----------
    open_ : Opener
        Opens a file of the set by its stem; see ``store.opener``.

    Returns
    -------
    Made
        The tables, with how many rows were read and what was left out.
    """
    raw = open_("CDNOW_master")
    orders = pd.DataFrame({
        "customer_id": raw["customer_id"],
        "order_id": raw["customer_id"] + "-" + raw["date"],
        "date": pd.to_datetime(raw["date"], format="%Y%m%d"),
        "quantity": raw["number_of_cds"].astype("int64"),
        "revenue": raw["dollar_value"].astype("float64"),
    })  # fmt: skip
    return Made({"orders": orders}, len(raw))


def wholesale_customers(open_: Opener) -> Made:
    """One row per client without a key: the row number becomes one; revenue is the sum of six product groups.

    Parameters
    ----------
    open_ : Opener
        Opens a file of the set by its stem; see ``store.opener``.

    Returns
    -------
    Made
        The table ``accounts``, with how many rows were read.
    """
    raw = open_("wholesale_customers")
    groups = ["Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen"]
    accounts = pd.DataFrame({
        "customer_id": [f"W{i:03d}" for i in range(1, len(raw) + 1)],
        "revenue": raw[groups].sum(axis=1).astype("float64"),
        "channel": raw["Channel"].map({1: "horeca", 2: "retail"}),
        "region": raw["Region"].map({1: "Lisbon", 2: "Oporto", 3: "other"}),
        **{group.lower(): raw[group].astype("float64") for group in groups},
    })  # fmt: skip
    return Made({"accounts": accounts}, len(raw))


def telco_churn(open_: Opener) -> Made:
    """One row per contract: what was charged so far, months held, and whether it ended; no charge yet is zero.

    Parameters
    ----------
    open_ : Opener
        Opens a file of the set by its stem; see ``store.opener``.

    Returns
    -------
    Made
        The table ``accounts``, with how many rows were read.
    """
    raw = open_("Telco-Customer-Churn")
    accounts = pd.DataFrame({
        "customer_id": raw["customerID"].astype("str"),
        "revenue": pd.to_numeric(raw["TotalCharges"].astype("str").str.strip().replace("", "0")),
        "tenure_months": raw["tenure"].astype("int64"),
        "monthly": raw["MonthlyCharges"].astype("float64"),
        "contract": raw["Contract"],
        "left": np.where(raw["Churn"] == "Yes", "yes", "no"),
    })  # fmt: skip
    return Made({"accounts": accounts}, len(raw))
