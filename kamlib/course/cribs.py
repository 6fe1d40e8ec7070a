"""The ten verbs that the lessons use, on one page: how each is written, and what does it in a spreadsheet."""

from __future__ import annotations

from kamlib.course.text import Text, tell
from kamlib.words import _

#: The verbs as code, in the order in which lessons bring them; `rows` says what each does.
VERBS = (
    'accounts["revenue"]', 'accounts[accounts["recency_days"] > 365]', "accounts.head(5)",
    'accounts.sort_values("revenue", ascending=False)', 'accounts["revenue"].sum()',
    'accounts["revenue"].cumsum()', 'visits.merge(customers, on="customer_id")',
    'table.loc["platinum", "revenue"]',
    'large["customer_id"].isin(best["customer_id"])', "def silent(days): …",
)  # fmt: skip


def rows() -> list[tuple[str, str, str]]:
    """Return the page line by line.

    Returns
    -------
    list of tuple
        Code, what it does, and what does the same in a spreadsheet.

    Examples
    --------
    >>> from kamlib.course.cribs import rows
    >>> len(rows())
    10
    """
    told = (
        (_("picks a column; two brackets `[[…]]` pick several"), _("select a column")),
        (_("keeps the rows with yes; join two conditions with `&`, each in round brackets; "
           "`.query(\"recency_days > 365\")` does the same"), _("filter")),
        (_("takes the first five rows; `.tail(5)` the last"), _("look at the top")),
        (_("sorts, largest first"), _("sort")),
        (_("adds up; `.mean()` averages, `.max()` takes the largest, `len(…)` counts rows"),
         _("SUM, AVERAGE, MAX")),
        (_("adds up row by row, down to each row"), _("running total")),
        (_("puts two tables side by side by a common column; `.map(…)` looks up one value for each row"),
         _("VLOOKUP")),
        (_("takes one row and column by name; `.iloc[0]` the first row"), _("click on a cell")),
        (_("yes or no for each row: is the value in the other list?"), _("COUNTIF")),
        (_("gives a calculation a name; what is in brackets may change"), _("a formula of your own")),
    )  # fmt: skip
    return [(code, does, like) for code, (does, like) in zip(VERBS, told, strict=True)]


def crib() -> Text:
    """Show the ten verbs of the course on one page.

    Returns
    -------
    Text
        A table, shown in a notebook.

    Examples
    --------
    >>> from kamlib.course import crib
    >>> str(crib()).count("accounts") > 4
    True
    """
    titles = (_("written"), _("what it does"), _("in a spreadsheet"))
    head = f"| {' | '.join(titles)} |\n|---|---|---|\n"
    lines = "\n".join(f"| `{code}` | {does} | {like} |" for code, does, like in rows())
    needs = _("A first line such as `%%needs orders.cost` skips the cell where your file lacks that column.")
    return tell(Text(f"{head}{lines}\n\n{needs}"))
