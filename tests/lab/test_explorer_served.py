"""``airec-planning explore``: who gets in, what can be fetched, how it ends."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.lab.servers import PATIENCE, ROOT

KEY = Path("certificates") / "intra.key"


def test_it_is_a_page_without_code_under_the_deployments_title(served: str, page: Page) -> None:
    page.goto(served)
    page.wait_for_selector(".explorer-box")
    assert page.title() == "AIRec demo"
    assert page.locator(".jp-CodeCell .jp-InputArea").count() == 0
    assert "make_plan" not in page.content()


def test_nobody_gets_in_without_the_token(served: str) -> None:
    assert _status(served, "/", token=False) == 302
    assert _status(served, "/voila/files/index.ipynb", token=False) == 403


@pytest.mark.parametrize("under", ["/voila/files/", "/voila/static/", "/files/", "/api/contents/", "/voila/render/"])
def test_no_private_key_and_no_other_file_can_be_fetched(under: str, served: str, desk: Path) -> None:
    key = desk / "examples" / "airec-demo" / KEY
    assert key.exists()
    for path in (str(KEY), str(key), f"..{key}", "/".join([".."] * 12) + str(key), "index.ipynb", "../voila.log"):
        for spelt in (path, path.replace("..", "%2e%2e").replace("/", "%2f")):
            status, body = _asked(served, under + spelt)
            assert status in (302, 403, 404), (status, under + spelt)
            assert b"PRIVATE KEY" not in body and b"make_plan" not in body


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_it_ends_at_once_and_leaves_nothing_behind(number: int, code: int, desk: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "airec_planning", "explore", str(desk / "examples" / "airec-demo")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        assert running.stdout is not None
        address = running.stdout.readline().decode().strip()
        assert _status(address, "/") == 200
        running.send_signal(number)
        said = running.communicate(timeout=PATIENCE)[0].decode()
    assert running.returncode == code
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ConnectionRefusedError):
        _status(address, "/")


def test_a_port_that_is_taken_is_said_in_words(served: str, desk: Path) -> None:
    command = [sys.executable, "-m", "airec_planning", "explore", str(desk / "examples" / "airec-demo")]
    port = str(urlsplit(served).port)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": tempfile.gettempdir()}
    done = subprocess.run([*command, "--port", port], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"port {port} cannot be had" in done.stderr and len(done.stderr.splitlines()) <= 3


def _status(address: str, path: str, *, token: bool = True) -> int:
    return _asked(address, path, token=token)[0]


def _asked(address: str, path: str, *, token: bool = True) -> tuple[int, bytes]:
    """As it is written: a browser's own client would take the dots out of a path."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    connection.request("GET", f"{path}?{parts.query}" if token else path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body
