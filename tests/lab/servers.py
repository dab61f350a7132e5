"""Servers that the browser trial starts and stops: each with folders of its own and a port that was free."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = float(os.environ.get("TRIAL_PATIENCE", "120"))
"""Seconds that a busy machine with two cores may take for anything."""
_NO_NEWS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
"""Else the first thing that a new user sees is a question about news, above the notebook."""


@contextmanager
def jupyterlab(root: Path, home: Path) -> Iterator[Callable[[str], str]]:
    """A real JupyterLab over a folder; gives the address at which one of its notebooks opens.

    In a workspace of its own each time: else the notebooks that were open before are opened beside it.
    """
    environment = _homes(home)
    settings = home / "config" / "labconfig" / "default_setting_overrides.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(_NO_NEWS), encoding="utf-8")
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0", f"--ServerApp.root_dir={root}",
        "--IdentityProvider.token=trial",
    ]  # fmt: skip
    with running(command, environment, home / "lab.log") as server:
        known = home / "runtime" / f"jpserver-{server.pid}.json"
        until(lambda: _answers(known), server, home / "lab.log")
        url = _address(known)
        workspaces = count()
        yield lambda notebook: f"{url}lab/workspaces/trial-{next(workspaces)}/tree/{notebook}?token=trial"


@contextmanager
def explored(deployment: Path, home: Path) -> Iterator[str]:
    """``airec-planning explore`` on a deployment; gives the address that it tells."""
    home.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "airec_planning", "explore", str(deployment), "--as-of", "2026-11-01"]
    with running(command, _homes(home) | {"PYTHONUNBUFFERED": "1"}, home / "explore.log") as server:
        log = home / "explore.log"
        until(lambda: "\n" in log.read_text(encoding="utf-8"), server, log)
        yield log.read_text(encoding="utf-8").splitlines()[0]


@contextmanager
def running(command: list[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server until the end of the block, with what it says in a file."""
    with log.open("wb") as said:
        server = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
        try:
            yield server
        finally:
            server.terminate()
            server.wait(PATIENCE)


def until(met: Callable[[], object], server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for a condition, not for a time; a server that ends before is a failure with its last words."""
    ends = time.monotonic() + PATIENCE
    while not met():
        assert server.poll() is None, log.read_text(encoding="utf-8", errors="replace")[-2000:]
        assert time.monotonic() < ends, log.read_text(encoding="utf-8", errors="replace")[-2000:]
        time.sleep(0.05)


def _answers(known: Path) -> bool:
    """The file is there before it is written, and written before anybody is let in."""
    try:
        with urllib.request.urlopen(f"{_address(known)}api/status?token=trial", timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def _address(known: Path) -> str:
    return str(json.loads(known.read_text(encoding="utf-8"))["url"])


def _homes(home: Path) -> dict[str, str]:
    """No settings, workspaces or runtime files of the user's own."""
    own = {name: str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    return {
        **os.environ,
        **{f"JUPYTER_{name}_DIR": place for name, place in own.items()},
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
