"""What a process and its children hold of the machine (Linux: /proc)."""

from __future__ import annotations

from pathlib import Path

_PAGE = 4096 / 1e6


def memory_of(pid: int) -> float:
    """Megabytes that a process and its children hold, pages that they share counted more than once; 0 where the system
    does not tell."""
    return _summed(pid, 1)


def own_memory_of(pid: int) -> float:
    """As `memory_of`, without the pages of files on the disk, which the system takes back when it needs them."""
    return memory_of(pid) - _summed(pid, 2)


def _summed(pid: int, field: int) -> float:
    """A field of /proc/…/statm (1: resident, 2: resident and of a file or shared) over a process and its children."""
    total = 0.0
    for member in family_of(pid):
        try:
            total += int(Path(f"/proc/{member}/statm").read_text().split()[field]) * _PAGE
        except (OSError, IndexError):
            continue  # gone meanwhile
    return total


def family_of(pid: int) -> set[int]:
    """A process and all below it."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue  # gone meanwhile
    family, last = {pid}, 0
    while len(family) != last:
        last = len(family)
        family |= {child for child, parent in parents.items() if parent in family}
    return family
