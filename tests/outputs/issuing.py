"""``issue.sh`` run by the real shells."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from airec_planning.outputs.signing_requests import SigningRequest
from airec_planning.plan import Plan
from airec_planning.request_files import issuing_files

SHELLS = [
    pytest.param(name, marks=pytest.mark.skipif(not shutil.which(name), reason="not installed"))
    for name in ("sh", "bash")
]


def written(folder: Path, plan: Plan, requests: Sequence[SigningRequest]) -> Path:
    """The script and what it needs, in a new folder."""
    folder.mkdir()
    for name, data in issuing_files(plan, requests).items():
        (folder / name).write_bytes(data)
    return folder


def run(folder: Path, *arguments: str, shell: str = "sh", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shell, "issue.sh", *arguments], cwd=folder, capture_output=True, text=True, env=os.environ | environment,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
