"""The synthetic client: the committed files are what the code makes, and what is planted is really there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kamlib import world
from kamlib._paths import shipped
from kamlib.cli import main
from kamlib.facts.accounts import accounts
from kamlib.tables import read
from kamlib.world import messy, names
from kamlib.world.dice import Dice
from kamlib.world.files import csv_bytes

MACHINERY, BANK = shipped("datasets") / "machinery", shipped("datasets") / "bank"
SEEDS = range(20)


@pytest.fixture(scope="module")
def made() -> world.World:
    return world.make()


@pytest.fixture(scope="module", params=SEEDS)
def any_world(request: pytest.FixtureRequest) -> world.World:
    return world.make(seed=request.param)


@pytest.fixture(scope="module")
def branch() -> world.Bank:
    return world.make_bank()


def same_files(ours: Path, committed: Path) -> list[str]:
    return [file.name for file in ours.iterdir() if file.read_bytes() != (committed / file.name).read_bytes()]


def test_the_committed_client_is_made_again_byte_for_byte(made: world.World, tmp_path: Path) -> None:
    files = world.write(made, tmp_path)
    assert len(files) == 14
    assert same_files(tmp_path, MACHINERY) == []


def test_the_committed_branch_is_made_again_byte_for_byte(branch: world.Bank, tmp_path: Path) -> None:
    world.write_bank(branch, tmp_path)
    assert same_files(tmp_path, BANK) == []


def test_the_comparison_of_bytes_can_fail(branch: world.Bank, tmp_path: Path) -> None:
    world.write_bank(branch, tmp_path)
    text = (tmp_path / "arrivals.csv").read_text("utf-8")
    (tmp_path / "arrivals.csv").write_text(text.replace("A001", "A00X", 1), "utf-8")
    assert same_files(tmp_path, BANK) == ["arrivals.csv"]


def test_committed_tables_are_plain_utf8_with_line_feeds() -> None:
    for file in [*MACHINERY.glob("*.csv"), *BANK.glob("*.csv")]:
        content = file.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf"), file.name
        assert b"\r" not in content, file.name
        assert content.endswith(b"\n"), file.name


def test_random_numbers_stay_the_same() -> None:
    # Written down once: a change of NumPy that moved them would change every committed file.
    dice = Dice(1, "test")
    assert dice.whole(0, 999, 5).tolist() == [171, 454, 674, 411, 520]
    assert np.round(dice.bell(3), 9).tolist() == [-0.320282183, 1.417214831, -1.238750215]


def test_amounts_tie_to_the_cent(made: world.World) -> None:
    book = made.orders
    cents = {
        c: np.rint(book[c] * 100).astype("int64") for c in ("revenue", "unit_price", "list_price", "discount")
    }
    assert (cents["revenue"] == book["quantity"] * cents["unit_price"]).all()
    assert (cents["discount"] == book["quantity"] * (cents["list_price"] - cents["unit_price"])).all()
    assert cents["revenue"].sum() == round(made.truth["totals"]["revenue"] * 100)
    assert (book["list_price"] >= book["unit_price"]).all()


def test_written_money_reads_back_exactly(made: world.World) -> None:
    back = pd.read_csv(MACHINERY / "orders.csv")
    for column in ("revenue", "cost", "discount", "freight", "quality_loss", "paid_amount"):
        assert (np.rint(back[column] * 100) == np.rint(made.orders[column] * 100)).all(), column


def test_the_book_has_the_lines_customers_and_years_that_were_asked_for() -> None:
    small = world.make(seed=5, customers=40, years=2, lines=900, end="2023-06-30")
    assert len(small.orders) == 900
    assert small.orders["customer_id"].nunique() == len(small.customers) == 40
    assert small.orders["date"].between("2021-07-01", "2023-06-30").all()
    assert small.truth["totals"]["rows"]["orders"] == 900


def test_another_seed_is_another_company_and_the_same_seed_the_same() -> None:
    one, again, other = (world.make(seed=s, customers=20, lines=400) for s in (1, 1, 2))
    assert csv_bytes(one.orders) == csv_bytes(again.orders)
    assert csv_bytes(one.orders) != csv_bytes(other.orders)


@pytest.mark.parametrize(
    "wrong",
    [{"lines": 100}, {"customers": 0}, {"seed": -1}, {"shares": {"kings": 0.1}}, {"shares": {"key": 0.9}}],
)
def test_impossible_worlds_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        world.make(**wrong)


def test_shares_and_traits_are_parameters() -> None:
    none = world.make(seed=3, customers=60, lines=1200, shares={"harsh": 0.0, "group": 0.2}, traits={"new": 0.0})
    who = none.truth["who"]
    assert (len(who["harsh_terms"]), len(who["group_purchase"]), len(who["newcomers"])) == (0, 12, 0)


def test_every_customer_is_of_one_type(made: world.World) -> None:
    who = made.truth["who"]
    types = ("key_accounts", "harsh_terms", "big_ticket", "group_purchase", "growing", "leavers",
             "small_with_potential", "costly_small", "slow_payers", "ordinary")  # fmt: skip
    assert sorted(id_ for t in types for id_ in who[t]) == made.customers["customer_id"].to_list()


def test_giants_on_harsh_terms_are_large_and_lose_money_while_key_accounts_earn(any_world: world.World) -> None:
    after, who = pd.Series(any_world.truth["after_serving"]), any_world.truth["who"]
    revenue = any_world.orders.groupby("customer_id")["revenue"].sum().rank(ascending=False)
    assert (after[who["harsh_terms"]] < 0).all()
    assert (revenue[who["harsh_terms"]] <= 30).all()
    assert (after[who["key_accounts"]] > 0).all()
    assert (after[who["costly_small"]] < 0).all()


def test_no_single_figure_tells_the_giants(any_world: world.World) -> None:
    found, giants = accounts(any_world.orders).set_index("customer_id"), any_world.truth["who"]["harsh_terms"]
    others = found.drop(index=giants)
    rate = found["discount"] / (found["discount"] + found["revenue"])
    assert others["days_late"].max() > found.loc[giants, "days_late"].min()
    assert others["revenue"].max() > 0.7 * found.loc[giants, "revenue"].min()
    assert others["orders"].max() > 0.5 * found.loc[giants, "orders"].min()
    assert rate[others.index].max() > 0.2  # key accounts at a hard price, which earn nevertheless


def test_big_tickets_are_nearly_all_of_their_customers_business(any_world: world.World) -> None:
    found, who = accounts(any_world.orders).set_index("customer_id"), any_world.truth["who"]
    assert (found.loc[who["big_ticket"], "largest_order_share"] > 0.9).all()
    assert (found.loc[who["big_ticket"], "largest_order"] > 1e6).all()
    # A key account's project is as large, and still only a part of what it buys.
    assert (found.loc[who["key_with_project"], "largest_order_share"] < 0.6).all()


def test_group_purchases_are_rare_bulk_orders_of_festival_goods(any_world: world.World) -> None:
    book = any_world.orders[any_world.orders["customer_id"].isin(any_world.truth["who"]["group_purchase"])]
    gifts = book[book["product"].str.startswith("GS")]
    assert gifts["date"].dt.month.isin([1, 9]).all()
    assert gifts["revenue"].sum() > 0.8 * book["revenue"].sum()
    assert (gifts.groupby("customer_id")["order_id"].nunique() <= 3).all()
    assert not any_world.orders.drop(index=book.index)["product"].str.startswith("GS").any()


def test_leavers_go_quiet_and_stay_away_and_the_dissatisfied_said_so(any_world: world.World) -> None:
    found, who = accounts(any_world.orders).set_index("customer_id"), any_world.truth["who"]
    assert (found.loc[who["leavers"], "recency_days"] > 250).all()
    answers = any_world.survey.sort_values("date").groupby("customer_id")
    last = answers.apply(lambda a: a.loc[a["date"] == a["date"].max(), "score"].mean())
    bitter = last.reindex(who["dissatisfied_leavers"])
    assert bitter.notna().all()
    assert bitter.mean() < 2.8 < last.drop(index=who["dissatisfied_leavers"]).mean()
    assert set(who["dissatisfied_leavers"]) <= set(any_world.exits["customer_id"])


def test_growing_customers_end_much_larger_than_they_began(any_world: world.World) -> None:
    yearly = any_world.orders.groupby(["customer_id", any_world.orders["date"].dt.year])["revenue"].sum().unstack()
    growing = yearly.loc[any_world.truth["who"]["growing"]].fillna(0).sum()
    assert growing.iloc[-1] > 2.5 * growing.iloc[0]


def test_slow_payers_pay_two_months_late(any_world: world.World) -> None:
    late = accounts(any_world.orders).set_index("customer_id")["days_late"]
    assert (late[any_world.truth["who"]["slow_payers"]] > 30).all()
    assert late[any_world.truth["who"]["ordinary"]].median() < 15


def test_what_one_head_knows_is_known_by_one_of_our_people(any_world: world.World) -> None:
    heads = any_world.contacts.groupby("customer_id")["known_by"].apply(
        lambda k: {n for v in k for n in v.split("; ")}
    )
    single = sorted(heads[heads.map(len) == 1].index)
    assert single == any_world.truth["who"]["single_owner"]


def test_benchmarks_alone_have_the_highest_influence(any_world: world.World) -> None:
    top = any_world.customers.loc[any_world.customers["influence"] == 5, "customer_id"].to_list()
    assert top == any_world.truth["who"]["benchmark"]


def test_small_ones_with_potential_buy_little_of_much(any_world: world.World) -> None:
    table = any_world.customers.set_index("customer_id")["potential"]
    small = any_world.truth["who"]["small_with_potential"]
    yearly = any_world.orders.groupby("customer_id")["revenue"].sum()[small] / 4
    assert (yearly < 0.05 * table[small]).all()


def test_kinds_of_value_leave_their_traces(any_world: world.World) -> None:
    kinds, diary = any_world.truth["kinds"], any_world.activities
    each = diary.groupby(["customer_id", "kind"]).size().unstack(fill_value=0)
    mean = {kind: each.reindex(ids).mean() for kind, ids in kinds.items()}
    assert mean["strategic"]["joint project"] > 5 * mean["extrinsic"]["joint project"]
    assert mean["extrinsic"]["training"] > 3 * mean["intrinsic"]["training"]
    assert mean["intrinsic"]["tender"] > 3 * mean["extrinsic"]["tender"]


def test_visits_do_not_follow_worth(any_world: world.World) -> None:
    visits = any_world.activities.query("kind == 'visit'").groupby("customer_id").size()
    after = pd.Series(any_world.truth["after_serving"])
    assert abs(visits.reindex(after.index, fill_value=0).corr(after, method="spearman")) < 0.45


def test_profit_after_serving_makes_a_whale_and_is_concentrated_but_not_by_the_book(
    any_world: world.World,
) -> None:
    after = pd.Series(any_world.truth["after_serving"]).sort_values(ascending=False)
    curve = after.cumsum() / after.sum()
    assert 1.12 < curve.max() < 1.6
    assert 0.7 < curve.iloc[29] < 1.0  # the best fifth


def test_business_is_quiet_in_february_and_full_in_december(made: world.World) -> None:
    by_month = made.orders.groupby(made.orders["date"].dt.month)["order_id"].nunique()
    assert by_month.idxmin() == 2
    assert by_month.idxmax() == 12
    assert not made.orders["date"].dt.day_of_week.isin([5, 6]).any()


def test_names_are_all_different_and_nobodys(made: world.World) -> None:
    large = world.make(seed=1, customers=3000, lines=36_000).customers["name"]
    assert large.is_unique
    known = ("三一", "中联", "徐工", "格力", "海尔", "华为", "中石", "宝钢",
             "万华", "Siemens", "Bosch", "Grundfos",
             "KSB", "Wilo", "Sulzer", "ABB", "Danfoss", "BASF", "Bayer")  # fmt: skip
    assert not [name for name in large if any(k in name for k in known)]
    assert len(names.people(330, 1, "x")) == len(set(names.people(330, 1, "x")))


def test_the_reader_gets_out_of_a_spoiled_sheet_what_is_true_of_it(made: world.World, tmp_path: Path) -> None:
    files = messy.write_messy(made, tmp_path)
    truth = json.loads(files[2].read_text("utf-8"))
    assert len(files) == 3
    for file in files[:2]:
        frame = read(file, "orders").frame
        assert len(frame) == truth["rows_used"]
        assert frame["customer_id"].nunique() == truth["customers"]
        assert round(frame["revenue"].sum(), 2) == truth["revenue"]
        assert round((frame["revenue"] - frame["cost"]).sum(), 2) == truth["profit"]


def test_a_spoiled_sheet_is_spoiled_and_equal_each_time(made: world.World, tmp_path: Path) -> None:
    one, two = (messy.write_messy(made, tmp_path / name) for name in ("one", "two"))
    assert [f.read_bytes() for f in one] == [f.read_bytes() for f in two]
    spoiled = json.loads(one[2].read_text("utf-8"))["spoiled"]
    assert all(part["rows"] > 0 for part in spoiled.values())
    with pytest.raises(UnicodeDecodeError):
        one[0].read_text("utf-8")


def test_the_amount_of_a_transaction_says_little_of_a_customers_worth(branch: world.Bank) -> None:
    day = branch.arrivals.merge(branch.customers, on="customer_id", validate="one_to_one")
    served, valuable = day["amount"] >= 3000, day["yearly_profit"] >= 2000
    truth = branch.truth["day"]
    assert (len(branch.customers), len(day)) == (6000, 1600)
    assert int((valuable & ~served).sum()) == truth["valuable_turned_away"] > 0.25 * valuable.sum()
    assert int((~valuable & served).sum()) == truth["others_served"] > 200
    assert abs(day["amount"].corr(day["yearly_profit"], method="spearman")) < 0.3


def test_the_property_manager_stands_in_the_queue(branch: world.Bank) -> None:
    story = branch.truth["property_manager"]
    arrival = branch.arrivals.set_index("arrival_id").loc[story["arrival_id"]]
    person = branch.customers.set_index("customer_id").loc[story["customer_id"]]
    assert arrival["amount"] < 3000
    assert arrival["urgent"] == "yes"
    assert (person["kind"], person["card"], person["payroll"]) == ("property company", "out-of-town", "yes")


def test_ten_counters_are_full_even_though_half_are_turned_away(branch: world.Bank) -> None:
    day = branch.arrivals
    staffed = 10 * 480
    assert day["service_minutes"].sum() > 1.2 * staffed
    assert 0.7 < day.loc[day["amount"] >= 3000, "service_minutes"].sum() / staffed < 0.95
    assert branch.arrivals["minute"].is_monotonic_increasing
    assert branch.arrivals["minute"].between(0, 480).all()


def test_kam_world_writes_a_client_of_any_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["world", str(tmp_path), "--customers", "30", "--years", "2", "--seed", "9", "--messy"]) == 0
    assert "17 files" in capsys.readouterr().out
    assert len(pd.read_csv(tmp_path / "orders.csv")) == 1600


def test_kam_world_refuses_too_few_lines_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["world", str(tmp_path), "--lines", "10"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_large_world_keeps_its_promises() -> None:
    large = world.make(seed=7, customers=4000, lines=200_000)
    assert len(large.orders) == 200_000
    assert large.customers["name"].is_unique
    assert len(set(large.orders["order_id"].str.len())) == 1
