"""The words for each problem, by its code: what is wrong and what was done, and what to do."""

from kamlib.tables.checks import entries, outcomes, promised
from kamlib.tables.lines import cutoff
from kamlib.tables.wording import columns, customers, dates, doubtful, kinds, left_out, money, opened, signs

#: Code → (what is wrong and what was done, what to do).
WORDS = {
    **columns.WORDS,
    **customers.WORDS,
    **dates.WORDS,
    **doubtful.WORDS,
    **kinds.WORDS,
    **left_out.WORDS,
    **money.WORDS,
    **opened.WORDS,
    **signs.WORDS,
    **cutoff.WORDS,
    **entries.WORDS,
    **promised.WORDS,
    **outcomes.WORDS,
}
