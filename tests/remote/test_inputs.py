"""A deployment on a store is read from a copy that holds what a folder would, and nothing that leads out of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from airec_planning.deployment import read_deployment
from airec_planning.errors import InputError
from airec_planning.remote import inputs
from airec_planning.remote.inputs import expanded, inputs_at
from airec_planning.remote.urls import is_url, shown
from tests.remote.conftest import Bucket


def files_of(place: str) -> dict[str, bytes]:
    with inputs_at(place) as folder:
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_local_place_is_itself(tmp_path: Path) -> None:
    with inputs_at(str(tmp_path)) as folder:
        assert folder == tmp_path
    assert expanded(["a", "b*"]) == ["a", "b*"], "patterns of local places are the shell's"


@pytest.mark.parametrize("place", ["s3://b/x", "oss://b", "memory://x", "file:///x"])
def test_urls_are_told_from_paths(place: str) -> None:
    assert is_url(place)


@pytest.mark.parametrize("place", ["x", "/x", "C:\\x", "c://x", "./s3://x", "a b://c", ""])
def test_paths_are_told_from_urls(place: str) -> None:
    assert not is_url(place)


def test_the_copy_has_the_folders_name_and_is_gone_afterwards(bucket: Bucket) -> None:
    bucket.put("deployments/hangzhou-prod/", b"")
    bucket.put("deployments/hangzhou-prod/certificates/", b"")
    bucket.put("deployments/hangzhou-prod/san_domains", b"a.example.com\n")
    bucket.put("deployments/hangzhou-prod/certificates/中文 [1] *?.pem", b"x")
    with inputs_at(f"{bucket.url}/deployments/hangzhou-prod/") as folder:
        assert read_deployment(folder).name == "hangzhou-prod"
        assert (folder / "certificates" / "中文 [1] *?.pem").read_bytes() == b"x"
        assert folder.parent.stat().st_mode & 0o077 == 0, "it may hold keys"
    assert not folder.parent.exists()


def test_what_is_put_there_later_is_found_in_the_same_process(bucket: Bucket) -> None:
    bucket.put("shop/a.pem", b"1")
    assert files_of(f"{bucket.url}/shop") == {"a.pem": b"1"}
    bucket.put("shop/b.pem", b"2")
    bucket.put("shop/a.pem", b"33")
    assert files_of(f"{bucket.url}/shop") == {"a.pem": b"33", "b.pem": b"2"}


def test_hidden_files_and_folders_of_reports_stay_there(memory: MemoryFileSystem) -> None:
    for name in (
        "san_domains",
        ".git/config",
        "reports/.airec-planning-reports",
        "reports/shop/x/summary.json",
        ".env",
    ):
        memory.pipe_file(f"/shop/{name}", b"x")
    assert files_of("memory://shop").keys() == {"san_domains"}


HOSTILE = ["shop/../../evil", "shop/a/../../../../evil", "shop//evil", "shop//tmp/evil", "shop/a/./b", "shop/..\\evil"]


@pytest.mark.parametrize("key", [*HOSTILE, "shop/a\0b", "shop/" + "d/" * 200 + "x", "shop/" + "n" * 300])
def test_names_that_no_local_file_can_have_are_refused_by_name(
    key: str, memory: MemoryFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    memory.pipe_file("/shop/san_domains", b"a.example.com\n")
    memory.store[f"/{key}"] = memory.store["/shop/san_domains"]
    with pytest.raises(InputError, match="holds an object that cannot be a file"):
        files_of("memory://shop")
    assert not list(tmp_path.iterdir()), "and nothing of it stays"


@pytest.mark.parametrize("key", HOSTILE[2:4])
def test_names_on_s3_with_empty_parts_are_refused_too(key: str, bucket: Bucket) -> None:
    bucket.put("shop/san_domains", b"a.example.com\n")
    bucket.put(key, b"x")
    with pytest.raises(InputError, match="holds an object that cannot be a file"):
        files_of(f"{bucket.url}/shop")


def test_an_object_that_is_a_file_and_a_folder_is_refused(bucket: Bucket) -> None:
    bucket.put("shop/certificates", b"x")
    bucket.put("shop/certificates/a.pem", b"x")
    with pytest.raises(InputError, match=r"cannot be a file here: \"certificates"):
        files_of(f"{bucket.url}/shop")


def test_more_than_a_deployment_can_hold_is_refused_before_it_is_fetched(
    memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.pipe_file("/shop/a", b"x" * 100)
    memory.pipe_file("/shop/b", b"x")
    monkeypatch.setattr(inputs, "_MOST_BYTES", 100)
    with pytest.raises(InputError, match="Name the folder of one deployment"):
        files_of("memory://shop")
    monkeypatch.setattr(inputs, "_MOST_BYTES", 10**6)
    monkeypatch.setattr(inputs, "_MOST_FILES", 1)
    with pytest.raises(InputError, match="holds more than 1 files"):
        files_of("memory://shop")


def test_what_is_wrong_with_a_deployment_is_told_of_its_url(memory: MemoryFileSystem) -> None:
    memory.pipe_file("/shop/x.pem", b"x")
    with (
        pytest.raises(InputError, match=r"^memory://shop: holds neither certificate_info.xlsx"),
        inputs_at("memory://shop") as folder,
    ):
        read_deployment(folder)


@pytest.mark.parametrize("place", ["memory://nowhere", "memory://shop/nowhere"])
def test_a_folder_that_is_not_there_is_refused(place: str, memory: MemoryFileSystem) -> None:
    with pytest.raises(InputError, match="no such bucket or folder"):
        files_of(place)


def test_a_pattern_is_every_folder_that_matches_sorted(bucket: Bucket) -> None:
    for key in ("d/b-prod/san_domains", "d/a-prod/san_domains", "d/a-test/x/y", "d/file-prod", "d/.hidden-prod/x"):
        bucket.put(key, b"x")
    assert expanded([f"{bucket.url}/d/*-prod", "local*"]) == [
        f"{bucket.url}/d/a-prod",
        f"{bucket.url}/d/b-prod",
        "local*",
    ]
    assert expanded([f"{bucket.url}/d/[a]-t?st/"]) == [f"{bucket.url}/d/a-test"]
    with pytest.raises(InputError, match="matches no folder"):
        expanded([f"{bucket.url}/d/c*"])


@pytest.mark.parametrize("place", ["s3://*", "memory://", "s3://user:secret@bucket/x", "zip://x::s3://b", "s3://b/.."])
def test_urls_that_name_no_folder_are_refused_without_their_secrets(place: str, server: str) -> None:
    with pytest.raises(InputError) as refused:
        for one in expanded([place]):
            files_of(one)
    assert "secret" not in str(refused.value)
    assert len(str(refused.value).splitlines()) <= 3


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sftp://me:pass@host/x", "sftp://[redacted]@host/x"),
        ("sftp://me:pa/ss@host/x", "sftp://[redacted]@host/x"),
        ("https://host/x?X-Amz-Signature=abc", "https://host/x?[redacted]"),
        ("s3://bucket/a@b/dep-?", "s3://bucket/a@b/dep-?"),
    ],
)
def test_what_may_be_secret_in_a_url_is_not_shown(url: str, told: str) -> None:
    assert shown(url) == told
