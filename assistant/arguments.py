"""The command line's own words in Chinese: argparse has them in English, and no Chinese catalogue."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

# how argparse puts a mistake, and how we do; what fits none of them is said as it is
_MISTAKES = tuple(
    (re.compile(english), chinese)
    for english, chinese in (
        (r"the following arguments are required: (.+)", r"缺少\1"),
        (r"unrecognized arguments: (.+)", r"不认识“\1”"),
        (r"argument (\S+): invalid choice: '(.*?)' \(choose from (.+)\)", r"\1不能是“\2”，可以是\3"),
        (r"argument (\S+): expected (?:one|at least one) argument", r"\1后面要写一个值"),
        (r"argument (\S+): invalid int value: '(.*)'", r"\1要写整数，不能是“\2”"),
        (r"argument (\S+): ignored explicit argument '(.*)'", r"\1后面不能写“\2”"),
        (r"ambiguous option: (\S+) could match (.+)", r"“\1”可以指\2，请写全"),
        (r"one of the arguments (.+) is required", r"\1要写一个"),
    )
)


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help and mistakes are Chinese."""

    def __init__(self, **options: Any) -> None:
        with_help = options.pop("add_help", True)
        super().__init__(**options, add_help=False, formatter_class=_Help)
        if with_help:  # what is only a parent of others keeps the titles by which it is merged into theirs
            self._positionals.title, self._optionals.title = "参数", "选项"
            self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"用法有误：{_in_chinese(message)}。用 --help 查看说明。\n")


def _in_chinese(message: str) -> str:
    for english, chinese in _MISTAKES:
        if found := english.fullmatch(message):
            return re.sub(r"', '|, ", "、", found.expand(chinese)).replace("'", "")
    return message


class Commands:
    """Where commands are added; every one takes the common options. `app.py` adds those of the layers above by it."""

    def __init__(self, owner: argparse.ArgumentParser, common: argparse.ArgumentParser, *, required: bool) -> None:
        self._common = common
        self._commands = owner.add_subparsers(title="命令", metavar="命令", required=required)

    def add(
        self, name: str, help_text: str, run: Callable[[argparse.Namespace], int] | None = None
    ) -> argparse.ArgumentParser:
        """A command that `run` carries out; it returns the exit status."""
        sub = self._commands.add_parser(name, help=help_text, description=help_text, parents=[self._common])
        if run is not None:
            sub.set_defaults(run=run)
        return sub

    def group(self, name: str, help_text: str) -> Commands:
        """A command that consists of commands, one of which must be given."""
        return Commands(self.add(name, help_text), self._common, required=True)
