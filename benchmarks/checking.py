"""What an answer costs: CPU seconds of each exercise's first and second check, each exercise on a fresh client.

The answer is a wrong one that no known mistake leads to: nothing is left out. `--warm`: with the accounts known,
as they are once a lesson has shown them.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import kamlib as kam
from kamlib.course import lessons
from kamlib.course.checking import judge
from kamlib.course.exercise import Exercise

#: No number, text or list of any exercise comes to this.
WRONG = -12.3456789


def seconds(exercise: Exercise, client: kam.Client) -> float:
    start = time.process_time()
    judge(exercise, WRONG, client)
    return time.process_time() - start


def main(*, warm: bool) -> None:
    embedded = kam.load("machinery")
    exercises = [e for lesson in lessons.lessons() for e in lesson.exercises]
    for exercise in exercises:  # what is imported on first use is no cost of the exercise
        judge(exercise, WRONG, embedded)
    first, second = [], []
    for exercise in exercises:
        client = replace(embedded)
        if warm:
            _ = client.accounts
        first.append(seconds(exercise, client))
        second.append(seconds(exercise, client))
        print(f"{exercise.id:8s} first {first[-1]:.3f} s, second {second[-1] * 1000:.1f} ms")
    print(
        f"{len(exercises)} exercises: first at most {max(first):.3f} s, second at most {max(second) * 1000:.1f} ms"
    )


if __name__ == "__main__":
    main(warm="--warm" in sys.argv)
