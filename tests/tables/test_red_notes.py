"""Credit notes: booked with the invoice that they reverse, known from their own day; a return needs a word."""

from __future__ import annotations

import io
import itertools

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import kamlib
from kamlib.classify import history
from kamlib.findings import find
from kamlib.findings.review.two_dates import compare
from kamlib.reports.keylist import account_table, other_table
from kamlib.tables import Reading, read
from kamlib.tables.messages import remedy, request

HEAD = "发票号码,开票日期,购方名称,金额"


def table(*rows: str, head: str = HEAD) -> pd.DataFrame:
    return pd.read_csv(io.StringIO("\n".join([head, *rows])), dtype="str", keep_default_na=False)


def problems(reading: Reading) -> dict[str, tuple[int, float | None]]:
    return {p.code: (p.rows, p.money) for p in reading.problems}


def booked(reading: Reading) -> list[tuple[str, str, float, str]]:
    """Return number, day, amount and known day of the credited lines, in an order of their own."""
    frame = reading.frame[reading.frame["revenue"] < 0]
    known = frame["known"].dt.strftime("%m-%d") if "known" in frame else pd.Series("", index=frame.index)
    day = frame["date"].dt.strftime("%m-%d")
    return sorted(zip(frame["order_id"], day, frame["revenue"], known.fillna(""), strict=True))


ROWS = (
    "1,2024-01-10,甲公司,500", "2,2024-02-10,甲公司,500", "3,2024-03-05,甲公司,-500", "4,2024-03-05,甲公司,500",
    "5,2024-03-06,乙公司,-500", "6,2024-03-07,甲公司,-80",
)  # fmt: skip


def test_a_note_is_booked_with_the_latest_earlier_invoice_of_its_customer_and_amount() -> None:
    """Number 3 reverses 2, not its new issue of the same day; 5 is another customer's, 6 of another amount."""
    reading = read(table(*ROWS))
    assert booked(reading) == [
        ("2", "02-10", -500.0, "03-05"),
        ("5", "03-06", -500.0, ""),
        ("6", "03-07", -80.0, ""),
    ]
    said = {"red-notes": (1, -500.0), "credit-notes": (2, -580.0), "credited-years": (1, -500.0)}
    assert problems(reading) == said
    assert reading.frame["revenue"].sum() == 420.0 == reading.money_read


def test_what_is_paired_does_not_depend_on_the_order_of_rows() -> None:
    found = {
        tuple(booked(read(table(*rows)))) for rows in itertools.islice(itertools.permutations(ROWS), 0, 720, 37)
    }
    assert len(found) == 1


def test_two_notes_of_one_amount_reverse_two_invoices_and_a_third_stays() -> None:
    notes = [f"{n},2024-03-0{n},甲公司,-500" for n in (5, 6, 7)]
    assert booked(read(table(*ROWS[:2], *notes))) == [
        ("1", "01-10", -500.0, "03-06"), ("2", "02-10", -500.0, "03-05"), ("7", "03-07", -500.0, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "more"),
    [
        ("原发票号码", "1"),
        ("对应蓝字发票号码", "1"),
        ("Original Invoice No", "1"),
        ("备注", "被红冲蓝字数电票号码：1 红字发票信息确认单编号：77"),
        ("备注", "对应正数发票代码:044001600111号码:1"),
        ("备注", "reverses invoice no. 1"),
        ("Bemerkung", "Storno zu Rechnung Nr. 1"),
        ("Remarks", "credit note for invoice 1"),
        ("Remarks", "Correction of your invoice no. 1"),
    ],
)
def test_the_number_of_the_invoice_goes_before_the_amount(head: str, more: str) -> None:
    rows = (*(f"{row}," for row in ROWS[:2]), f"3,2024-03-05,甲公司,-300,{more}")
    reading = read(table(*rows, head=f"{HEAD},{head}"))
    assert booked(reading) == [("1", "01-10", -300.0, "03-05")]


def test_a_column_of_numbers_is_asked_for_only_where_amounts_had_to_do() -> None:
    numbered = read(table("1,2024-01-10,甲公司,500,", "2,2024-02-01,甲公司,-500,1", head=f"{HEAD},原发票号"))
    mirrored = read(table("1,2024-01-10,甲公司,500", "2,2024-02-01,甲公司,-500"))
    told = [next(p for p in found.problems if p.code == "red-notes") for found in (numbered, mirrored)]
    assert [(remedy(problem) != "", request(problem) != "") for problem in told] == [(False, False), (True, True)]


def test_of_a_number_that_is_used_again_the_latest_invoice_is_reversed() -> None:
    """Number 7 begins again in May: April's note reverses January's invoice, June's reverses May's."""
    rows = (
        "7,2024-01-10,甲公司,500,",
        "8,2024-04-01,甲公司,-50,7",
        "7,2024-05-10,甲公司,700,",
        "9,2024-06-05,甲公司,-60,7",
    )
    found = booked(read(table(*rows, head=f"{HEAD},原发票号")))
    assert [told for _number, *told in found] == [["01-10", -50.0, "04-01"], ["05-10", -60.0, "06-05"]]


def test_an_invoice_that_was_reversed_by_its_number_is_reversed_by_no_amount() -> None:
    rows = ("1,2024-01-10,甲公司,500,", "2,2024-02-01,甲公司,-500,1", "3,2024-03-01,甲公司,-500,")
    found = booked(read(table(*rows, head=f"{HEAD},原发票号")))
    assert found == [("1", "01-10", -500.0, "02-01"), ("3", "03-01", -500.0, "")]


def test_an_invoice_of_two_days_is_there_from_the_first() -> None:
    """Delivered on 10 and 20 January under one number; the note between them reverses what was delivered."""
    rows = ("1,2024-01-10,甲公司,300,", "1,2024-01-20,甲公司,200,", "2,2024-01-15,甲公司,-100,1")
    assert booked(read(table(*rows, head=f"{HEAD},原发票号"))) == [("1", "01-10", -100.0, "01-15")]


def test_a_note_with_a_line_of_nothing_is_a_note_all_the_same() -> None:
    rows = ("1,2024-01-10,甲公司,500", "2,2024-03-05,甲公司,-500", "2,2024-03-05,甲公司,0")
    assert booked(read(table(*rows))) == [("1", "01-10", -500.0, "03-05")]


def test_a_number_of_another_customer_or_of_none_pairs_nothing() -> None:
    rows = ("1,2024-01-10,甲公司,500,", "2,2024-03-05,乙公司,-500,1", "3,2024-03-06,甲公司,-20,99")
    reading = read(table(*rows, head=f"{HEAD},原发票号"))
    assert [known for *_rest, known in booked(reading)] == ["", ""]


def test_several_lines_are_one_note() -> None:
    rows = (
        "1,2024-01-10,甲公司,300",
        "1,2024-01-10,甲公司,200",
        "2,2024-03-05,甲公司,-200",
        "2,2024-03-05,甲公司,-300",
    )
    assert booked(read(table(*rows))) == [("1", "01-10", -300.0, "03-05"), ("1", "01-10", -200.0, "03-05")]


def test_a_note_issued_after_the_cut_changes_nothing_at_the_cut() -> None:
    whole = table(*ROWS)
    cut = kamlib.load(whole, as_of="2024-03-01")
    alone = kamlib.load(table(*ROWS[:2]), as_of="2024-03-01")
    pd.testing.assert_frame_equal(cut.accounts, alone.accounts)
    assert cut.readings["orders"].left_out["after-day"].rows == 4
    client = kamlib.load(whole)
    assert f"{client.as_of:%m-%d}" == "03-07"
    before = kamlib.accounts.accounts(client.orders, as_of="2024-03-01")
    pd.testing.assert_frame_equal(before, alone.accounts.drop(columns="name"), check_dtype=False)
    now = client.accounts.set_index("customer_id").loc["甲公司"]
    assert (now["orders"], now["revenue"], now["credit_notes"]) == (2, 920.0, 80.0)
    assert "returns" not in client.accounts


def book(*notes: str) -> pd.DataFrame:
    """Two years of monthly invoices of 1,000 to 1,900 of ten customers, and a customer of 2023 alone."""
    rows = [
        f"{year}{month:02d}{k},{year}-{month:02d}-15,客户{k},{1000 + 100 * k}"
        for year in (2023, 2024)
        for month in range(1, 13)
        for k in range(10)
    ]
    return table(*rows, "88,2023-06-01,错开票客户,9000", *notes)


def test_a_review_uses_what_was_known_at_each_date_and_the_years_what_is_known_now() -> None:
    client = kamlib.load(book("99,2024-02-01,错开票客户,-9000"), as_of="2024-12-31")
    both = compare(client)
    assert "错开票客户" in set(both.review.table["customer_id"])
    years = client.accounts_trailing().query("customer_id == '错开票客户' and orders > 0")
    assert len(years) == 0
    then = client.accounts_trailing(as_then=True).query("customer_id == '错开票客户' and orders > 0")
    assert then["revenue"].tolist() == [9000.0]


def test_who_is_only_credited_for_earlier_years_was_no_customer_to_lose() -> None:
    notes = ("98,2024-01-05,错开票客户,10", "99,2024-02-01,错开票客户,-2000")
    client = kamlib.load(book(*notes), as_of="2024-12-31")
    years = history.tier_history(client.accounts_trailing(), basis="revenue").table
    assert years.loc[years["customer_id"] == "错开票客户", "period"].tolist() == ["2023-12-31"]


ORDERS = "Customer No,Order No,Order Date,Net amount"


@pytest.mark.parametrize(
    ("head", "mark", "code"),
    [
        ("Document Type", "Return", "returns"),
        ("单据类型", "销售退货单", "returns"),
        ("是否退货", "是", "returns"),
        ("Remarks", "goods returned", "returns"),
        ("Document Type", "Credit memo", "credit-notes"),
        ("是否红冲", "是", "credit-notes"),
        ("Remarks", "price corrected", "credit-notes"),
        ("Remarks", "annual bonus 2023", "bonuses"),
        ("备注", "2023年返利", "bonuses"),
        ("Document Type", "Rebate credit memo", "bonuses"),
    ],
)
def test_only_a_word_makes_a_return(head: str, mark: str, code: str) -> None:
    rows = ("K1,A1,2024-03-05,100,", "K2,A2,2024-03-06,70,", f"K1,A3,2024-03-09,-100,{mark}")
    reading = read(table(*rows, head=f"{ORDERS},{head}"))
    assert code in problems(reading) or (code == "credit-notes" and "red-notes" in problems(reading))
    accounts = kamlib.load(table(*rows, head=f"{ORDERS},{head}")).accounts.set_index("customer_id").loc["K1"]
    assert accounts.get("returns", 0.0) == (100.0 if code == "returns" else 0.0)


def test_negative_orders_of_which_nothing_says_more_stay_on_their_days() -> None:
    reading = read(table("K1,A1,2024-03-05,100", "K1,A2,2024-03-09,-100", head=ORDERS))
    assert "known" not in reading.frame
    assert problems(reading) == {"credit-notes": (1, -100.0)}


def test_a_note_of_a_later_day_takes_no_invoice_from_a_note_of_the_invoices_own_day() -> None:
    """Number 2 reverses 1 on its own day; 3 finds nothing, whenever it is looked for."""
    rows = ("1,2024-02-10,甲公司,500", "2,2024-02-10,甲公司,-500", "3,2024-03-05,甲公司,-500")
    assert booked(read(table(*rows))) == [("1", "02-10", -500.0, "02-10"), ("3", "03-05", -500.0, "")]


def test_a_later_note_that_names_an_invoice_takes_it_from_no_earlier_note() -> None:
    rows = ("1,2024-02-10,甲公司,500,", "2,2024-02-20,甲公司,-500,", "3,2024-03-05,甲公司,-500,1")
    found = booked(read(table(*rows, head=f"{HEAD},原发票号")))
    assert found == [("1", "02-10", -500.0, "02-20"), ("1", "02-10", -500.0, "03-05")]


LINE = st.tuples(st.integers(0, 20), st.sampled_from("甲乙"), st.sampled_from([100, 100, 200, -100, -100, -200]),
                 st.sampled_from(["", "", "1", "3", "5"]))  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(lines=st.lists(LINE, min_size=2, max_size=14), cut=st.integers(0, 20))
def test_a_cut_is_the_file_that_ends_on_its_day(lines: list[tuple[int, str, int, str]], cut: int) -> None:
    day = f"2024-03-{1 + cut:02d}"
    rows = [f"{n},2024-03-{1 + at:02d},{who},{money},{named if money < 0 else ''}"
            for n, (at, who, money, named) in enumerate(lines)]  # fmt: skip
    ended = [row for row in rows if row.split(",")[1] <= day]
    assume(any(money > 0 and at <= cut for at, _who, money, _named in lines))
    head = f"{HEAD},原发票号"
    whole, alone = (kamlib.load(table(*some, head=head), as_of=day) for some in (rows, ended))
    pd.testing.assert_frame_equal(whole.accounts, alone.accounts)
    order = ["customer_id", "order_id", "date", "revenue"]
    held = [c.orders.sort_values(order, ignore_index=True) for c in (whole, alone)]
    pd.testing.assert_frame_equal(held[0][order], held[1][order])


def test_a_year_below_nothing_by_notes_without_an_invoice_is_warned_of() -> None:
    """The first has −30 in 2024 by a note alone; the second bought more; the third's note has its invoice."""
    rows = (
        "1,2023-05-05,甲公司,500", "2,2024-02-05,甲公司,-30",
        "3,2024-03-05,乙公司,80", "4,2024-04-05,乙公司,-60",
        "5,2023-06-05,丙公司,70", "6,2024-06-05,丙公司,-70",
    )  # fmt: skip
    found = [p for p in read(table(*rows)).problems if p.code == "credited-years"]
    assert [(p.level, p.rows, p.money, p.values["n"], str(p.values["names"])) for p in found] == [
        ("warning", 1, -30.0, 1, "甲公司")
    ]
    orders = tuple(f"K{row}" for row in rows)
    assert not any(
        p.code == "credited-years" for p in read(table(*orders, head="订单号,日期,客户名称,金额")).problems
    )


def test_of_several_the_deepest_is_named_first() -> None:
    """−20 and −90: the second customer of the file stands first, and of equal ones the first by name."""
    rows = (
        "1,2023-05-05,A公司,500", "2,2024-02-05,A公司,-20", "3,2023-05-06,B公司,400", "4,2024-03-05,B公司,-90",
    )  # fmt: skip
    (found,) = (p for p in read(table(*rows)).problems if p.code == "credited-years")
    assert (found.money, list(found.values["names"].parts)) == (-110.0, ["B公司", "A公司"])


def test_the_years_name_whose_notes_without_an_invoice_exceed_what_they_bought() -> None:
    client = kamlib.load(book("98,2024-01-05,错开票客户,10", "99,2024-02-01,错开票客户,-2000"), as_of="2024-12-31")
    notes = " ".join(find(client, only=["yearly"])["yearly"].notes)
    assert "1 customer has a year of negative revenue (-1.99K)" in notes
    assert "错开票客户" in notes
    quiet = kamlib.load(book("99,2024-02-01,错开票客户,-9000"), as_of="2024-12-31")
    assert "negative revenue" not in " ".join(find(quiet, only=["yearly"])["yearly"].notes)


def test_the_list_of_no_customers_says_what_their_lines_are_without_a_column_of_returns() -> None:
    client = kamlib.load(book("97,2024-03-01,只红字,-50", "96,2024-03-02,全冲,40", "95,2024-04-02,全冲,-40"))
    shown = other_table(client, account_table(client)[0])
    at = [column.key for column in shown.columns].index("verdict")
    assert {row[0]: row[at] for row in shown.rows} == {"只红字": "Credits only", "全冲": "All credited back"}
