"""The page 设置 as HTML: models, the library, the language-model server, backups."""

from __future__ import annotations

from assistant.administration import SHIPPED, Facts, ModelServer, total
from assistant.backup.jobs import Look
from assistant.ui.escape import plain
from assistant.ui.forms import FORM_WORD
from assistant.ui.handouts import download_link
from assistant.ui.language import THEIRS

_SIZES = {"register": "登记册和全文", "originals": "原件", "caches": "索引", "pages": "识别过的页", "backups": "备份"}
_RESTORE = "zhengwen restore 备份.zip --home 新文件夹"


def settings_view(facts: Facts, look: Look, address: str, filled: ModelServer | None, *, people: bool) -> str:
    """`address` is where the backup lies ready; `filled` what stands in the form, where it was sent already; `people`:
    there are accounts and levels to look after."""
    return (
        f"<h1>设置</h1>{_models(facts)}{_library(facts)}{_server(facts, filled or facts.saved)}"
        f"{_PEOPLE if people else ''}{_backup(look, address)}"
    )


_PEOPLE = (
    "<section><h2>人员</h2><p>添加和停用人员、改角色、重设密码，改变文件的阅读范围：</p>"
    '<p><a href="/people">人员</a>　<a href="/levels">文件的阅读范围</a></p></section>'
)


def _models(facts: Facts) -> str:
    shipped = facts.embedder == SHIPPED
    embedder = "<span>随附的中文向量模型</span>" if shipped else f"<span {THEIRS}>{plain(facts.embedder)}</span>"
    ranker = "随附的排序模型" if shipped else "随附的排序模型，只配合随附的这一类向量模型"
    if facts.serving.base_url:
        model = f"<span {THEIRS}>{plain(facts.serving.model)}（{plain(facts.serving.base_url)}）</span>"
    else:
        model = "<span>不用，答复摘自原文</span>"
    return (
        '<section><h2>正在使用的模型</h2><dl class="facts">'
        f"<dt>向量模型</dt><dd>{embedder}</dd><dt>排序模型</dt><dd>{ranker}</dd><dt>语言模型</dt><dd>{model}</dd>"
        "</dl></section>"
    )


def _library(facts: Facts) -> str:
    removed = f"<dt>移出而未删</dt><dd>{facts.removed}份</dd>" if facts.removed else ""
    sizes = "".join(
        f"<li><span>{_SIZES[what]}</span> <span>{_megabytes(size)}</span></li>" for what, size in facts.sizes if size
    )
    return (
        '<section><h2>资料库</h2><dl class="facts">'
        f"<dt>文件</dt><dd>{facts.documents}份</dd>{removed}<dt>段落</dt><dd>{facts.passages}段</dd>"
        f'<dt>占用磁盘</dt><dd>{_megabytes(total(facts.sizes))}<ul class="sizes soft">{sizes}</ul></dd>'
        f"<dt>位置</dt><dd {THEIRS}><code>{plain(str(facts.home))}</code></dd></dl></section>"
    )


def _server(facts: Facts, filled: ModelServer) -> str:
    key = "已设置" if facts.has_key else "没有设置"
    waiting = '<p class="soft">保存的和正在使用的不同，重新启动程序后生效。</p>' if facts.saved != facts.serving else ""
    if facts.fixed:
        waiting = f'<p class="soft">环境变量{plain("、".join(facts.fixed))}优先于这里保存的设置。</p>'
    return (
        '<section><h2>语言模型服务</h2><p class="soft">不设也能用。设了以后，问题和找到的原文段落会发给那个服务；'
        "它写的每句话都要在原文里找到依据才会显示。</p>"
        f'<form method="post" class="filled">{FORM_WORD}'
        '<label>服务地址（OpenAI兼容，留空就不用）<input name="base_url" maxlength="500" '
        f'placeholder="http://127.0.0.1:11434/v1" value="{plain(filled.base_url)}" autocomplete="off"></label>'
        f'<label>模型名称<input name="model" maxlength="500" value="{plain(filled.model)}" autocomplete="off"></label>'
        f'<p>密钥：<b>{key}</b></p><p class="soft">密钥只从环境变量ZHENGWEN_LLM_API_KEY读，不写进文件，也不显示；'
        "测试时会带着它向上面的地址问一句话。</p>"
        '<p class="line"><button name="do" value="try">测试</button>'
        f'<button class="main" name="do" value="save">保存</button></p></form>{waiting}</section>'
    )


def _backup(look: Look, address: str) -> str:
    if look.state == "running":
        done = f' value="{look.done}" max="{look.total}"' if look.total else ""
        state = (
            f'<progress aria-label="备份的进度"{done}></progress>'
            '<p id="backup-words" role="status">正在备份，其他人可以照常提问。</p>'
            '<noscript><p><a href="/settings#backup">刷新</a></p></noscript>'
        )
    else:
        state = (
            f'<form method="post">{FORM_WORD}<button class="main" name="do" value="backup">做一份备份</button></form>'
        )
    if look.state == "failed":
        state += f'<p class="wrong" role="alert">{plain(look.said)}</p>'
    if look.state == "done" and look.path is not None and look.path.is_file():
        size = _megabytes(look.path.stat().st_size)
        state += (
            f'<p class="said" role="status">备份做好了：<b {THEIRS}>{plain(look.path.name)}</b></p>'
            f"<p>{download_link(address, '下载备份', 'backup-file')} <span>{size}</span></p>"
        )
    return (
        '<section id="backup"><h2>备份和恢复</h2><p>备份是一个.zip文件，里面是登记册、原件和设置；'
        "不含各人的问答记录、人员文件和密钥。里面有所有文件的内容，请妥善保管。服务器上只留最近一份。</p>"
        f"{state}"
        '<h3>怎样恢复</h3><p class="soft">先停下程序，在服务器上运行下面的命令，核对以后用新文件夹启动；'
        "加上--replace会换下现在的资料库，原来的改名留在旁边。</p>"
        f"<p {THEIRS}><code>{_RESTORE}</code></p></section>"
    )


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f}MB"
