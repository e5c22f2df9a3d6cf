"""A real server of the ecosystem: `transformers serve` on a tiny random model, whose nonsense ends as the extract."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import Assistant
from assistant.library import Library
from assistant.llm.client import CUT, from_settings
from assistant.llm.writing import UNPROVED
from assistant.schema import Question
from assistant.settings import Settings

MAKE = """
import sys, torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
letters = sorted(pre_tokenizers.ByteLevel.alphabet())
end = len(letters)
cutter = Tokenizer(models.BPE(vocab={**{c: i for i, c in enumerate(letters)}, "<eos>": end}, merges=[]))
cutter.pre_tokenizer, cutter.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
words = PreTrainedTokenizerFast(tokenizer_object=cutter, eos_token="<eos>", pad_token="<eos>")
words.chat_template = "{% for m in messages %}{{ m['content'] }}\\n{% endfor %}"
words.save_pretrained(sys.argv[1])
model = LlamaForCausalLM(LlamaConfig(
    vocab_size=end + 1, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
    num_key_value_heads=2, max_position_embeddings=32768, eos_token_id=end, pad_token_id=end, bos_token_id=end,
))
with torch.no_grad():
    model.lm_head.weight.zero_()  # any byte is as likely as the end
model.generation_config.do_sample = True
model.save_pretrained(sys.argv[1])
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The server's address and the model's name."""
    pytest.importorskip("accelerate", reason="transformers serve needs accelerate, which nothing else of ours does")
    folder = tmp_path_factory.mktemp("tiny")
    quiet = {**os.environ, "HF_HUB_OFFLINE": "1"}
    subprocess.run([sys.executable, "-c", MAKE, folder], check=True, capture_output=True, env=quiet, timeout=120)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("transformers"), "serve", folder, "--device", "cpu", "--port", str(port)]
    server = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=quiet)
    try:
        _wait_for(f"http://localhost:{port}/health", server)
        yield f"http://localhost:{port}/v1", str(folder)
    finally:
        server.kill()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(240):
        assert server.poll() is None, "the server has ended"
        try:
            direct.open(address, timeout=1).close()
        except OSError:
            time.sleep(0.25)
        else:
            return
    pytest.fail("the server did not come up within a minute")


def test_nonsense_ends_as_the_extract(sample_library: Library, served: tuple[str, str]) -> None:
    question = Question("市财政对通过认定的市级中试平台一次性补助多少？")
    settings = Settings(Path(), llm_base_url=served[0], llm_model=served[1], llm_timeout=60)
    answer = Assistant(sample_library, from_settings(settings, None)).ask(question)
    assert answer.text == Assistant(sample_library).ask(question).text
    assert answer.mode == "extractive"
    assert answer.warnings in ((UNPROVED,), (CUT,))
    assert answer.trace is not None
    assert answer.trace.model == served[1]
