"""What a learner finds is what was built into the embedded client, and what the report says."""

from __future__ import annotations

import json

import kamlib as kam
from kamlib._paths import shipped
from kamlib.course.lessons import exercise
from kamlib.course.lessons.lesson_1_4 import SMALL, _today
from kamlib.course.lessons.lesson_2_2 import _life
from kamlib.findings import find
from kamlib.world import make

TRUTH = json.loads((shipped("datasets") / "machinery" / "truth.json").read_text("utf-8"))
WHO = {name: set(ids) for name, ids in TRUTH["who"].items()}


def test_who_earns_on_goods_and_loses_once_served_was_made_dear_to_serve(client: kam.Client) -> None:
    turned = exercise("1-3.3").expected(client)
    lasting = {c for c, left in TRUTH["after_serving"].items() if left < 0}
    assert turned <= lasting
    assert WHO["costly_small"] <= turned
    assert turned <= WHO["costly_small"] | WHO["harsh_terms"] | WHO["small_with_potential"]


def test_the_large_who_are_no_key_accounts_are_the_buyers_on_harsh_terms(client: kam.Client) -> None:
    assert exercise("1-4.2").expected(client) == WHO["harsh_terms"]


def test_the_small_who_rose_to_the_list_are_those_who_were_made_to_grow(client: kam.Client) -> None:
    today = _today(client)
    risen = set(today.loc[today["rank_first"] > SMALL, "customer_id"])
    assert risen
    assert risen <= WHO["growing"]


def test_a_large_book_has_one_list_of_the_best_in_lesson_and_report() -> None:
    large = kam.Client(make(customers=400, lines=5000).orders)
    assert _life(large).top == find(large, only=["list_life"])["list_life"].facts["top"] == 60
