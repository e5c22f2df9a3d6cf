# make run 与 make test 在一台只有 Python 3.11+ 和 make 的机器上自己完成全部准备。
PYTHON ?= python3
# 没有显卡的 Linux 用户可以填 PyTorch 官网给出的 CPU 版索引地址，少下载约 2.5 GB：make run TORCH_INDEX=<地址>
TORCH_INDEX ?=
HOME_DIR ?= var/sample
BIN := .venv/bin
SHARED ?= ../shared

.DEFAULT_GOAL := help
.PHONY: help setup run serve test fast golden e2e check fmt lint type imports bench scale load endure eval pictures train clean

help:  ## 显示这份说明
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更新的版本，请安装后再试（或用 make PYTHON=python3.12 指定）。" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(BIN)/pip install -q -c constraints.txt --index-url $(TORCH_INDEX) torch)
	$(BIN)/pip install -q -c constraints.txt -e .
	@touch $@

.venv/.installed-dev: .venv/.installed
	$(BIN)/pip install -q -c constraints.txt -e '.[dev]'
	@touch $@

setup: .venv/.installed-dev  ## 建好虚拟环境（含开发工具）

$(HOME_DIR)/.built: .venv/.installed $(wildcard samples/library/*)
	$(BIN)/python app.py --home $(HOME_DIR) ingest samples/library
	@touch $@

run: $(HOME_DIR)/.built  ## 用示例资料库打开浏览器应用（127.0.0.1:7860）
	$(BIN)/python app.py --home $(HOME_DIR) serve

serve: .venv/.installed  ## 用自己的资料库打开浏览器应用（ZHENGWEN_HOME）
	$(BIN)/python app.py serve

test: .venv/.installed-dev  ## 测试（慢的几项在 make bench 里）
	$(BIN)/python -m pytest

fast: .venv/.installed-dev  ## 不开浏览器的测试
	$(BIN)/python -m pytest -m "not e2e and not slow"

golden: .venv/.installed-dev  ## 与人工标注对照的测试
	@test -d $(SHARED)/corpus || { echo "没有 $(SHARED)（测量数据），无法对照。" >&2; exit 1; }
	$(BIN)/python -m pytest tests/golden

e2e: .venv/.installed-dev  ## 浏览器里的测试
	$(BIN)/python -m pytest -m e2e

check: lint type imports  ## 代码检查

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

fmt: .venv/.installed-dev  ## 整理代码格式
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

type: .venv/.installed-dev
	$(BIN)/mypy

imports: .venv/.installed-dev
	$(BIN)/lint-imports

bench: .venv/.installed-dev  ## 量速度（docs/benchmarks.md）
	$(BIN)/python -m eval.bench $(SHARED)/corpus
	$(BIN)/python -m pytest -s -m slow tests/golden

scale: .venv/.installed-dev  ## 一万、十万、一百万段的资料库（一个小时，docs/benchmarks.md）
	$(BIN)/python -m eval.scale $(SHARED)/data

load: .venv/.installed-dev  ## 20个人同时用浏览器页面5分钟（docs/benchmarks.md）
	$(BIN)/python -m eval.load $(SHARED)/corpus --questions $(SHARED)/gold/seeds_dev.jsonl

endure: .venv/.installed-dev  ## 一万行的批次，随机中断再继续（docs/benchmarks.md）
	$(BIN)/python -m eval.endurance $(SHARED)/corpus --questions $(SHARED)/gold/seeds_dev.jsonl

eval: .venv/.installed-dev  ## 在示例问题和十五座虚构城市的问题上评分（约三分钟）
	@for set in eval/data/*/; do \
		$(BIN)/python app.py eval run $$set -o var/eval/$$(basename $$set) || exit 1; \
	done

pictures: .venv/.installed-dev  ## 重新截取 docs/ 里的页面图
	$(BIN)/python docs/pictures.py

train: .venv/.installed-dev  ## 重新训练随附的模型（向量、排序、判句、判能不能答）
	$(BIN)/python -m training.build --data $(SHARED)/data --out vectorstore/models/zhengwen-static
	$(BIN)/python -m training.ranker --data $(SHARED)/data --out vectorstore/models
	$(BIN)/python -m training.reader --data $(SHARED)/data --out assistant/reading/models
	$(BIN)/python -m training.answerable --sets eval/data --out assistant/reading/models

clean:
	rm -rf .venv var
