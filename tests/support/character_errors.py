"""How many characters of a recognised text are wrong."""

from __future__ import annotations


def character_error_rate(found: str, wanted: str) -> float:
    """Levenshtein distance in characters over the length of what was wanted; white space does not count."""
    found, wanted = "".join(found.split()), "".join(wanted.split())
    row = list(range(len(wanted) + 1))
    for n, a in enumerate(found, 1):
        above, row[0] = row[0], n
        for m, b in enumerate(wanted, 1):
            above, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, above + (a != b))
    return row[-1] / len(wanted)
