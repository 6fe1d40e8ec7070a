"""Reading order lines: every row is used or left out, with its money; nothing is guessed in silence."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.messages import message, remedy

HEAD = "Customer No,Order No,Order Date,Net amount"


def lines(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False)


def check_sums(reading: Reading) -> None:
    """Used and left out are all that was read: in rows, and in money."""
    assert reading.rows_read == reading.rows_used + sum(p.rows for p in reading.left_out.values())
    out = sum(p.money or 0.0 for p in reading.left_out.values())
    assert reading.money_read == pytest.approx(reading.frame["revenue"].sum() + out, abs=1e-6, rel=1e-12)


def codes(reading: Reading) -> dict[str, tuple[int, float | None]]:
    return {p.code: (p.rows, p.money) for p in reading.problems}


def test_rows_without_a_customer_are_left_out_with_their_money() -> None:
    reading = read(lines(f"{HEAD}\nK1,A1,2024-03-05,100\n,A2,2024-03-06,40\nNULL,A3,2024-03-06,2.5\n"))
    assert codes(reading)["no-customer"] == (2, 42.5)
    assert reading.frame["revenue"].sum() == 100
    check_sums(reading)


def test_negative_rows_are_netted() -> None:
    reading = read(lines(f"{HEAD}\nK1,A1,2024-03-05,100\nK1,C1,2024-03-09,-100\n"))
    assert reading.rows_used == 2
    assert codes(reading)["credit-notes"] == (1, -100.0)


def test_void_rows_do_not_count_and_trailing_blanks_do_not_save_them() -> None:
    text = "客户编号,发票号码,开票日期,金额,发票状态\nB1,1,2017/8/4,10,有效发票\nB1,2,2017/8/5,20, 作废发票 \n"
    reading = read(lines(text))
    assert codes(reading)["void-lines"] == (1, 20.0)
    check_sums(reading)


def test_only_won_deals_count_where_a_status_says_won() -> None:
    text = (
        "account,deal_id,close_date,close_value,deal_stage\n"
        "A,1,2017-03-01,10,Won\nA,2,2017-03-01,0,Lost\nB,3,,,Engaging\n"
    )
    reading = read(lines(text))
    assert reading.rows_used == 1
    check_sums(reading)


def test_a_row_that_repeats_another_is_kept_and_named_or_dropped_on_demand() -> None:
    text = f"{HEAD}\n" + "K1,A1,2024-03-05,100\n" * 2 + "K2,A2,2024-03-05,7\n"
    kept, dropped = read(lines(text)), read(lines(text), drop_duplicates=True)
    assert (kept.rows_used, codes(kept)["duplicate-lines"]) == (3, (1, 100.0))
    assert (dropped.rows_used, codes(dropped)["duplicates-dropped"]) == (2, (1, 100.0))
    check_sums(dropped)


def test_a_running_number_does_not_hide_a_repeated_row() -> None:
    text = f"Row ID,{HEAD}\n1,K1,A1,2024-03-05,100\n2,K1,A1,2024-03-05,100\n3,K1,A2,2024-03-05,1\n"
    assert codes(read(lines(text)))["duplicate-lines"] == (1, 100.0)


def test_several_currencies_are_refused_until_one_is_chosen() -> None:
    text = f"{HEAD},Currency\nK1,A1,2024-03-05,100,CNY\nK1,A2,2024-03-05,5,USD\nK2,A3,2024-03-05,7,人民币\n"
    with pytest.raises(KamError, match="--currency CNY"):
        read(lines(text))
    reading = read(lines(text), currency="CNY")
    assert (reading.rows_used, reading.currency) == (2, "CNY")
    check_sums(reading)
    with pytest.raises(KamError, match="EUR"):
        read(lines(text), currency="EUR")


def test_several_currencies_at_the_amounts_are_refused_too() -> None:
    text = f"{HEAD}\nK1,A1,2024-03-05,€100.50\nK1,A2,2024-03-05,$5.25\n"
    with pytest.raises(KamError, match="--currency"):
        read(lines(text))
    assert read(lines(text), currency="USD").frame["revenue"].tolist() == [5.25]


def test_a_currency_key_is_no_currency() -> None:
    text = f"{HEAD},CurrencyKey\nK1,A1,2024-03-05,100,100\nK1,A2,2024-03-05,5,29\n"
    assert read(lines(text)).currency is None


def test_the_unit_of_the_header_is_respected() -> None:
    reading = read(lines("客户编号,订单号,日期,销售额(万元)\nK1,A1,2024-03-05,1.25\nK1,A2,2024-03-06,2\n"))
    assert reading.frame["revenue"].tolist() == [12500, 20000]
    assert reading.currency == "CNY"


def test_ambiguous_dates_are_refused_with_the_option_that_settles_them() -> None:
    text = f"{HEAD}\nK1,A1,03/04/2024,100\nK1,A2,05/06/2024,5\n"
    with pytest.raises(KamError, match="--dayfirst or --monthfirst"):
        read(lines(text))
    assert read(lines(text), dayfirst=True).frame["date"].dt.month.tolist() == [4, 6]


def test_another_column_of_dates_may_settle_the_order() -> None:
    text = f"{HEAD},Due date\nK1,A1,03/04/2024,100,25/04/2024\nK1,A2,05/06/2024,5,28/06/2024\n"
    assert read(lines(text)).frame["date"].dt.month.tolist() == [4, 6]


def test_ambiguous_amounts_are_refused_with_the_option_that_settles_them() -> None:
    text = f"{HEAD}\nK1,A1,2024-03-05,1.234\nK1,A2,2024-03-06,5.678\n"
    with pytest.raises(KamError, match="--decimal"):
        read(lines(text))
    assert read(lines(text), decimal=",").frame["revenue"].tolist() == [1234, 5678]


def test_infinite_and_unreadable_amounts_are_left_out_by_name() -> None:
    rows = "".join(f"K1,A{i},2024-03-05,{i}.5\n" for i in range(20))
    reading = read(lines(f"{HEAD}\n{rows}K1,B1,2024-03-05,inf\nK1,B2,2024-03-05,see note\nK1,B3,2024-03-05,\n"))
    found = codes(reading)
    assert [found[c][0] for c in ("infinite-amounts", "unreadable-amounts", "no-amount")] == [1, 1, 1]
    assert np.isfinite(reading.frame["revenue"]).all()
    check_sums(reading)


def test_dates_in_the_future_are_counted_and_named() -> None:
    reading = read(lines(f"{HEAD}\nK1,A1,2024-03-05,100\nK1,A2,2031-03-05,5\n"), today="2025-01-01")
    assert codes(reading)["future-dates"] == (1, 5.0)


def test_what_is_said_of_the_future_is_the_same_on_every_day_before_it() -> None:
    text = f"{HEAD}\nK1,A1,2024-03-05,100\nK1,A2,2031-03-05,5\n"
    said = [[message(p) for p in read(lines(text), today=day).problems] for day in ("2025-01-01", "2026-12-24")]
    assert said[0] == said[1]
    assert any("row 3" in sentence for sentence in said[0])


def test_ids_stay_text_and_variants_are_named_and_not_merged() -> None:
    reading = read(
        lines(
            f"{HEAD}\n0012,A1,2024-03-05,1\n1001.0,A2,2024-03-05,2\nab-7,A3,2024-03-05,4\nAB-7,A4,2024-03-05,8\n"
        )
    )
    assert reading.frame["customer_id"].tolist() == ["0012", "1001", "ab-7", "AB-7"]
    assert codes(reading)["id-variants"][0] == 1


def test_names_that_differ_in_the_legal_form_are_variants() -> None:
    text = (
        "Customer,Order No,Date,Amount\n"
        "Müller Pumpen GmbH,1,2024-03-05,1\nBrandt AG,2,2024-03-05,2\nMüller Pumpen,3,2024-03-05,4\n"
    )
    assert codes(read(lines(text)))["id-variants"] == (1, 1.0)


def test_without_an_order_number_a_customer_and_day_is_one_order() -> None:
    reading = read(lines("Customer No,Date,Amount\nK1,2024-03-05,1\nK1,2024-03-05,2\nK1,2024-03-06,4\n"))
    assert reading.frame["order_id"].nunique() == 2
    assert "no-order-id" in codes(reading)


def test_partly_missing_cost_stays_missing_and_is_named() -> None:
    reading = read(lines(f"{HEAD},Cost\nK1,A1,2024-03-05,100,60\nK1,A2,2024-03-05,40,NULL\n"))
    assert codes(reading)["cost-missing"] == (1, 40.0)
    assert reading.frame["cost"].isna().tolist() == [False, True]


def test_a_cost_that_looks_like_one_piece_is_named() -> None:
    rows = "".join(f"K1,A{i},2024-03-05,{n * 100},{n},{60 + i}\n" for i, n in enumerate([5, 8, 10, 20] * 8))
    assert "cost-per-piece" in codes(read(lines(f"{HEAD},Quantity,Cost\n{rows}")))


@pytest.mark.parametrize("apart", [False, True])
def test_freight_repeated_on_each_line_of_an_order_is_named(apart: bool) -> None:
    rows = [f"K1,A{i},2024-03-05,{100 + j},{10 + i}\n" for i in range(12) for j in range(3)]
    rows = rows[::3] + rows[1::3] + rows[2::3] if apart else rows
    reading = read(lines(f"{HEAD},Freight\n{''.join(rows)}"))
    problem = next(p for p in reading.problems if p.code == "freight-repeated")
    assert problem.values["over"] == sum(2 * (10 + i) for i in range(12))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Channel,Region,Fresh\n2,3,12669\n", "customer_id"),
        ("customerID,TotalCharges\nA,5\n", "date"),
        ("Customer,Date\nA,2024-03-05\n", "revenue"),
    ],
)
def test_what_is_no_order_book_is_refused_in_one_line(text: str, missing: str) -> None:
    with pytest.raises(KamError, match=rf"(?s){missing}.*--map {missing}=") as error:
        read(lines(text))
    assert "\n" not in str(error.value)
    assert text.split(",", 1)[0] in str(error.value)


def test_what_the_lines_say_of_customers_becomes_a_customer_table() -> None:
    text = (
        "Customer ID,Customer Name,Segment,Order ID,Order Date,Sales\n"
        "K1,Acme,Corporate,1,2024-03-05,1\n"
        "K1,Acme Ltd,Corporate,2,2024-03-05,2\nK1,Acme,Corporate,3,2024-03-05,4\n"
    )
    customers = read(lines(text)).customers
    assert customers is not None
    assert customers.to_dict("records") == [{"customer_id": "K1", "name": "Acme", "industry": "Corporate"}]


def test_the_order_of_rows_changes_nothing() -> None:
    text = f"{HEAD}\nK1,A1,2024-03-05,100\n,A2,2024-03-06,40\nK2,A3,2024-03-06,-2.5\nK1,A1,2024-03-05,100\n"
    whole = lines(text)
    first, second = read(whole), read(whole.iloc[::-1])
    assert {k: (p.rows, p.money) for k, p in first.left_out.items()} == {
        k: (p.rows, p.money) for k, p in second.left_out.items()
    }
    pd.testing.assert_frame_equal(
        *(r.frame.sort_values(list(r.frame)).reset_index(drop=True) for r in (first, second))
    )


CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "NULL",
            "-",
            "K1",
            "k1",
            "合计",
            "Total",
            "100",
            "-100",
            "1,234.50",
            "1.234,50",
            "(120)",
            "1.2万",
            "¥5",
            "€5",
            "5%",
            "inf",
            "nan",
            "2024-03-05",
            "5.3.2024",
            "2024年3月5日",
            "03/04/2024",
            "45356",
            "作废",
            "Cancelled",
            "Won",
            "=1+1",
            "1e308",
            "９９",
            "x" * 300,
            "a\nb",
            '"',
        ]
    ),
    st.text(max_size=8),
    st.integers(-(10**9), 10**9).map(str),
    st.floats(allow_nan=True).map(str),
)
HEADERS = [
    "Customer No",
    "Order No",
    "Order Date",
    "Net amount",
    "Amount incl tax",
    "Tax",
    "Quantity",
    "Unit price",
    "Discount",
    "Cost",
    "Unit cost",
    "Profit",
    "Status",
    "Currency",
    "Freight",
    "Due date",
    "客户名称",
    "Amount",
    "",
    "x",
]


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    names = draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=9, unique=True))
    if draw(st.booleans()):
        names = list(dict.fromkeys(["Customer No", "Order Date", "Net amount", *names]))
    n = draw(st.integers(0, 8))
    good = {
        "Customer No": st.sampled_from(["K1", "K2", ""]),
        "Order Date": st.sampled_from(["2024-03-05", "2024-04-17"]),
        "Net amount": st.integers(-99, 99).map(lambda i: f"{i}.25"),
    }
    kind = {
        name: st.one_of(good.get(name, CELLS), CELLS) if draw(st.booleans()) else good.get(name, CELLS)
        for name in names
    }
    return pd.DataFrame({name: [draw(kind[name]) for _ in range(n)] for name in names}, dtype="str")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    tables(),
    st.booleans(),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, ".", ","]),
    st.sampled_from([None, "CNY"]),
)
def test_whatever_comes_in_is_refused_in_words_or_adds_up(
    table: pd.DataFrame, drop: bool, dayfirst: bool | None, decimal: str | None, currency: str | None
) -> None:
    try:
        reading = read(
            table, drop_duplicates=drop, dayfirst=dayfirst, decimal=decimal, currency=currency, today="2030-01-01"
        )
    except KamError as error:
        refused = str(error)
    else:
        refused = "-"
        check_usable(reading)
    assert refused
    assert "\n" not in refused


def check_usable(reading: Reading) -> None:
    check_sums(reading)
    frame = reading.frame
    assert len(frame)
    assert frame[["customer_id", "order_id", "date", "revenue"]].notna().all(axis=None)
    assert np.isfinite(frame["revenue"]).all()
    assert all(message(p) and "{" not in remedy(p) for p in reading.problems)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.sampled_from(["csv", "txt", "xlsx", "xls", "parquet", "csv.gz", "zip"]))
def test_whatever_bytes_a_file_holds_the_reader_ends_in_words(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    file = Path(tmp_path_factory.mktemp("fuzz")) / f"orders.{suffix}"
    file.write_bytes(data)
    try:
        check_sums(read(file, today="2030-01-01"))
    except KamError as error:
        refused = str(error)
    else:
        refused = "-"
    assert refused
