"""What a user reads when something goes wrong: one Chinese sentence, the traceback on standard error."""

from __future__ import annotations

import sys
import traceback

from ingest.errors import UserError

UNEXPECTED = "程序遇到了意外的问题，详情已写在运行窗口里；请再试一次，仍不行请联系管理员。"


def sentence_for(error: Exception) -> str:
    """The sentence to show. Only what users can act on speaks for itself; anything else is logged."""
    if isinstance(error, UserError):
        return str(error)
    traceback.print_exception(error, file=sys.stderr)
    return UNEXPECTED
