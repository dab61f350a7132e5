"""The scenario explorer as a page of its own, served by voila to this machine alone."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from airec_planning.errors import InputError, OutputError
from airec_planning.execution.processes import die_with_parent
from airec_planning.language import _
from airec_planning.plan import Plan
from airec_planning.reporting.bundled import bundled

HOST = "127.0.0.1"
_NOTEBOOK = "04-scenario-explorer.ipynb"
_LONGEST_START, _LONGEST_END = 120, 20
"""Seconds."""


def explore(plan: Plan, *, port: int, tell: Callable[[str], None]) -> None:
    """Serve the explorer until it is interrupted; ``tell`` is given its address once it answers.

    The address holds a token that is new each time: without it, nobody else on this machine gets in. No file of the
    deployment can be fetched. Port 0 is any free one.

    Raises:
        InputError: voila is not installed.
        OutputError: it does not start, such as on a port that is taken.
    """
    if importlib.util.find_spec("voila") is None:
        remedy = _("Install it: pip install 'airec-planning[voila]'; or open {name} in JupyterLab.", name=_NOTEBOOK)
        raise InputError("", _("voila, which serves the explorer as a page, is not installed"), remedy)
    port, token = _free_port(port), secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="airec-explorer-") as name:
        folder = Path(name)
        notebook = _for_this_deployment(folder / "explorer" / "index.ipynb", plan)
        with _served(notebook, folder, port, token) as server:
            _until_it_answers(server, port, folder / _SAID)
            tell(f"http://{HOST}:{port}/?token={token}")
            fact = _("ended by itself with exit code {code}", code=server.wait())
            raise OutputError("voila", fact, _last_line(folder / _SAID))


_SAID = "voila.log"


def _for_this_deployment(target: Path, plan: Plan) -> Path:
    """The notebook with its parameters set, its outputs empty."""
    overrides = dict(plan.deployment.overrides)
    given = {
        "deployment": str(plan.deployment.folder.resolve()),
        "as_of": f"{plan.as_of:%Y-%m-%dT%H:%M:%SZ}",
        "settings": json.dumps(overrides) if overrides else "",
    }
    book = parameterize_notebook(load_notebook_node(str(bundled("notebooks") / _NOTEBOOK)), given)
    book.metadata["title"] = plan.deployment.title
    target.parent.mkdir()
    nbformat.write(book, target)
    return target


@contextmanager
def _served(notebook: Path, folder: Path, port: int, token: str) -> Iterator[subprocess.Popen[bytes]]:
    """voila until the end of the block; it clears its kernels away when it is terminated."""
    command = [
        sys.executable, "-m", "voila", str(notebook), "--no-browser", f"--Voila.ip={HOST}", f"--port={port}",
        "--Voila.port_retries=0", "--Voila.auto_token=True", "--VoilaConfiguration.file_allowlist=[]",
    ]  # fmt: skip
    # The token in the environment, not among the arguments, which others on the machine can list.
    environment = {**os.environ, "JUPYTER_TOKEN": token, "TMPDIR": str(folder)}
    with (folder / _SAID).open("wb") as said:
        server = subprocess.Popen(  # noqa: S603  # our own command
            command,
            env=environment,
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=functools.partial(die_with_parent, os.getpid(), signal.SIGTERM),  # noqa: PLW1509  # as in pdf.py
        )
        try:
            yield server
        finally:
            server.terminate()
            try:
                server.wait(_LONGEST_END)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _until_it_answers(server: subprocess.Popen[bytes], port: int, said: Path) -> None:
    ends = time.monotonic() + _LONGEST_START
    while time.monotonic() < ends:
        if server.poll() is not None:
            raise OutputError("voila", _("did not start on port {port}", port=port), _last_line(said))
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise OutputError("voila", _("did not start within {seconds} seconds", seconds=_LONGEST_START), _last_line(said))


def _free_port(wanted: int) -> int:
    """The port, or any free one for 0. One that is taken would answer in our server's stead, and be given the token.

    Raises:
        OutputError: it is taken, or not ours to take.
    """
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, wanted))
        except OSError as error:
            fact = _("port {port} cannot be had: {reason}", port=wanted, reason=error.strerror)
            raise OutputError("--port", fact, _("Name another one, or none for any that is free.")) from None
        return int(tried.getsockname()[1])


def _last_line(said: Path) -> str:
    lines = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
