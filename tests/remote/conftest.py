"""A real S3 server on this machine, and file systems that keep objects in memory."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from moto.server import ThreadedMotoServer

from tests.remote.stopping import StoppingFileSystem


@dataclass(frozen=True)
class Bucket:
    """A bucket of its own for a test."""

    client: Any
    name: str

    @property
    def url(self) -> str:
        return f"s3://{self.name}"

    def put(self, key: str, data: bytes = b"") -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=data)

    def put_folder(self, key: str, folder: Path) -> None:
        for path in folder.rglob("*"):
            if path.is_file():
                self.put(f"{key}/{path.relative_to(folder).as_posix()}", path.read_bytes())

    def get(self, key: str) -> bytes:
        return bytes(self.client.get_object(Bucket=self.name, Key=key)["Body"].read())

    def keys(self, prefix: str = "") -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the S3 server, which the environment names as s3fs and botocore read it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI-secret")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture
def bucket(server: str, request: pytest.FixtureRequest) -> Iterator[Bucket]:
    client = boto3.client("s3", endpoint_url=server)
    name = f"fleet-{abs(hash(request.node.nodeid)) % 10**12}"
    client.create_bucket(Bucket=name)
    yield Bucket(client, name)


@pytest.fixture
def memory() -> Iterator[MemoryFileSystem]:
    """``memory://``, empty before and after."""
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]
    yield fs
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]


@pytest.fixture
def stopping(memory: MemoryFileSystem) -> Iterator[StoppingFileSystem]:
    """``stopping://``, the same objects as ``memory://``, which can be stopped after so many changes."""
    fsspec.register_implementation("stopping", StoppingFileSystem, clobber=True)
    StoppingFileSystem.left = None
    yield fsspec.filesystem("stopping")
    StoppingFileSystem.left = None
