"""What lies in a library's folder, its home: the name of every file and folder there, written down here alone.

What becomes of each when the library is backed up, and when a backup is put in its place (`backup/`), stands with it.
"""

from __future__ import annotations

import re

# the library itself: backed up whole
REGISTER = "register.sqlite3"  # the truth
FILES = "files"  # a copy of every original, of removed documents too as long as they can be brought back
# an original's name begins with its document's id; nothing in it can lead to another folder. Its suffix is one that the
# readers know; earlier versions kept whatever stood behind the last dot, as long as a file's name may be
ORIGINAL = re.compile(r"[0-9a-f]{16}(?:\.[^/\\:.\x00-\x1f]{1,238})?")

# what the house set up: backed up where it exists
SETTINGS = "settings.toml"
LETTERHEAD = "templates/letterhead.docx"  # the office's own
BACKED_UP = (SETTINGS, LETTERHEAD)

# what belongs to people, not to the documents: in no backup, and carried over from the library that is replaced
CONVERSATIONS = "conversations.sqlite3"
HISTORY = "history.jsonl"  # how answers came about; history.1.jsonl… were set aside
REMARKS = "remarks.jsonl"
BATCHES = "batches"
SETS = "sets"  # of questions, for evaluations
EVALUATIONS = "evaluations"
# carried over too, for it took hours: pages that were recognised
PAGES = "pages"
CARRIED_OVER = (f"{CONVERSATIONS}*", "history*.jsonl", REMARKS, BATCHES, SETS, EVALUATIONS, PAGES)  # as patterns

# what is made anew: neither backed up nor carried over
CACHE = "cache"  # (`vectorstore/index.py`)
INCOMING = "incoming"  # copies that are being read
LOCK = "lock"
FAULTS = "faults.log"  # tracebacks of what nobody could foresee
BACKUPS = "backups"
