"""A JupyterLab over a folder, with settings of its own, on a port that is free."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_NO_NEWS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
_PATIENCE, _TO_END = 120.0, 20.0
"""Seconds."""


@contextmanager
def jupyterlab(root: Path) -> Iterator[Callable[[str], str]]:
    """Gives the address at which a notebook of the folder opens."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        overrides = home / "config" / "labconfig" / "default_setting_overrides.json"
        overrides.parent.mkdir(parents=True)
        overrides.write_text(json.dumps(_NO_NEWS), encoding="utf-8")
        own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        own |= {"JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"), "IPYTHONDIR": str(home / "ipython")}
        options = ["--no-browser", "--allow-root", "--port=0", f"--ServerApp.root_dir={root}"]
        command = [sys.executable, "-m", "jupyterlab", *options, "--IdentityProvider.token=trial"]
        server = subprocess.Popen(
            command,
            env={**os.environ, **own, "JUPYTER_PREFER_ENV_PATH": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield _address(home / "runtime" / f"jpserver-{server.pid}.json", server)
        finally:
            server.terminate()
            try:
                server.wait(_TO_END)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _address(known: Path, server: subprocess.Popen[bytes]) -> Callable[[str], str]:
    ends = time.monotonic() + _PATIENCE
    while not known.exists():
        if server.poll() is not None or time.monotonic() > ends:
            raise TimeoutError("JupyterLab did not start")
        time.sleep(0.05)
    url = json.loads(known.read_text(encoding="utf-8"))["url"]
    return lambda notebook: f"{url}lab/tree/{notebook}?token=trial"
