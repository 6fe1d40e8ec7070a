"""A process that opens a workbook first, in little memory: what a damaged one does to it ends with it.

It is run as a file by itself, and so imports nothing of the package. It reads the workbook from standard input and
writes the number of rows and columns of each sheet as a line of JSON.
"""

from __future__ import annotations

import io
import json
import sys

#: Bytes of memory that it may take, where the system lets that be set.
MEMORY = 2**30


def main() -> None:
    """Open the workbook on standard input, and say how large its sheets are."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):  # a system that has no such limit
        pass
    import python_calamine

    with python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read())) as workbook:
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        sys.stdout.write(json.dumps([[sheet.total_height + 1, sheet.total_width + 1] for sheet in sheets]))


if __name__ == "__main__":
    main()
