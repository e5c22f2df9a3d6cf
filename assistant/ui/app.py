"""The browser app: the frame around the pages, and the server that shows it on this computer."""

from __future__ import annotations

import os

# Read by Gradio and huggingface_hub when they are imported: no usage reports, no look for newer versions.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import atexit
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from assistant.answering import Assistant
from assistant.people.tiers import Tiers
from assistant.records.conversations import Conversations
from assistant.records.notebook import Notebook
from assistant.ui.addresses import here, in_the_house
from assistant.ui.asking.ask_page import build_ask_page
from assistant.ui.desk import Desk, build_desk_pages
from assistant.ui.door.gate import House
from assistant.ui.door.visitors import per_visitor, whoever
from assistant.ui.drafting.draft_page import build_draft_page
from assistant.ui.first_page import FirstPage
from assistant.ui.handouts import Handouts
from assistant.ui.house import check_alone, for_one, for_people
from assistant.ui.listening import QUICK
from assistant.ui.look import ACCOUNT, HEADER, SETTINGS, TITLE, pane, style, theme
from assistant.ui.seams import Answering
from assistant.ui.shelf_page import build_shelf_page
from ingest.errors import SettingsError

MOST_BYTES = 200 * 1024 * 1024  # of an uploaded file, as the readers allow
WAITING = 32  # callers in the queue; more are told to come back
_HOUR = 3600
NO_DESK = Desk()


def build_app(
    assistant: Answering,
    notebook: Notebook | None = None,
    header: str = HEADER,
    desk: Desk = NO_DESK,
    handouts: Handouts | None = None,
) -> gr.Blocks:
    """The pages as one Gradio app, not yet served; what they make for people to take away goes to `handouts`."""
    _own_folder()
    handouts = handouts or Handouts()
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(_HOUR, _HOUR)) as blocks:
        pane(header, "zw-header")
        with gr.Tabs(elem_id="zw-pages"):
            with gr.Tab("问答", id="ask") as ask_tab:
                ask_page = build_ask_page(assistant, notebook, desk.remarks)
            with gr.Tab("拟稿", id="draft", render_children=True):
                build_draft_page(assistant, handouts, desk.letterhead)
            with gr.Tab("资料库", id="shelf", render_children=True) as shelf_tab:
                shelf_page = build_shelf_page(assistant)
            build_desk_pages(assistant, desk, handouts)
        for shown in (blocks.load, ask_tab.select):  # the shelf may have changed in another window
            shown(ask_page.refresh, [ask_page.turns], [ask_page.chat, *ask_page.suggestions], **QUICK)
        for shown in (blocks.load, shelf_tab.select):
            shown(shelf_page.refresh, [shelf_page.wanted], shelf_page.refreshed, **QUICK)
    blocks.queue(api_open=False, max_size=WAITING, default_concurrency_limit=2)
    return blocks


def launch(blocks: gr.Blocks, host: str = "127.0.0.1", port: int = 7860, middleware: Sequence[Middleware] = ()) -> str:
    """Starts serving in the background and returns the address. `middleware` stands before everything else."""
    _keep_to_this_computer()
    _check_port(host, port)
    try:
        blocks.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            inbrowser=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            run_history=False,
            enable_monitoring=False,
            show_error=False,
            allowed_paths=[],
            max_file_size=MOST_BYTES,
            max_threads=16,
            footer_links=[],
            theme=theme(),
            css=style(),
            app_kwargs={"middleware": [*middleware, Middleware(FirstPage)]},
        )
    except OSError as error:
        raise SettingsError(_taken(port)) from error
    return here(host, port)


def serve(
    assistant: Assistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    conversations: Conversations | None = None,
    desk: Desk = NO_DESK,
) -> None:
    """Shows the app to the owner of this computer until Ctrl+C.

    Raises SettingsError when the port is taken, and when the host would let others in.
    """
    check_alone(host)
    notebook = Notebook(conversations, lambda: "", assistant.library) if conversations else None
    handouts = Handouts()
    header = HEADER.replace("</div>", f"{SETTINGS}</div>") if desk.administration else HEADER
    blocks: Any = build_app(assistant, notebook, header, desk, handouts)
    address = launch(blocks, host, port, for_one(assistant, conversations, handouts, desk.administration))
    with _until_stopped(blocks):
        print(f"政问已启动，请用浏览器打开 {address} （按 Ctrl+C 停止）", flush=True)
        print("没有设登录，只有这台计算机能打开；要给别人用，请加 --auth 人员文件。", flush=True)


def open_house(
    house: House,
    tiers: Tiers,
    conversations: Conversations,
    host: str = "127.0.0.1",
    port: int = 7860,
    desk: Desk = NO_DESK,
) -> tuple[gr.Blocks, str]:
    """Starts serving to people who sign in; returns the app and its address. Raises SettingsError as `serve`."""
    # the peer's address is what it is: whom to believe about others is our own setting (people/proxies.py)
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    assistant = per_visitor(tiers.assistants)
    handouts = Handouts(lambda: house.people.owner(whoever()))
    notebook = Notebook(conversations, lambda: house.people.owner(whoever()), assistant.library)
    blocks = build_app(assistant, notebook, HEADER.replace("</div>", f"{ACCOUNT}</div>"), desk, handouts)
    house.reached_at = in_the_house(host, port)
    address = launch(blocks, host, port, for_people(house, tiers, conversations, handouts, desk.administration))
    house.starting = False
    return blocks, address


def serve_people(
    house: House,
    tiers: Tiers,
    conversations: Conversations,
    host: str = "127.0.0.1",
    port: int = 7860,
    desk: Desk = NO_DESK,
    *,
    new_administrator: bool = False,
) -> None:
    """Shows the app to people who sign in, until Ctrl+C. Raises SettingsError when the port is taken."""
    blocks, address = open_house(house, tiers, conversations, host, port, desk)
    with _until_stopped(blocks):
        print(f"政问已启动，请用浏览器打开 {address} 登录（按 Ctrl+C 停止）", flush=True)
        if house.reached_at:
            print(f"其他计算机请打开 {house.reached_at}", flush=True)
        token = house.people.set_up_token(again=new_administrator)
        if token is not None:
            print(f"请打开这个一次性链接建立管理员：{house.reached_at or address}/invite?token={token}", flush=True)


@contextmanager
def _until_stopped(blocks: Any) -> Iterator[None]:
    """What is said once the pages are there, and then the wait for Ctrl-C or SIGTERM, which may come before all is
    said."""
    try:
        yield
        threading.Event().wait()
    except KeyboardInterrupt:
        print("政问已停止。", file=sys.stderr)
    finally:
        blocks.close(verbose=False)


def _keep_to_this_computer() -> None:
    """Gradio calls itself once at the start, which a proxy set for the whole house would answer with an error."""
    for name in ("NO_PROXY", "no_proxy"):
        kept = [part for part in os.environ.get(name, "").split(",") if part]
        os.environ[name] = ",".join(dict.fromkeys([*kept, "127.0.0.1", "localhost"]))


def _own_folder() -> None:
    """Uploads go to a folder of this process alone, by default it is one that all users of the computer share."""
    folder = Path(tempfile.mkdtemp(prefix="zhengwen-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["GRADIO_TEMP_DIR"] = str(folder)


def _check_port(host: str, port: int) -> None:
    """Gradio tries the port on 127.0.0.1 only and speaks English when it is taken."""
    if ":" in host:  # Gradio calls itself at the start, and such an address it cannot call
        raise SettingsError(
            f"不能监听IPv6地址“{host}”，请改用127.0.0.1；要给别的计算机用，请改用0.0.0.0并加上--auth和人员文件的路径。"
        )
    with socket.socket() as probe:
        if os.name != "nt":  # there the option would let two servers share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise SettingsError(f"监听地址“{host}”无法识别，请改用127.0.0.1或本机的IP地址。") from error
        except OverflowError as error:
            raise SettingsError(f"端口{port}不在1到65535之间，请换一个端口。") from error
        except PermissionError as error:
            raise SettingsError(f"没有权限使用端口{port}，请换一个1024以上的端口。") from error
        except OSError as error:
            if error.errno in _NOT_OURS:
                raise SettingsError(f"本机没有地址“{host}”，请改用127.0.0.1或本机的IP地址。") from error
            raise SettingsError(_taken(port)) from error


_NOT_OURS = {99, 49, 10049}  # EADDRNOTAVAIL on Linux, macOS, Windows


def _taken(port: int) -> str:
    return f"端口{port}已被占用，可能政问已经在运行；请关掉占用它的程序，或换一个端口（例如--port {port + 1}）再启动。"
