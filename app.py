"""Starts the browser app; `python app.py <command>` is the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

# onnxruntime (OCR; chromadb knows it too) phones home unless this stands before it loads
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from assistant import cli
from eval.cli import evaluations, register


def main(argv: Sequence[str] | None = None) -> int:
    """The whole command line: the assistant's commands, and those of the evaluation."""
    return cli.main(argv, extend=register, evaluations=evaluations)


if __name__ == "__main__":
    sys.exit(main())
