"""The light loader of the shipped model, and what `load_embedder` says when there is no model."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import ModelError
from vectorstore import embedder as module
from vectorstore.embedder import SHIPPED_FOLDER, SentenceTransformerEmbedder, StaticEmbedder, load_embedder

TEXTS = [
    "市财政局每年安排专项资金，支持企业购置检测设备。",
    "对符合条件的家庭，按每人每月300元的标准发放补助，发放期限最长为12个月。",
    "ＡＩ技术 Research & Development，2025年增长3.5%",
    "好",
    "图书馆周一闭馆\n\n其余时间照常开放",
]


@pytest.fixture(scope="module")
def shipped() -> StaticEmbedder:
    return StaticEmbedder.load(SHIPPED_FOLDER)


def test_light_loader_gives_the_vectors_of_sentence_transformers(shipped: StaticEmbedder) -> None:
    library = pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    theirs = library.SentenceTransformer(str(SHIPPED_FOLDER), device="cpu", local_files_only=True).encode(TEXTS)
    np.testing.assert_allclose(shipped.encode_passages(TEXTS), theirs.astype(np.float32), atol=1e-3)


def test_same_text_same_vector_whatever_stands_beside_it(shipped: StaticEmbedder) -> None:
    together = shipped.encode_passages(TEXTS)
    alone = np.concatenate([shipped.encode_passages([text]) for text in TEXTS])
    again = StaticEmbedder.load(SHIPPED_FOLDER).encode_passages(TEXTS)
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(together, again)


def test_more_texts_than_a_batch_keep_their_order(shipped: StaticEmbedder) -> None:
    many = [TEXTS[i % len(TEXTS)] for i in range(1203)]
    vectors = shipped.encode_passages(many)
    np.testing.assert_array_equal(vectors, shipped.encode_passages(TEXTS)[np.arange(1203) % len(TEXTS)])


def test_vectors_have_length_one(shipped: StaticEmbedder) -> None:
    vectors = shipped.encode_passages(TEXTS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("text", ["", "  \n", "𓀀𓀁"], ids=["empty", "blank", "hieroglyphs"])
def test_text_without_a_known_token_is_zero(shipped: StaticEmbedder, text: str) -> None:
    vectors = shipped.encode_passages([text, TEXTS[0]])
    assert not vectors[0].any()
    assert vectors[1].any()


def test_full_width_and_capitals_do_not_matter(shipped: StaticEmbedder) -> None:
    vectors = shipped.encode_queries(["ＡＩ企业２０２５年", "ai企业2025年"])
    np.testing.assert_array_equal(vectors[0], vectors[1])


@pytest.mark.parametrize(
    ("one", "paraphrase", "unrelated"),
    [
        ("开公司要交什么材料？", "申请设立企业应当提交下列文件。", "本市公园于每日早晨六时开放。"),
        ("拖欠工人工资怎么处理？", "用人单位未按时支付劳动报酬的，责令限期改正。", "加强古树名木的养护工作。"),
        ("老人看病怎么报销？", "老年人的医疗费用由医疗保险基金支付。", "道路照明设施由城市管理部门维护。"),
    ],
)
def test_paraphrase_is_nearer_than_unrelated(
    shipped: StaticEmbedder, one: str, paraphrase: str, unrelated: str
) -> None:
    question = shipped.encode_queries([one])[0]
    near, far = shipped.encode_passages([paraphrase, unrelated]) @ question
    assert near > far + 0.05


def test_name_tells_folder_dimension_and_digest(shipped: StaticEmbedder) -> None:
    assert re.fullmatch(r"zhengwen-static-512@[0-9a-f]{8}", shipped.name)
    assert shipped.dimension == 512


def test_other_words_give_another_name(tmp_path: Path, shipped: StaticEmbedder) -> None:
    folder = tmp_path / SHIPPED_FOLDER.name
    shutil.copytree(SHIPPED_FOLDER, folder)
    assert StaticEmbedder.load(folder).name == shipped.name
    file = folder / "tokenizer.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["model"]["vocab"][5][1] -= 1.0
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    assert StaticEmbedder.load(folder).name != shipped.name


def test_folder_stays_small() -> None:
    size = sum(file.stat().st_size for file in SHIPPED_FOLDER.rglob("*") if file.is_file())
    assert size <= 25_000_000


def test_default_is_the_shipped_model(shipped: StaticEmbedder) -> None:
    assert load_embedder("").name == load_embedder("shipped").name == shipped.name


def test_missing_folder_is_said_in_chinese(tmp_path: Path) -> None:
    missing = tmp_path / "没有"
    with pytest.raises(ModelError, match="找不到向量模型文件夹"):
        load_embedder(str(missing))
    with pytest.raises(ModelError, match=r"里没有 model\.safetensors"):
        StaticEmbedder.load(missing)


def test_damaged_weights_are_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="已损坏"):
        StaticEmbedder.load(tmp_path)


def test_folder_that_holds_no_model_is_said_in_chinese(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    with pytest.raises(ModelError, match="无法载入"):
        SentenceTransformerEmbedder(str(tmp_path))


def test_hub_name_out_of_reach_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_answers", lambda address: False)
    with pytest.raises(ModelError, match="又无法联网下载"):
        load_embedder("somebody/a-model-that-is-not-cached")


@pytest.mark.parametrize("spec", ["我的模型", "./nowhere", "~/nowhere", "a/b/c", "C:\\models\\bge", "two..dots"])
def test_strange_names_are_said_in_chinese(spec: str) -> None:
    with pytest.raises(ModelError, match="向量模型文件夹"):
        load_embedder(spec)


def test_nobody_answers_on_a_closed_port() -> None:
    assert not module._answers("http://127.0.0.1:9")


def test_import_loads_no_heavy_package() -> None:
    code = (
        "import sys, vectorstore.embedder as e; e.load_embedder('').encode_queries(['补助']); "
        "print([m for m in ('torch', 'llama_index', 'sentence_transformers', 'transformers') if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
