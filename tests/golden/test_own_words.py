"""No sentence of the shared material stands in the repository: what is written here is our own."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUN = 20  # Han characters alike in a row: ××市国民经济和社会发展第十四个五年规划 has 19
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def _pieces(text: str) -> set[str]:
    found = _HAN.findall("".join(unicodedata.normalize("NFKC", text).split()))
    return {run[i : i + RUN] for run in found for i in range(len(run) - RUN + 1)}


def test_no_words_of_the_shared_material(shared: Path) -> None:
    foreign: set[str] = set()
    for path in (*(shared / "corpus").rglob("*.txt"), *(shared / "gold").glob("*.json*")):
        foreign |= _pieces(path.read_text(encoding="utf-8"))
    assert len(foreign) > 2_000
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    borrowed = {}
    for name in filter(None, tracked.stdout.split("\0")):
        path = ROOT / name
        if path.suffix not in {".py", ".md", ".txt", ".jsonl", ".json", ".toml"} or not path.is_file():
            continue
        if alike := foreign & _pieces(path.read_text(encoding="utf-8")):
            borrowed[name] = sorted(alike)[:3]
    assert borrowed == {}
