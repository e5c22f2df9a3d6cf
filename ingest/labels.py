"""Fields of a paper's frame, as they stand in it: a label, a colon, what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence

# what stands before 主动公开, 不予公开, 是, 否: the one list for all who read or keep apart such a line
DISCLOSURE_LABEL = (
    r"(?:公开(?:方式|属性)|(?:(?:政府)?信息公开(?:方式|属性|类别|类型|选项)?|公开(?:类别|类型|选项)|"
    r"是否(?:同意|可以|予以)?公开)(?=\s*(?:[：:]|$)))"
)


def labelled(lines: Sequence[str], name: str) -> str | None:
    """What the first of some lines says behind a label, `name` as a pattern; None where none has it."""
    for line in lines:
        match = re.search(rf"(?:^|[（(\s])(?:{name})\s*[：:]\s*(.+?)\s*[）)]?$", line)
        if match:
            return match.group(1).strip().rstrip("。．.；; ") or None
    return None
