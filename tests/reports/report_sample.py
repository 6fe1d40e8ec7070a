"""A small made-up report, for tests of the formats: every part filled, names that try to escape."""

from __future__ import annotations

from pathlib import Path

from kamlib.reports import results as r
from kamlib.reports.cells import Column, Table
from kamlib.words import count, money, percent, speaking

NASTY = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "X" * 300,
    "\u202egnitset\u202c GmbH",
    "@SUM(1+1)",
    "+49 Pumpen & Söhne",
    "-2 Ltd",
    "上海泵业 #[*] $x_1$",
    "a\"b'c\\d`e",
    "</style></svg>",
    "{{ 7*7 }}",
)
CURRENCY = "CNY"


def accounts() -> Table:
    """Twenty accounts, the last two at a loss; the first dozen have names that try to do harm."""
    columns = [
        Column(key="customer_id", label="Customer", kind="text"),
        Column(key="name", label="Name", kind="text"),
        Column(key="tier", label="Tier", kind="text"),
        Column(key="revenue", label="Revenue", kind="money"),
        Column(key="profit", label="Profit", kind="money"),
        Column(key="margin", label="Margin", kind="share"),
        Column(key="orders", label="Orders", kind="count"),
        Column(key="last_date", label="Last order", kind="date"),
    ]
    rows = []
    for i in range(20):
        name = NASTY[i] if i < len(NASTY) else f"Customer {i + 1}"
        revenue = round(1_000_000 / (i + 1), 2)
        profit = round(revenue * (0.25 if i < 18 else -0.1), 2)
        tier = "Platinum" if i < 2 else "Gold" if i < 5 else "Iron" if i < 18 else "Lead"
        rows.append([f"C{i + 1:03d}", name, tier, revenue, profit, profit / revenue, 20 - i, "2024-11-30"])
    return Table(columns=columns, rows=rows)


def finding(id_: str, chapter: str, title: str, value: float | None) -> r.FindingPage:
    """One finding with a table, a figure, advice and a note."""
    source = r.SourceLine(
        first_date="2021-01-01",
        last_date="2024-12-31",
        as_of="2024-12-31",
        customers=20,
        lines=210,
        basis="profit",
        currency=CURRENCY,
        written="Orders 2021-01-01 to 2024-12-31, n = 20 customers, basis profit, CNY",
    )
    whole = accounts()
    keep = [1, 3, 4, 5]
    return r.FindingPage(
        id=id_,
        row="K2",
        chapter=chapter,
        title=title,
        summary="Four customers carry the business. The rest together bring less than the largest alone.",
        facts={"share": 0.8, "n": 4},
        columns=[whole.columns[i] for i in keep],
        rows=[[row[i] for i in keep] for row in whole.rows[:6]],
        figure=id_,
        alt="Line that rises to 80 % over four of twenty customers.",
        advice=[
            r.AdviceLine(
                text="Name one person in charge of each of the four.",
                owner="sales_director",
                owner_label="Sales director",
                within_days=30,
                money_a_year=value,
                low=None if value is None else 0.0,
                high=value,
                at_most=value is not None,
                stake="" if value is None else "loss" if value > 100_000 else "shortfall",
                method="" if value is None else "Money to get back: what they lose.",
                confidence="" if value is None else "high",
                first_date=None if value is None else "2024-01-01",
                last_date=None if value is None else "2024-12-31",
                months=None if value is None else 12.0,
                unvalued="It keeps what is there." if value is None else "",
            ),
        ],
        notes=["Cost of visits is not in the profit."],
        source=source,
        lesson="1-2-eighty-twenty",
    )


def client() -> r.ClientFacts:
    """The client, with a name that tries to escape."""
    return r.ClientFacts(
        name="Huaxin & <Söhne> 华信泵业",
        currency=CURRENCY,
        source="orders.xlsx",
        first_date="2021-01-01",
        last_date="2024-12-31",
        as_of="2024-12-31",
        basis="profit",
        customers=20,
        lines=210,
    )


def summary() -> r.Summary:
    """The first page, its numbers in the language in use."""
    return r.Summary(
        title="Two of the ten largest customers cost money",
        situation="20 customers bring a profit of CN¥899K.",
        complication="Two of them cost money.",
        answer=[
            r.AdviceLine(
                text="Give the four best their own service level.",
                owner="sales_director",
                owner_label="Sales director",
                within_days=30,
                unvalued="It keeps what is there.",
            )
        ],
        numbers=[
            r.KeyNumber(label="Profit", value=899_434.0, written=money(899_434, CURRENCY)),
            r.KeyNumber(label="Share of the top fifth", value=0.58, written=percent(0.58)),
            r.KeyNumber(label="Loss makers", value=2, written=count(2)),
        ],
    )


def key_accounts() -> Table:
    """The list: the first four accounts, with the reason."""
    columns = [
        Column(key="name", label="Name", kind="text"),
        Column(key="profit", label="Profit", kind="money"),
        Column(key="reason", label="Reason", kind="text"),
    ]
    reason = "In the fifth that brings 80%; lasting"
    return Table(columns=columns, rows=[[row[1], row[4], reason] for row in accounts().rows[:4]])


def tiers() -> r.Tiers:
    """Where each tier starts; the lowest has no start."""
    starts = {"Platinum": 125_000.0, "Gold": 50_000.0, "Iron": 1.0, "Lead": None}
    thresholds = [r.Threshold(key=label.lower(), label=label, value=value) for label, value in starts.items()]
    return r.Tiers(by="profit", thresholds=thresholds)


def quality() -> r.Quality:
    """Five rows left out, and the problem that says so."""
    problem = r.ProblemLine(
        code="void-rows",
        level="note",
        rows=5,
        money=1234.5,
        message="5 void rows left out.",
        remedy="Remove the status column to count them.",
    )
    left_out = [r.LeftOut(reason="Void", rows=5, money=1234.5)]
    return r.Quality(rows_read=215, rows_used=210, left_out=left_out, problems=[problem])


def make(language: str = "en") -> r.Results:
    """Return the sample; the texts stay English but for numbers, which follow the language."""
    with speaking(language):
        first_page = summary()
        rate = r.Assumption(label="Cost of capital a year", value=0.08, written=percent(0.08), source="Policy")
    return r.Results(
        template="portfolio",
        language=language,
        client=client(),
        summary=first_page,
        findings=[
            finding("concentration", "profit", "Four customers bring 80% of profit", 500_000.0),
            finding("whale", "profit", "Two customers take back 2% of profit", 12_345.6),
            finding("tiers", "key_accounts", "Two platinum customers deserve the general manager", None),
        ],
        key_accounts=key_accounts(),
        accounts=accounts(),
        tiers=tiers(),
        quality=quality(),
        not_computed=[r.NotComputed(id="satisfaction", label="Satisfaction", missing=["Survey"])],
        assumptions=[rate],
        glossary=[r.GlossaryLine(key="margin", label="Margin", about="Profit as a share of revenue.")],
        parameters={"template": "portfolio", "language": language},
    )


def write_sample(folder: Path, language: str = "en") -> r.Results:
    """Write results.json and one small figure a finding into a folder, as the kernel does."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    results = make(language)
    r.save(results, folder)
    (folder / "figures").mkdir(exist_ok=True)
    for page in results.findings:
        figure = Figure(figsize=(6, 3))
        FigureCanvasAgg(figure)
        figure.subplots().plot([0, 4, 20], [0, 0.8, 1])
        with mpl.rc_context({"svg.hashsalt": "sample"}):
            figure.savefig(folder / "figures" / f"{page.figure}.svg", metadata={"Date": None})
        figure.savefig(folder / "figures" / f"{page.figure}.png", dpi=150)
    return results
