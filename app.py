"""Starts the browser app; `python app.py <command>` is the command line."""

from __future__ import annotations

import sys

from assistant.cli import main

if __name__ == "__main__":
    sys.exit(main())
