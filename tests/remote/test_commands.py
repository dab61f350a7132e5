"""What docs/object-stores.md shows, tried."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from airec_planning.cli import app
from airec_planning.errors import InputError
from airec_planning.files import reports_folder
from airec_planning.remote.mirror import MIRRORED
from airec_planning.remote.reports import reports_at
from tests.made_runs import write_run
from tests.remote.conftest import Bucket
from tests.test_cli import EXAMPLE, ROOT, refused, run

DOCUMENTED = (ROOT / "docs" / "object-stores.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    airec-planning (.+)$", DOCUMENTED, re.MULTILINE)
LOOKING = [command for command in COMMANDS if not command.startswith("report")]


@pytest.fixture
def made(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example and two runs of it, on local disk and in the bucket."""
    shutil.copytree(EXAMPLE, tmp_path / "airec-demo")
    here = reports_folder(tmp_path / "reports") / "airec-demo"
    for as_of in ("2026-11-01", "2026-11-22"):
        made = write_run(here, tmp_path / "airec-demo", as_of)
        with reports_at(f"{bucket.url}/reports", "airec-demo") as reports:
            shutil.copytree(made, reports / "airec-demo" / made.name)
    (here / "latest").symlink_to("20261122T000000Z")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(*arguments: str) -> str:
    """What a command prints."""
    ended = CliRunner().invoke(app, arguments)
    if ended.exception:
        raise ended.exception
    return ended.output


def test_each_says_of_runs_there_what_it_says_of_those_here(made: Path, bucket: Bucket) -> None:
    before = bucket.keys("reports")
    assert len(LOOKING) == 4
    for command in LOOKING:
        there = told(*shlex.split(command.replace("s3://fleet", bucket.url)))
        assert there == told(*shlex.split(command.replace("s3://fleet/", ""))), command
        assert "20261122T000000Z" in there
    assert bucket.keys("reports") == before
    assert MIRRORED not in DOCUMENTED, "what is local alone is nobody's business"


def test_reports_on_s3_hold_the_bytes_of_those_on_local_disk(made: Path, bucket: Bucket) -> None:
    [command] = [command for command in COMMANDS if command.startswith("report")]
    there = [*shlex.split(command.replace("s3://fleet", bucket.url)), "--as-of", "2026-11-23"]
    bucket.put_folder("deployments/airec-demo", EXAMPLE)
    ended = run(*there, cwd=made)
    assert ended.returncode == 0, ended.stderr
    assert f"open {bucket.url}/reports/airec-demo/" in ended.stdout
    assert run("report", "airec-demo", "--as-of", "2026-11-23", cwd=made).returncode == 0
    here = made / "reports" / "airec-demo" / "20261123T000000Z"
    prefix = "reports/airec-demo/20261123T000000Z"
    names = {path.relative_to(here).as_posix() for path in here.rglob("*") if path.is_file()}
    assert {key.removeprefix(f"{prefix}/") for key in bucket.keys(prefix)} == names | {"manifest.json", "data.zip"}
    for name in names - {"run.json", "run.log"}:  # which hold times, as notebooks do
        if not name.endswith(".ipynb"):
            assert bucket.get(f"{prefix}/{name}") == (here / name).read_bytes(), name
    assert "Over time" in (here / "index.html").read_text(encoding="utf-8"), "three dates make a trend"
    assert b"airec-demo/latest/index.html" in bucket.get("reports/index.html")
    before = bucket.keys()
    again = run(*there, cwd=made)
    assert "done already" in again.stdout, again.stderr
    assert bucket.keys() == before


def test_deployments_of_one_name_in_a_store_are_refused_before_one_takes_the_others_place(
    made: Path, bucket: Bucket
) -> None:
    for folder in ("a", "b"):
        bucket.put(f"deployments/{folder}/deployment.toml", b'name = "same"')
    said = run("report", f"{bucket.url}/deployments/*", "--output", f"{bucket.url}/reports", cwd=made)
    assert f'{bucket.url}/deployments/b: has the name "same", as {bucket.url}/deployments/a has' in said.stderr
    assert f"{bucket.url}/deployments/a: holds neither certificate_info.xlsx" in said.stderr


def test_what_cannot_be_looked_at_is_told_of_its_url(made: Path, bucket: Bucket) -> None:
    assert f"{bucket.url}/reports/nobody: no such bucket" in refused(
        "history", f"{bucket.url}/reports/nobody", cwd=made
    )
    bucket.put_folder("deployments/shop", EXAMPLE)
    with pytest.raises(InputError, match=f"^{bucket.url}/elsewhere/airec-demo: holds no whole run"):
        told("history", f"{bucket.url}/deployments/shop", "--output", f"{bucket.url}/elsewhere")
    with pytest.raises(InputError, match=f"^{bucket.url}/deployments/shop/san_domains: is a file"):
        told("history", f"{bucket.url}/deployments/shop/san_domains")
    with pytest.raises(InputError, match="is one run"):
        told("history", f"{bucket.url}/reports/airec-demo/latest")


@pytest.fixture
def listener() -> Iterator[HTTPServer]:
    """A server that takes every object, and keeps how it was asked."""

    class Listening(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # which says that the body may come

        def do_PUT(self) -> None:
            self.server.asked = dict(self.headers)  # type: ignore[attr-defined]
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def test_the_lines_for_oss_make_requests_of_its_kind(listener: HTTPServer) -> None:
    found = re.search(r"^    export FSSPEC_S3_CONFIG_KWARGS='(.+)'$", DOCUMENTED, re.MULTILINE)
    assert found and json.loads(found[1])
    script = """
import socket
real = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: real("127.0.0.1", *rest, **more)
from airec_planning.remote.store import open_store
open_store("s3://fleet/reports").write("a.json", b"{}")
"""
    environment = {
        "AWS_ENDPOINT_URL": f"http://s3.oss-cn-hangzhou.aliyuncs.com:{listener.server_port}",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalr",
        "FSSPEC_S3_CONFIG_KWARGS": found[1],
    }
    subprocess.run([sys.executable, "-c", script], env=os.environ | environment, check=True, timeout=60)
    asked = {name.lower(): value for name, value in listener.asked.items()}  # type: ignore[attr-defined]
    assert asked["host"].startswith("fleet.s3.oss-cn-hangzhou.aliyuncs.com:")
    assert asked["authorization"].startswith("AWS AKIDEXAMPLE:"), "version 2"
    assert "aws-chunked" not in asked.get("content-encoding", "")
    assert not [name for name in asked if name.startswith("x-amz-checksum")]
