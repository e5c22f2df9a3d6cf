"""`eval collect`: what users said of answers becomes questions that wait for review.

A row is made once: running the command again adds what is new and leaves alone what a person has since edited. The
truth of a row is only proposed (the correction, or an answer that was called right, with its numbers and places), so
`review` says "pending" until somebody has looked; `eval run` passes over pending rows.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assistant.records.remarks import VERDICTS
from eval.schema import PENDING, UNANSWERABLE
from ingest.errors import InputError

_MARKER = re.compile(r"\[\d+\]")
_FIGURE = re.compile(r"\d[\d,.]*(?:万|亿)?[一-鿿%％]?")


def question_row(remark: Mapping[str, Any]) -> dict[str, Any]:
    """The question that a remark asks for, with the truth as far as the remark tells it."""
    said = _MARKER.sub("", str(remark.get("answer", "")))
    right, refused = remark.get("verdict") == "right", bool(remark.get("refused"))
    answer = str(remark.get("correction") or "") or (said if right else "")
    cited = [[f"{c.get('source', '')}|{c.get('section', '')}"] for c in remark.get("citations", []) if right]
    key = json.dumps([remark.get(name) for name in ("at", "question", "verdict")], ensure_ascii=False)
    return {
        "id": "FB" + hashlib.sha256(key.encode()).hexdigest()[:8],
        "question": str(remark.get("question", "")),
        "history": list(remark.get("history") or ()),
        "type": UNANSWERABLE if right and refused else "other",
        "answer": answer,
        "must_contain": [] if right and refused else [[figure] for figure in dict.fromkeys(_FIGURE.findall(answer))],
        "must_not_contain": [],
        "cite": [list(group) for group in dict.fromkeys(map(tuple, cited))],
        "review": PENDING,
        "note": f"{remark.get('at', '')} 用户评为“{VERDICTS.get(remark.get('verdict', 'wrong'), '有误')}”",
        "said": said,
    }


def collect(remarks: Iterable[Mapping[str, Any]], target: Path) -> int:
    """Adds a row for every remark that has none in `target` yet; returns how many.

    Raises InputError where the file cannot be read or written.
    """
    try:
        old = target.read_text(encoding="utf-8") if target.exists() else ""
        known = {json.loads(line)["id"] for line in old.split("\n") if line.strip()}
        fresh = {row["id"]: row for row in map(question_row, remarks) if row["id"] not in known}
        if fresh:
            lines = [json.dumps(row, ensure_ascii=False) for row in fresh.values()]
            draft = target.with_name(f".{target.name}.draft")
            draft.write_text("\n".join([*([old.rstrip("\n")] if old.strip() else []), *lines]) + "\n", "utf-8")
            draft.replace(target)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"“{target}”不是问题清单（每行一个带 id 的JSON对象），请换一个文件。") from error
    except OSError as error:
        raise InputError(f"“{target}”无法写入，请检查文件名是否太长、文件夹权限和磁盘空间。") from error
    return len(fresh)
