"""A SQL script read for its rows: quotes, pictures, columns named or not; Northwind as its source writes it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kamlib import datasets
from kamlib.datasets import script

SCRIPT = """
CREATE TABLE "Order Details" (
\t"OrderID" "int" NOT NULL ,
\t"UnitPrice" "money" NOT NULL CONSTRAINT "DF_Order_Details_UnitPrice" DEFAULT (0),
\t"Note" nvarchar (40) NULL ,
\tCONSTRAINT "PK_Order_Details" PRIMARY KEY  CLUSTERED
\t(
\t\t"OrderID"
\t) REFERENCES "dbo"."Orders" (
\t\t"OrderID"
\t)
)
GO
CREATE TABLE [dbo].[Region]
	( [RegionID] [int] NOT NULL ,
	[RegionDescription] [nchar] (50) NOT NULL
) ON [PRIMARY]
GO
set identity_insert "Orders" on
go
INSERT INTO "Orders"
("OrderID","CustomerID","OrderDate",
\t"Freight","Picture")
VALUES (10248,N'VINET','7/4/1996',32.38,
\t0x151C2F)
INSERT "Order Details" VALUES(10248,14,'rue de l''Abbaye, (59)')
INSERT "Order Details" VALUES(10249,9.8,NULL)
go
Insert Into Region Values (1,'East')
"""


def test_rows_are_read_with_their_columns_quotes_and_gaps(tmp_path: Path) -> None:
    (file := tmp_path / "some.sql").write_text(SCRIPT, "utf-16")
    found = script.tables(file)
    assert found["Orders"].iloc[0].to_dict() == {
        "OrderID": 10248, "CustomerID": "VINET", "OrderDate": "7/4/1996", "Freight": 32.38, "Picture": None,
    }  # fmt: skip
    lines = found["Order Details"]
    assert lines["UnitPrice"].tolist() == [14, 9.8]
    assert lines["Note"].fillna("").tolist() == ["rue de l'Abbaye, (59)", ""]
    assert lines["OrderID"].dtype == "int64"
    assert found["Region"].to_dict("list") == {"RegionID": [1], "RegionDescription": ["East"]}


def test_a_table_whose_columns_are_nowhere_named_is_left_out(tmp_path: Path) -> None:
    (file := tmp_path / "some.sql").write_text(SCRIPT.replace("[Region]", "[Area]"))
    assert set(script.tables(file)) == {"Orders", "Order Details"}


def _literal(value: object, *, quoted: bool) -> str:
    if pd.isna(value):
        return "NULL"
    return "N'{}'".format(str(value).replace("'", "''")) if quoted else str(value)


def _as_its_source_writes(folder: Path) -> str:
    """Write the tables as INSERT statements, each in the form that the original script has for it."""
    parts = []
    for stem, name in (
        ("orders", "Orders"), ("customers", "Customers"), ("employees", "Employees"), ("products", "Products"),
        ("order_details", "Order Details"),
    ):  # fmt: skip
        table = pd.read_csv(folder / f"{stem}.csv", dtype="str", keep_default_na=False, na_values=[""])
        if stem == "orders":
            table["OrderDate"] = pd.to_datetime(table["OrderDate"]).dt.strftime("%m/%d/%Y")
        unquoted = {"OrderID", "EmployeeID", "ProductID", "UnitPrice", "Quantity", "Discount", "Freight"}
        created = ",\n".join(f'\t"{column}" "nvarchar" (60) NULL' for column in table)
        parts.append(f'CREATE TABLE "{name}" (\n{created}\n)\nGO')
        for row in table.to_dict("records"):
            cells = [_literal(value, quoted=column not in unquoted) for column, value in row.items()]
            named = " (" + ",".join(f'"{column}"' for column in table) + ")\n" if stem == "orders" else " "
            parts.append(f'INSERT "{name}"{named}VALUES({",".join(cells)})')
    return "\n".join(parts) + "\ngo\n"


def test_northwind_from_its_script_is_northwind(shared_data: Path, tmp_path: Path) -> None:
    (folder := tmp_path / "northwind").mkdir()
    (folder / "instnwnd.sql").write_text(_as_its_source_writes(shared_data / "northwind"), "utf-16")
    from_script = datasets.tables("northwind", folder=tmp_path).tables
    from_text = datasets.tables("northwind", folder=shared_data).tables
    for name in ("orders", "customers"):
        pd.testing.assert_frame_equal(from_script[name], from_text[name], check_dtype=False)
