"""What `import kamlib` costs over `import pandas`: medians of fresh processes, taken in turns."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time


def seconds(statement: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def main(rounds: int = 9) -> None:
    pandas, kamlib = [], []
    for _ in range(rounds):
        pandas.append(seconds("import pandas"))
        kamlib.append(seconds("import kamlib"))
    base, ours = statistics.median(pandas), statistics.median(kamlib)
    print(f"import pandas {base:.3f} s, import kamlib {ours:.3f} s: {ours - base:+.3f} s, ratio {ours / base:.2f}")


if __name__ == "__main__":
    main()
