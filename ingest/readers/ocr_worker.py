"""The process that recognises text: pictures come in by standard input, lines of JSON go out by standard output.

Run as a file of its own (`python -P ocr_worker.py`), so it imports nothing of this project. It ends when its input
does, that is also when the process that started it was killed. A picture is its width and height (two big-endian
32-bit numbers) and one byte of grey a pixel, row by row; the answer is `[[text, [x1, y1, … x4, y4]], …]` in pixels,
or `{"error": …}`.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from typing import Any, BinaryIO

HEADER = struct.Struct(">II")
MAX_SIDE = 4096
_DETECT_SIDE = 1280  # finding lines needs less than reading them; at 200 dpi it halves the time of a page
# Address space: a page takes 1.6 GB of it and uses 0.6 GB; a freak picture fails instead of filling the machine.
_MAX_MEMORY = 4 << 30


def main() -> None:
    threads = int(sys.argv[1])
    # ONNX Runtime reports to its maker unless this is set before it is loaded; calling its own switch comes too late
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not be taken for an answer
    limit_memory()
    engine = _engine(threads)
    answers.write('"ready"\n')
    answers.flush()
    while (picture := _next(sys.stdin.buffer)) is not None:
        try:
            answer: Any = _read(engine, *picture)
        except Exception as error:  # one bad picture is an answer, not an end
            answer = {"error": type(error).__name__}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def limit_memory() -> None:
    """Bounds the address space of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    given, most = resource.getrlimit(resource.RLIMIT_AS)
    if given == resource.RLIM_INFINITY or given > _MAX_MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, most))


def _engine(threads: int) -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,  # it only finds lines that stand on their head
            "Global.max_side_len": MAX_SIDE,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECT_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _next(stream: BinaryIO) -> tuple[int, int, bytes] | None:
    head = stream.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    width, height = HEADER.unpack(head)
    pixels = stream.read(width * height)
    return (width, height, pixels) if len(pixels) == width * height else None


def _read(engine: Any, width: int, height: int, pixels: bytes) -> list[tuple[str, list[float]]]:
    import numpy as np

    grey = np.frombuffer(pixels, dtype=np.uint8).reshape(height, width)
    found = engine(np.repeat(grey[:, :, None], 3, axis=2))
    if found.boxes is None or found.txts is None:
        return []
    return [
        (text, [round(float(value), 1) for value in box.reshape(-1)])
        for box, text in zip(found.boxes, found.txts, strict=True)
    ]


if __name__ == "__main__":
    main()
