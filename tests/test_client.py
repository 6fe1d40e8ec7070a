"""The client and the notebook's face: what is handed out is the caller's own, and a slip is named in one line."""

from __future__ import annotations

import dataclasses
import gc
import inspect
import weakref
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pandas as pd
import pytest

import kamlib as kam
from kamlib import requirements
from kamlib._client_cache import cached_per_client
from kamlib.client import Client
from kamlib.errors import KamError
from kamlib.findings.claims import shared_out
from kamlib.findings.judgement import judged
from kamlib.findings.key_accounts import demoted

ORDERS = pd.DataFrame({
    "customer_id": [1, 1, 2, 2], "order_id": list("1234"), "revenue": 100.0, "cost": 60.0,
    "date": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-01-01", "2024-02-01"]),
})  # fmt: skip
NAMES = pd.DataFrame({"customer_id": [1, 2], "name": ["X", "Y"]})


@pytest.fixture(scope="module")
def client() -> Client:
    return kam.load()


@pytest.mark.parametrize("kind", ["int64", "Int64", "object", "str"])
def test_names_and_visits_find_their_customer_whatever_ids_were(kind: str) -> None:
    visits = pd.DataFrame({"customer_id": [1, 2], "date": pd.Timestamp("2024-01-02"), "cost": [1.0, 2.0]})
    orders, names, calls = (frame.astype({"customer_id": kind}) for frame in (ORDERS, NAMES, visits))
    made = Client(orders, customers=names, activities=calls)
    assert made.accounts["name"].tolist() == ["X", "Y"]
    assert made.accounts["customer_id"].tolist() == ["1", "2"]
    assert made.accounts["profit_after_serving"].tolist() == [79.0, 78.0]


def test_an_unknown_customer_stays_unknown_when_ids_become_text() -> None:
    made = Client(ORDERS.assign(customer_id=pd.array([1, None, 2, 2], dtype="Int64")))
    assert made.orders["customer_id"].isna().tolist() == [False, True, False, False]


def test_what_was_served_is_the_callers_own() -> None:
    made = Client(ORDERS, activities=NAMES.assign(date=pd.Timestamp("2024-01-02"), cost=5.0))
    served = made.served
    served.table.loc[:, "profit_after_serving"] = -1e9
    served.totals.iloc[:] = -1e9
    assert made.served.table["profit_after_serving"].tolist() == [75.0, 75.0]
    assert made.accounts["profit_after_serving"].tolist() == [75.0, 75.0]
    assert (made.served.totals > -1e9).all()


def test_results_are_kept_with_the_client_and_go_with_it() -> None:
    calls: list[Client] = []

    @cached_per_client
    def heavy(client: Client) -> int:
        calls.append(client)
        return len(client.orders)

    one, other = Client(ORDERS), Client(ORDERS.head(2))
    assert [heavy(one), heavy(other), heavy(one)] == [4, 2, 4]
    assert len(calls) == 2
    for kept in (judged, demoted, shared_out):
        assert not hasattr(kept, "cache_info")
        kept(one)
    assert judged(one) is judged(one)
    gone = weakref.ref(one)
    calls.clear()
    del one
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("months", [0, -1])
def test_a_window_of_no_months_is_refused(client: Client, months: int) -> None:
    with pytest.raises(ValueError, match="one or more"):
        client.accounts_trailing(months=months)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"currenci": "EUR"}, "no argument currenci. Did you mean currency?"),
        ({"customer": "x.csv"}, "no argument customer. Did you mean customers?"),
        ({"dayfrist": True}, "no argument dayfrist. Did you mean dayfirst?"),
        ({"source": 123}, "source is of type int: use a file"),
        ({"customers": [1]}, "customers is of type list: use a file"),
        ({"lang": "fr"}, "language 'fr' is not one of en, zh"),
        ({"as_of": "01/02/2024"}, "01/02/2024 (in Python as_of=…): use a date like 2024-12-31"),
    ],
)
def test_a_slip_in_an_argument_is_said_in_one_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(KamError) as error:
        kam.load(**given)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_another_librarys_frame_is_read_and_refused_for_the_columns_that_it_lacks() -> None:
    polars = pytest.importorskip("polars")
    with pytest.raises(KamError, match=r"^the frame: found no columns for Date \(date\), Revenue \(revenue\)"):
        kam.load(polars.DataFrame({"customer_id": ["A"]}))


def test_the_wings_open_by_the_names_of_their_modules() -> None:
    for room in ("value", "classify", "figures", "reports", "findings", "tables", "datasets", "world", "course"):
        package = getattr(kam, room)
        there = {p.stem for p in Path(package.__file__).parent.glob("*.py")} - {"__init__", "__main__"}
        assert there
        assert there <= set(dir(package)), room
    assert inspect.ismodule(kam.value.trend)
    assert callable(kam.tables.read)
    assert {"tables", "periods"} <= set(dir(kam))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        kam.value.nothing  # noqa: B018  (asked for, not used)


def holding_frames() -> list[type]:
    """Every result with a table of pandas in it, of the wings and the findings."""
    found = []
    for room in ("kamlib.value", "kamlib.classify", "kamlib.findings"):
        package = import_module(room)
        for info in walk_packages(package.__path__, f"{room}."):
            for thing in vars(import_module(info.name)).values():
                if dataclasses.is_dataclass(thing) and isinstance(thing, type) and thing.__module__ == info.name:
                    kinds = [str(field.type) for field in dataclasses.fields(thing)]
                    found += [thing] if any("pd." in k and "Timestamp" not in k for k in kinds) else []
    return found


def test_results_with_tables_compare_by_identity_and_can_be_kept_in_a_set() -> None:
    results = holding_frames()
    assert len(results) > 20
    by_value = [r for r in results if r.__eq__ is not object.__eq__ or r.__hash__ is not object.__hash__]
    assert by_value == []


def test_a_finding_prints_as_its_sentence(client: Client) -> None:
    found = kam.findings.find(client, only="whale")
    assert repr(found["whale"]) == f"Finding('whale': {found['whale'].title})"
    assert "\n" not in repr(found)


def test_an_id_is_found_as_it_stands_and_its_nearest_is_named(client: Client) -> None:
    with pytest.raises(KeyError, match="did you mean 'whale'"):
        kam.findings.find(client, only="whales")


def test_needs_of_findings_are_all_of_them_askable(client: Client) -> None:
    asked = {
        part for spec in kam.findings.specs().values() for need in (*spec.needs.tables, *spec.needs.one_of)
        for part in need.split(requirements.AND)
    }  # fmt: skip
    assert asked
    assert {client.has(need) for need in asked} <= {True, False}
