"""A backup that is made in the background, for the page."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path

import pytest

from assistant.backup import writing
from assistant.backup.jobs import BackupJob
from assistant.backup.restoring import restore_backup
from assistant.home import BACKUPS


@pytest.fixture
def job(home: Path) -> BackupJob:
    return BackupJob(home)


def ended(job: BackupJob) -> None:
    for _ in range(500):
        if job.look().state != "running":
            return
        threading.Event().wait(0.02)
    raise AssertionError("still running")


def test_a_job_keeps_the_newest_backup_alone(home: Path, job: BackupJob, tmp_path: Path) -> None:
    assert job.look().state == "none"
    (home / BACKUPS).mkdir()
    (home / BACKUPS / "政问备份-20200101-000000.zip").write_bytes(b"old")
    (home / BACKUPS / ".政问备份-20200101-000000.zip.1234abcd.part").write_bytes(b"killed")
    (home / BACKUPS / "我的笔记.txt").write_bytes(b"theirs")
    job.start()
    ended(job)
    look = job.look()
    assert look.state == "done"
    assert look.path is not None
    assert {path.name for path in (home / BACKUPS).iterdir()} == {look.path.name, "我的笔记.txt"}
    assert restore_backup(look.path, tmp_path / "new").documents == 2
    assert BACKUPS not in {name.partition("/")[0] for name in zipfile.ZipFile(look.path).namelist()}


def test_a_job_that_fails_says_so_and_keeps_the_one_before(home: Path, job: BackupJob, monkeypatch, capfd) -> None:
    (home / BACKUPS).mkdir()
    (home / BACKUPS / "政问备份-20200101-000000.zip").write_bytes(b"old")
    monkeypatch.setattr(writing, "ROOM", 1e15)
    job.start()
    ended(job)
    assert job.look().state == "failed"
    assert "磁盘空间不够" in job.look().said
    monkeypatch.setattr("assistant.backup.jobs.write_backup", lambda *_: 1 / 0)
    job.start()
    ended(job)
    assert "意外停下" in job.look().said
    assert "ZeroDivisionError" in capfd.readouterr().err
    assert [path.name for path in (home / BACKUPS).iterdir()] == ["政问备份-20200101-000000.zip"]
