"""Order lines are worked up in ``facts``: who else touches them stands here, with the reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.project.test_layers import KAMLIB

#: Modules that may reach for the order lines of a book or client, and why facts do not serve them.
READ_LINES = {
    "book.py": "holds the lines, and tells what depends on them alone: days, how many, their sum, whose they are",
    "client.py": "keeps the accounts that are summed from them, and gives out the lines of a window",
    "contribution.py": "prices each line by the client's rates, which differ from line to line",
    "findings/alike.py": "asks in which months, and for what part of the money, lines say what serving costs",
    "findings/calls.py": "takes the lines that were known a year ago",
    "findings/cost_to_serve.py": "lists bills that were paid short, and retention still held, bill by bill",
    "findings/bridge.py": "asks facts what categories bring, by lines that were known on one day",
    "findings/customer_kinds.py": "hands them to the wing: rhythm and project months are of lines",
    "findings/judgement.py": "hands them to the wing: flags weigh single orders",
    "findings/leaving_events.py": "hands them to the wing: owners and prices are of single orders",
    "findings/review/scores.py": "hands the wing the lines of two dates: price level and collection are of lines",
    "findings/recoverable.py": "takes the lines of the customers it asks for, each up to its own last order",
    "findings/scorecard.py": "hands them to the wing: price level and collection are of lines",
    "findings/silence.py": "hands them to the wing: rhythm is of single order days",
    "findings/small_orders.py": "hands them to the wing: a minimum refuses single orders",
    "findings/terms_cost.py": "hands them to the wing: discounts and prices of twelve months",
    "findings/two_years.py": "hands the wing the lines of two years, as known by one day or by the end of each",
    "findings/watch.py": "hands them to facts: days of buying, and declines by product",
    "commands/check.py": "shows what was read: sums to the cent of the very lines, before anything is worked out",
    "manage/files/evidence.py": "shows what a file needs of single lines: products, spares, terms, overdue bills",
    "manage/owners.py": "takes who is named on the latest order line of each customer",
    "manage/year.py": "cuts the lines of twelve months for files",
    "manage/visits/topics.py": "hands them to the wing: rhythm is of single order days",
    "manage/policy/effects.py": "tries the rules of a policy on single orders, and takes those of the year before",
    "manage/policy/floor.py": "hands facts the lines of twelve months, with the discount that rules grant on each",
    "manage/development/look_alikes.py": "looks at customers of a year to any day, with traits of that year",
    "manage/golden_rules/behaviours.py": "asks whether an order followed a visit, and which customers were new",
    "manage/development/bought.py": "takes who bought what on which day: any span of days is one of its matrices",
    "reports/anonymise.py": "numbers customers by revenue, those without accounts too",
    "reports/assumptions.py": "names the channels that the lines know",
    "reports/compose.py": "takes the cost off the lines where a report shall do without it",
    "windows.py": "gives facts the lines that were known, and has each window of a book added up once",
    "reports/quality.py": "ties the money that is used to the money that was read, to the cent",
}

#: Functions outside of facts that group the order lines they are given, and why.
GROUP_LINES = {
    "classify/kinds.py:observe": "rhythm, projects and products of a customer, which nobody else asks for",
    "classify/misconceptions.py:_rates": "losses of quality by customer",
    "classify/scorecard.py:criteria": "sums as known on a day, with losses of quality",
    "course/reference.py:_adventureworks": "a published figure, worked out apart from the code that it checks",
    "course/reference.py:_cdnow": "a published figure, worked out apart from the code that it checks",
    "course/reference.py:_online_retail": "a published figure, worked out apart from the code that it checks",
    "keep/staying.py:first_and_last": "first and last day of a customer and the sales of its first half-year",
    "value/serving_steps.py:_handling": "an order's handling is shared out to its lines",
}

#: Where lines are read from files, made up, taught or worked into facts; none of these is looked at.
ELSEWHERE = ("facts/", "tables/", "world/", "datasets/", "course/lessons/", "periods/")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(KAMLIB.rglob("*.py")):
        name = file.relative_to(KAMLIB).as_posix()
        if not name.startswith(ELSEWHERE):
            yield name, ast.parse(file.read_text("utf-8"))


def reads_lines(tree: ast.AST) -> bool:
    """Tell whether a module reaches for the lines of a client or book, by the names that these go by."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in ("orders", "sold", "lines_within")
        and isinstance(node.value, ast.Name) and node.value.id in ("client", "book") for node in ast.walk(tree)
    )  # fmt: skip


def made_of_lines(tree: ast.AST) -> list[str]:
    """List what a module has a book make of its lines (``Book.fact``), and that is not made by ``facts``."""
    known = {
        alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("kamlib.facts.") for alias in node.names
    }  # fmt: skip
    makers = [
        ast.unparse(node.args[0]) for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fact"
    ]  # fmt: skip
    return [maker for maker in makers if maker not in known]


def groups_lines(tree: ast.AST) -> list[str]:
    """List the functions that group what they call orders or lines."""
    return [
        function.name for function in ast.walk(tree) if isinstance(function, ast.FunctionDef)
        and any(isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "groupby"
                and _named(call.func.value, ("orders", "lines", "client", "book")) for call in ast.walk(function))
    ]  # fmt: skip


def _named(what: ast.AST, names: tuple[str, ...]) -> bool:
    """Tell whether an expression begins with one of the names; what a function makes of them is another table."""
    if isinstance(what, ast.Call) and isinstance(what.func, ast.Name):
        return False
    if isinstance(what, ast.Name):
        return what.id in names
    return any(_named(part, names) for part in ast.iter_child_nodes(what))


def test_nobody_else_reaches_for_order_lines() -> None:
    own = {"book.py", "client.py"}  # they say ``self``
    assert {name for name, tree in modules() if reads_lines(tree)} | own == set(READ_LINES)


def test_nobody_else_groups_order_lines() -> None:
    shown = {"commands/check.py:_without_sales", "reports/anonymise.py:customer_ids"}  # see READ_LINES
    found = {f"{name}:{function}" for name, tree in modules() for function in groups_lines(tree)}
    assert found - shown == set(GROUP_LINES)


def test_a_book_is_asked_for_facts_by_the_functions_of_facts() -> None:
    assert {name: found for name, tree in modules() if (found := made_of_lines(tree))} == {}
    asked = "from kamlib.facts.orders import amounts\nfrom kamlib.value import mix\nclient.fact({})"
    assert made_of_lines(ast.parse(asked.format("amounts"))) == []
    assert made_of_lines(ast.parse(asked.format("mix.by_customer"))) == ["mix.by_customer"]
    assert made_of_lines(ast.parse(asked.format("lambda lines: lines"))) == ["lambda lines: lines"]


def test_a_new_reader_would_be_found() -> None:
    made = ast.parse(
        "def f(client):\n    g = client.orders\n    return g\n\ndef h(lines):\n    lines[x].groupby('a')\n"
    )
    assert reads_lines(made)
    assert groups_lines(made) == ["h"]
    assert not reads_lines(ast.parse("def f(seen):\n    return seen.orders"))
