"""The command line. Data goes to standard output, everything else to standard error.

Exit status: 0 done; 1 a problem the user can act on, said in one Chinese line; 2 wrong usage; 130 stopped by Ctrl-C.
Heavy modules are imported inside the commands, so that help comes at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.arguments import Commands, Parser
from ingest.errors import InputError, LibraryError, UserError

__all__ = ["Commands", "main"]


def main(
    argv: Sequence[str] | None = None,
    extend: Callable[[Commands], None] | None = None,
    evaluations: Callable[[Any, Any], Any] | None = None,
) -> int:
    """Runs a command; no command starts the browser app. Returns the exit status.

    `extend` adds more commands; `evaluations` makes what the page 评测 shows, of the settings and the assistant.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a file's name may hold half a character
    arguments = argparse.Namespace()
    try:
        arguments = _parser(extend).parse_args(argv)
        arguments.evaluations = evaluations
        command = getattr(arguments, "run", _serve)
        return int(command(arguments) or 0)
    except UserError as error:
        if getattr(arguments, "debug", False):
            raise
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if getattr(arguments, "debug", False):
            raise
        from assistant.faults import told

        print(told(error, lambda: _load(arguments).home), file=sys.stderr)
        return 1


def _parser(extend: Callable[[Commands], None] | None) -> argparse.ArgumentParser:
    common = Parser(add_help=False)
    common.add_argument(
        "--home", metavar="文件夹", default=argparse.SUPPRESS, help="资料库文件夹（或环境变量 ZHENGWEN_HOME）"
    )
    common.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="出错时显示详细信息")
    parser = Parser(
        prog="zhengwen", description="政问：向一批政策文件提问，得到带文号和条款的简短答案。", parents=[common]
    )
    commands = Commands(parser, common, required=False)
    command = commands.add
    sub = command("ingest", "把文件或文件夹导入资料库", _ingest)
    sub.add_argument("paths", nargs="+", type=Path, metavar="路径")
    sub.add_argument("--json", action="store_true", help="每个文件输出一行JSON")
    sub.add_argument("--jobs", type=int, default=0, metavar="N", help="用几个进程读文件（默认看处理器核数和文件多少）")
    sub = command("docs", "查看或移出资料库里的文件", _docs)
    sub.add_argument(
        "action",
        metavar="动作",
        choices=["list", "show", "remove", "restore", "purge"],
        help="list 列出，show 查看，remove 移出，restore 撤销移出，purge 彻底删除移出了的",
    )
    sub.add_argument("name", metavar="名", nargs="?", help="文件编号、文件名、文号或标题")
    sub.add_argument("--removed", action="store_true", help="list 列出还能撤销的移出")
    sub.add_argument("--json", action="store_true")
    sub = command("outline", "读一个文件，显示它的信头和条款", _outline)
    sub.add_argument("file", type=Path, metavar="文件")
    sub.add_argument("--json", action="store_true")
    sub = command("search", "查找相关段落", _search)
    sub.add_argument("question", metavar="问题")
    sub.add_argument("-k", type=int, default=10, metavar="N", help="返回多少段（默认10）")
    sub.add_argument("--json", action="store_true")
    sub = command("ask", "提一个问题", _ask)
    sub.add_argument("question", metavar="问题")
    sub.add_argument("--json", action="store_true")
    sub = command("batch", "一次回答一份清单里的所有问题", _batch)
    sub.add_argument("source", type=Path, metavar="清单", help=".jsonl、.csv 或 .xlsx")
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="结果", help=".jsonl、.csv 或 .xlsx")
    sub.add_argument(
        "--group", nargs="?", const="", metavar="列名", help="这一列相同的行是一次对话（默认“对话”或“分组”）"
    )
    sub.add_argument("--jobs", type=int, default=0, metavar="N", help="同时回答几题（默认按处理器核数；有语言模型时4）")
    sub = command("draft", "起草一份提案或建议的答复函", _draft)
    sub.add_argument("proposal", type=Path, metavar="提案", help=".docx、.pdf、.txt 等")
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="答复函", help=".docx")
    sub.add_argument("--json", type=Path, metavar="文件", help="另存一份JSON")
    sub = command("check", "核对一份答复函：数字、文号、名称、编号、格式", _check)
    sub.add_argument("letter", type=Path, metavar="答复函")
    sub.add_argument("--proposal", type=Path, metavar="提案", help="同时核对是否逐条答复了这份提案")
    sub.add_argument("--json", action="store_true", help="每处问题输出一行JSON")
    sub = command("history", "显示每次答复是怎么来的", _history)
    sub.add_argument("--json", action="store_true", help="每次答复输出一行JSON")
    command("settings", "显示正在使用的设置", _settings)
    sub = command("backup", "把资料库备份成一个文件", _backup)
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="备份", help=".zip")
    sub = command("restore", "用备份恢复出资料库", _restore)
    sub.add_argument("source", type=Path, metavar="备份", help=".zip")
    sub.add_argument("--replace", action="store_true", help="换下--home里现有的资料库，原来的改名留在旁边")
    sub = command("serve", "打开浏览器应用", _serve)
    sub.add_argument("--host", metavar="地址", help="监听地址（默认127.0.0.1）")
    sub.add_argument("--port", metavar="端口", help="端口（默认7860）")
    sub.add_argument("--auth", metavar="人员文件", help="要登录才能使用；没有这个文件时建立它，不加时只有本机能打开")
    sub.add_argument("--new-admin", action="store_true", help="再打印一个建立管理员的链接（唯一的管理员忘了密码时）")
    if extend is not None:
        extend(commands)
    return parser


def _load(arguments: argparse.Namespace) -> Any:
    from assistant.settings import load_settings

    return load_settings(vars(arguments))


def _standing(arguments: argparse.Namespace) -> Any:
    """The settings of a library that is there: what only reads one must not make one where --home was mistyped.

    Raises LibraryError where none is.
    """
    from assistant.home import REGISTER, SETTINGS

    settings = _load(arguments)
    home = settings.home
    begun = home.is_dir() and (not any(home.iterdir()) or any((home / name).exists() for name in (REGISTER, SETTINGS)))
    if not begun:
        raise LibraryError(f"“{home}”里没有资料库，请检查--home写的文件夹；要新建，请先用 ingest 导入文件。")
    return settings


def _dump(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _progress(what: str, done: int, total: int) -> None:
    if sys.stderr.isatty() and total > 1:
        print(f"\r{what} {done}/{total}\033[K", end="\n" if done >= total else "", file=sys.stderr, flush=True)


def _ingest(arguments: argparse.Namespace) -> int:
    from assistant.ingest_command import ingest

    return ingest(_load(arguments), arguments.paths, arguments.jobs, _progress, as_json=arguments.json)


def _docs(arguments: argparse.Namespace) -> int:
    from assistant.docs_command import docs

    return docs(
        _standing(arguments), arguments.action, arguments.name or "", removed=arguments.removed, as_json=arguments.json
    )


def _outline(arguments: argparse.Namespace) -> int:
    from assistant.docs_command import print_outline
    from assistant.rows import outline_row
    from ingest.pipeline import parse

    document = parse(arguments.file)
    if arguments.json:
        _dump(outline_row(document))
    else:
        print_outline(document)
    return 0


def _search(arguments: argparse.Namespace) -> int:
    from assistant.build import open_library
    from assistant.rows import hit_row

    if arguments.k < 1:
        raise InputError("-k 必须是正整数，请改正后再试。")
    with open_library(_standing(arguments), _progress) as library:
        rows = []
        for hit in library.search(_question(arguments), min(arguments.k, library.passage_count())):
            document = library.document(hit.chunk.doc_id)
            assert document is not None
            rows.append(hit_row(hit, document))
    if arguments.json:
        _dump(rows)
    for row in rows if not arguments.json else ():
        name = row["doc_number"] or row["title"] or row["source"]
        print(f"{row['rank']}. {name} {row['section']}  {row['score']}  {'+'.join(row['found_by'])}")
        print(f"   {row['text'][:120]}")
    return 0


def _question(arguments: argparse.Namespace) -> str:
    from assistant.storable import storable

    question = storable(arguments.question).strip()
    if not question:
        raise InputError("问题是空的，请写下问题再试。")
    return question


def _ask(arguments: argparse.Namespace) -> int:
    from assistant.build import open_assistant
    from assistant.rows import answer_row, place
    from assistant.schema import Question

    with open_assistant(_standing(arguments), _progress) as assistant:
        row = answer_row(assistant.ask(Question(_question(arguments))))
    if arguments.json:
        _dump(row)
        return 0
    print(row["answer"])
    for citation in row["citations"]:
        print(f"[{citation['marker']}] {place(citation)}  “{citation['quote']}”")
    for warning in row["warnings"]:
        print(f"注意：{warning}", file=sys.stderr)
    return 0


def _batch(arguments: argparse.Namespace) -> int:
    from assistant.batches.command import answer_list

    if arguments.jobs < 0:
        raise InputError("--jobs 不能小于0（写0和不写一样，由程序决定），请改正后再试。")
    return answer_list(
        _standing(arguments), arguments.source, arguments.output, arguments.group, arguments.jobs, _progress
    )


def _draft(arguments: argparse.Namespace) -> int:
    from assistant.letter_commands import draft

    return draft(lambda: _standing(arguments), arguments.proposal, arguments.output, arguments.json, _progress)


def _check(arguments: argparse.Namespace) -> int:
    from assistant.letter_commands import check

    return check(lambda: _standing(arguments), arguments.letter, arguments.proposal, _progress, as_json=arguments.json)


def _settings(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from assistant.settings import KEY

    for name, value in asdict(_load(arguments)).items():
        print(f"{name} = {value}")
    print(f"{KEY}：{'已设置' if os.environ.get(KEY) else '未设置'}")
    return 0


def _history(arguments: argparse.Namespace) -> int:
    from assistant.home import HISTORY
    from assistant.records.history import History

    for row in History(_standing(arguments).home / HISTORY).rows():
        if arguments.json:
            _dump(row)
        else:
            how = "拒答" if row.get("refused") else row.get("reader") if row.get("mode") != "llm" else row.get("model")
            print(f"{row.get('at')}  {row.get('question')}  →  {row.get('answer')}（{how}，{row.get('seconds')}秒）")
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    from assistant.backup.command import back_up

    return back_up(_load(arguments).home, arguments.output, _progress)


def _restore(arguments: argparse.Namespace) -> int:
    from assistant.backup.command import restore

    return restore(arguments.source, _load(arguments).home, _progress, replace=arguments.replace)


def _serve(arguments: argparse.Namespace) -> int:
    from assistant.serving import serve_owner, serve_people

    settings = _load(arguments)
    if settings.auth:
        serve_people(settings, _progress, new_administrator=getattr(arguments, "new_admin", False))
    else:
        serve_owner(settings, _progress, arguments.evaluations)
    return 0
