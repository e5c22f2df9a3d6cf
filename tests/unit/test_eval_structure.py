"""The measure of statutes: marks are the truth, and what they say is what is looked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.structure import main, marked, measure, unmarked

STATUTE = (
    "## 第一章 总 则\n\n第一条 为了保护茶园，制定本条例。\n\n第二条 有下列情形的，依照\n\n第九条规定办理。\n\n"
    "## 第二章 种植\n\n### 第一节 选址\n\n第三条 选址应当合理。\n\n（一）向阳；\n\n（二）近水。\n\n第三条之一 不得毁林。"
)


def shelf(folder: Path, text: str) -> Path:
    row = {"id": "law_1", "title": "云溪市茶园条例", "text": text}
    (folder / "docs.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    return folder


def test_marks_become_places() -> None:
    articles, chapters = marked(STATUTE)
    assert (("第二章", "第一节"), "第三条之一", "不得毁林。") in articles
    assert articles.total() == 4
    assert set(chapters) == {
        ((), "第一章", "总则"),
        ((), "第二章", "种植"),
        (("第二章",), "第一节", "选址"),
    }


def test_marked_contents_are_no_chapters() -> None:
    contents = "## 第一章 总则\n\n## 第二章 种植\n\n## 第三章 附则\n\n"
    body = "## 第一章 总则\n\n第一条 甲。\n\n## 第二章 种植\n\n第二条 乙。\n\n## 第三章 附则\n\n第三条 丙。"
    assert marked(contents + body)[1].total() == 3


def test_everything_is_found_again(tmp_path: Path) -> None:
    result, articles, chapters = measure(shelf(tmp_path, STATUTE))
    assert (result["article_recall"], result["article_precision"]) == (1.0, 1.0)
    assert (result["chapter_recall"], result["chapter_precision"]) == (1.0, 1.0)
    assert (articles.wanted, chapters.wanted) == (4, 3)
    assert "#" not in unmarked(STATUTE)


def test_the_command_prints_one_object_or_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(shelf(tmp_path, STATUTE))]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == 1
    assert main([str(tmp_path / "nobody")]) == 1
    assert "docs.jsonl" in capsys.readouterr().err
