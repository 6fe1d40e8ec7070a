"""Account files: what tables show, what was said, what an unknown decides on, on a book worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import kamlib as kam
from kamlib.book import Book
from kamlib.errors import KamError
from kamlib.manage import files
from kamlib.manage.files.assembling import _contradicted, _differ
from kamlib.manage.files.evidence import _paid, shown
from kamlib.manage.files.fields import GROUPS, fields, shown_to
from kamlib.manage.files.stakes import stakes
from kamlib.manage.year import median_of_others, year_of
from kamlib.words import glossary
from tests.embedded import embedded
from tests.manage.books import book, entries, orders


def state(of: Book, who: str, field: str) -> str:
    file = files.account_file(of, who, audience="owner", personal=True)
    return str(file.set_index("field")["state"][field])


def test_the_standard_file_has_eight_groups_and_computes_more_than_it_asks() -> None:
    assert {field.group for field in fields().values()} == set(GROUPS)
    assert 55 <= len(fields()) <= 65
    assert sum(field.by == "computed" for field in fields().values()) >= 0.6 * len(fields())
    kinds = {field.key: glossary()[f"file_of_{field.key}"].kind for field in fields().values()}
    assert kinds == {field.key: field.type for field in fields().values()}


def test_values_come_from_the_tables_with_source_and_day() -> None:
    file = files.account_file(book(), "A").set_index("field")
    # 12 orders of 100 in 2024, one a month; the year before 12 of 50
    assert file["value"]["revenue_year"] == 1200.0
    assert file["value"]["growth"] == 1.0
    assert file["value"]["orders_year"] == 12
    assert file["value"]["profit_year"] == 480.0
    assert file["value"]["wallet_share"] == 0.5
    assert file["value"]["main_product"] == "P1"
    assert round(file["value"]["order_rhythm"], 1) == 30.4  # 23 months, 700 days between 24 order days
    assert file["value"]["decision_makers"] == 1
    assert file["value"]["decision_makers_met"] == 1
    assert file["source"]["revenue_year"] == "orders"
    assert file["date"]["revenue_year"] == pd.Timestamp("2024-12-31")
    assert file["source"]["potential"] == "customers"


@pytest.mark.parametrize(("said", "expected"), [
    ("quarterly", "contradicted"), ("monthly", "known"), ("每季度", "contradicted"), ("每月", "known"),
    ("45", "known"), ("100", "contradicted"), ("?", "known"),
])  # fmt: skip
def test_a_stated_rhythm_is_held_against_the_orders(said: str, expected: str) -> None:
    assert state(book(files=entries(("A", "order_rhythm", said, "2024-06-01"))), "A", "order_rhythm") == expected


def test_a_potential_below_what_is_bought_is_contradicted_and_one_above_is_not() -> None:
    assert state(book(), "A", "potential") == "known"
    assert state(book(files=entries(("A", "potential", "1000", "2024-06-01"))), "A", "potential") == "contradicted"
    assert state(book(files=entries(("A", "potential", "1200", "2024-06-01"))), "A", "potential") == "known"


def test_in_half_a_year_of_orders_a_potential_of_less_than_a_year_of_them_is_contradicted() -> None:
    """A bought for 600 in the 154 days from 31 July on: 1,422 a year."""
    lines = orders()
    half = Book(lines[lines["date"] >= "2024-07-01"])
    said = np.array([1400.0, 1500.0, np.nan])  # A, S1, S2
    nothing = np.full(3, np.nan)
    assert _contradicted(half, fields()["potential"], nothing, said).tolist() == [True, False, False]


def test_what_was_said_long_ago_is_stale_and_what_was_confirmed_is_not() -> None:
    plan = ("A", "Development plan", "second plant", "2023-12-01")
    assert state(book(), "A", "development_plan") == "unknown"
    assert state(book(files=entries(plan)), "A", "development_plan") == "stale"
    again = (*plan[:3], "2024-03-01")
    assert state(book(files=entries(plan, again)), "A", "development_plan") == "known"
    withdrawn = (*plan[:2], "?", "2024-04-01")
    assert state(book(files=entries(plan, again, withdrawn)), "A", "development_plan") == "unknown"


def test_the_order_of_entries_does_not_matter_and_later_days_are_not_known_yet() -> None:
    rows = [("A", "next_project", "pump hall", "2024-11-01"), ("A", "next_project", "none", "2024-01-01")]
    for some in (rows, rows[::-1]):
        file = files.account_file(book(files=entries(*some)), "A").set_index("field")
        assert file["value"]["next_project"] == "pump hall"
    late = entries(*rows, ("A", "next_project", "new mill", "2025-02-01"))
    assert files.account_file(book(files=late), "A").set_index("field")["value"]["next_project"] == "pump hall"


def test_personal_fields_are_off_unless_asked_for() -> None:
    personal = {key for key, field in fields().items() if field.personal}
    assert personal == {"birthdays", "contact_details", "habits"}
    assert not personal & set(files.account_file(book(), "A", audience="owner")["field"])
    assert personal <= set(files.account_file(book(), "A", audience="owner", personal=True)["field"])
    assert not personal & set(files.account_file(book(), "A", audience="client", personal=True)["field"])


def test_a_customer_sees_what_is_listed_for_it_and_nothing_else() -> None:
    listed = {field.key for field in shown_to("client")}
    hidden = {
        "profit_year",
        "margin_year",
        "attitude",
        "reputation",
        "profit_served_year",
        "visit_cost",
        "potential",
    }
    assert not listed & hidden
    file = files.account_file(book(), "A", audience="client")
    assert set(file["field"]) == listed
    assert file["money"].isna().all()
    assert set(file["decides"]) == {""}
    with pytest.raises(KamError, match="Unknown audience customer"):
        files.account_file(book(), "A", audience="customer")


def test_figures_of_fewer_than_five_others_are_kept_from_a_customer() -> None:
    few = files.account_file(book(4), "A", audience="client").set_index("field")
    enough = files.account_file(book(5), "A", audience="client").set_index("field")
    inside = files.account_file(book(4), "A").set_index("field")
    assert pd.isna(few["usual"]["revenue_year"])
    assert few["others"].max() == 0
    assert enough["usual"]["revenue_year"] == 240.0
    assert inside["usual"]["revenue_year"] == 240.0


def test_the_median_of_others_leaves_the_own_figure_out() -> None:
    values = np.array([1.0, 5.0, 3.0, np.nan, 8.0])
    medians, others = median_of_others(values, np.array(["x", "x", "x", "x", "y"], dtype=object))
    assert medians[:4].tolist() == [4.0, 2.0, 3.0, 3.0]
    assert np.isnan(medians[4])
    assert others.tolist() == [2, 2, 2, 3, 0]


def test_an_unknown_customer_is_named() -> None:
    with pytest.raises(KamError, match="Unknown customer Z"):
        files.account_file(book(), "Z")


def test_room_for_growth_is_worked_out_from_the_shares_of_the_others() -> None:
    # ten small customers buy 240 of 480: a share of one half; one more buys 240 of 2,400: a tenth
    small = book(10)
    table = small.customers.assign(potential=480.0)
    table.loc[table["customer_id"] == "A", "potential"] = 12_000.0
    table = table[table["customer_id"] != "S10"]
    found = stakes(Book(small.orders, customers=table))
    # shares: nine of 1/2, one of 1/10; median 1/2; A has room for four times its 480 of profit
    assert found["growth"]["A"] == 4 * 480.0
    assert found["growth"]["S1"] == 0.0
    # of S10 no potential is known: on average of all ten (9 × 0 + 4) / 10 times its profit of 96
    assert found["growth"]["S10"] == pytest.approx(0.4 * 96.0)


def test_who_buys_more_of_its_need_than_the_median_has_no_room() -> None:
    """A buys 1,200 of 1,500, the others a half: it could only bring less; nor is that less taken off elsewhere."""
    small = book(10)
    table = small.customers.assign(potential=480.0)
    table.loc[table["customer_id"] == "A", "potential"] = 1_500.0
    table = table[table["customer_id"] != "S10"]
    found = stakes(Book(small.orders, customers=table))
    assert found.loc[["A", "S1", "S10"], "growth"].tolist() == [0.0, 0.0, 0.0]


def test_a_customer_that_costs_more_than_it_brings_has_no_growth_to_lose() -> None:
    """A has room for four times its purchases, and each costs twice its price: more sold, more lost."""
    small = book(10)
    table = small.customers.assign(potential=480.0)
    table.loc[table["customer_id"] == "A", "potential"] = 12_000.0
    loses = small.orders.assign(cost=small.orders["cost"].mask(small.orders["customer_id"] == "A", 200.0))
    found = stakes(Book(loses, customers=table))
    assert year_of(Book(loses, customers=table)).contribution["A"] < 0
    assert found.loc["A", ["growth", "keep"]].tolist() == [0.0, 0.0]


def test_half_a_year_of_orders_is_counted_up_to_a_year_in_each_amount() -> None:
    """In 154 days A buys for 600, of which 240 are left after the goods, is given 60, and a visit costs 50."""
    lines = orders()
    lines = lines[lines["date"] >= "2024-07-01"].assign(discount=10.0)
    visit = pd.DataFrame({"customer_id": ["A"], "date": pd.Timestamp("2024-09-02"), "kind": "visit", "cost": 50.0})
    half = Book(lines, customers=book().customers, activities=visit)
    whole = 365 / 154
    found = stakes(half).loc["A", ["keep", "terms", "serve"]]
    assert found.tolist() == pytest.approx([190 * whole, 60 * whole, 50 * whole], abs=0.005)
    assert shown(half)["wallet_share"].column["A"] == pytest.approx(600 * whole / 2400)


def test_a_potential_of_what_is_bought_is_a_share_of_one_and_one_below_says_nothing() -> None:
    stated = pd.DataFrame({"customer_id": ["A", "S1", "S2"], "potential": [1200.0, -5.0, 239.0]})
    share = shown(Book(orders(), customers=stated))["wallet_share"].column
    assert share[["A", "S1", "S2"]].tolist() == pytest.approx([1.0, np.nan, np.nan], nan_ok=True)


def test_completeness_counts_money_and_not_fields() -> None:
    with_keep = files.completeness(book())
    known = book(files=entries(("A", "decision_process", "board", "2024-10-01")))
    assert files.completeness(known)["A"] > with_keep["A"]
    # a field that decides on nothing changes nothing
    idle = book(files=entries(("A", "own_customers", "mills", "2024-10-01")))
    assert files.completeness(idle)["A"] == with_keep["A"]
    assert with_keep.between(0, 1).all()


def test_it_ties_with_the_year_of_reports_and_does_not_depend_on_row_order() -> None:
    from kamlib.findings.recoverable import today

    client = embedded()
    year = year_of(client)
    assert float(year.contribution.sum()) == pytest.approx(
        float(today(client).a_year(year.table.index, client.basis).sum()), abs=0.005
    )
    small = book()
    turned = Book(small.orders[::-1], customers=small.customers[::-1], contacts=small.contacts[::-1],
                  activities=small.activities[::-1])  # fmt: skip
    pd.testing.assert_frame_equal(files.all_files(small), files.all_files(turned))


def test_the_unit_of_the_currency_changes_amounts_alone() -> None:
    small = book()
    thousand = Book(
        small.orders.assign(revenue=small.orders["revenue"] / 1000, cost=small.orders["cost"] / 1000),
        customers=small.customers.assign(potential=small.customers["potential"] / 1000),
        contacts=small.contacts, activities=small.activities,
    )  # fmt: skip
    assert files.all_files(small)["state"].tolist() == files.all_files(thousand)["state"].tolist()
    ratio = files.all_files(thousand)["money"] * 1000 - files.all_files(small)["money"]
    assert ratio.abs().max() < 11  # amounts are rounded to the cent


def test_the_embedded_client_has_a_file_for_everybody() -> None:
    client = embedded()
    table = files.all_files(client)
    assert table["customer_id"].nunique() == len(client.buying_ids) == 150
    assert set(table["state"]) <= {"known", "stale", "unknown", "contradicted"}
    assert kam.manage.files is files


def test_what_was_said_too_long_ago_completes_no_file() -> None:
    """A process of decision holds for a year: that of 2015 is stale, and makes the file no more complete."""
    old = book(files=entries(("A", "decision_process", "board", "2015-01-01")))
    assert files.completeness(old)["A"] == files.completeness(book())["A"]


@pytest.mark.parametrize(("field", "near", "far"), [("attitude", 1.0, 1.5), ("wallet_share", 0.25, 0.3)])
def test_a_quarter_of_the_scale_is_no_contradiction(field: str, near: float, far: float) -> None:
    """Scores go from 1 to 5: a point apart is near. Shares go from 0 to 1."""
    one = fields()[field]
    assert not _differ(one, 0.5, 0.5 + near)
    assert _differ(one, 0.5, 0.5 + far)


def test_an_entry_without_a_day_goes_before_no_entry_with_one() -> None:
    rows = entries(("A", "next_project", "pump hall", "2024-11-01"), ("A", "next_project", "mill", "2024-01-01"))
    undated = rows.assign(date=rows["date"].where(rows["value"] != "mill"))
    file = files.account_file(book(files=undated), "A").set_index("field")
    assert file["value"]["next_project"] == "pump hall"


@pytest.mark.parametrize(("due", "overdue"), [("2024-12-30", 100.0), ("2024-12-31", 0.0)])
def test_a_bill_that_is_due_today_is_not_overdue(due: str, overdue: float) -> None:
    """The book ends on 31 December 2024; all bills but the last one of 100 are paid."""
    small = book()
    lines = small.orders.assign(due_date=small.orders["date"], paid_date=small.orders["date"])
    last = (lines["customer_id"] == "A") & (lines["date"] == lines["date"].max())
    lines = lines.assign(
        due_date=lines["due_date"].mask(last, pd.Timestamp(due)), paid_date=lines["paid_date"].mask(last)
    )
    made = Book(lines, customers=small.customers)
    assert _paid(made, year_of(made))["overdue"].column["A"] == overdue


def test_of_bills_of_months_without_any_payment_nothing_is_overdue() -> None:
    """Bills of 100 are paid on the day up to April; from May to December 2024 no payment is recorded at all."""
    days = pd.date_range("2023-01-15", "2024-12-15", freq="MS") + pd.Timedelta(days=14)
    lines = pd.DataFrame({
        "customer_id": "A", "order_id": [str(n) for n in range(len(days))], "date": days, "revenue": 100.0,
        "due_date": days, "paid_date": days.where(days < "2024-05-01"),
    })  # fmt: skip
    made = Book(lines)
    assert _paid(made, year_of(made))["overdue"].column["A"] == 0.0
    assert _paid(made, year_of(made))["payment_terms"].column["A"] == 0.0
    one = Book(lines.assign(paid_date=days.where(days < "2024-12-01")))
    assert _paid(one, year_of(one))["overdue"].column["A"] == 0.0  # due today
    two = Book(lines.assign(paid_date=days.where(days < "2024-11-01")))
    assert _paid(two, year_of(two))["overdue"].column["A"] == 100.0
