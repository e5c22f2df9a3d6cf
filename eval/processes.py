"""What a process and its children hold of the machine (Linux: /proc)."""

from __future__ import annotations

from pathlib import Path

_KILOBYTE = 1024 / 1e6  # in megabytes


def memory_of(pid: int) -> float:
    """Megabytes that a process and its children hold together, a page that several share counted once (proportional
    set size); 0 where the system does not tell."""
    return sum(_told(member).get("Pss", 0.0) for member in family_of(pid))


def own_memory_of(pid: int) -> float:
    """As `memory_of`, without the pages of files on the disk, which the system takes back when it needs them."""
    told = [_told(member) for member in family_of(pid)]
    return sum(member.get("Pss", 0.0) - member.get("Pss_File", 0.0) for member in told)


def _told(process: int) -> dict[str, float]:
    """What /proc/…/smaps_rollup says of a process, in megabytes; nothing of one that has ended meanwhile."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return {}
    return {name: int(rest.split()[0]) * _KILOBYTE for name, _, rest in (line.partition(":") for line in lines)}


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
