"""Files walked safely: links, pipes, odd names and huge files neither hang nor crash."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from airec_planning.errors import Failure, Reason
from airec_planning.inputs.walking import LARGEST, walk
from tests.inputs import within


def walked(*roots: Path, below: Path) -> tuple[dict[str, bytes], dict[str, Reason]]:
    """What was read, and why the rest was not."""
    with within(5):
        found = list(walk(roots, below))
    read = [entry[:2] for entry in found if not isinstance(entry, Failure)]
    assert len(read) == len(dict(read))
    return dict(read), {entry.file: entry.reason for entry in found if isinstance(entry, Failure)}


def test_files_are_read_by_name_with_their_path_below_the_folder(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.pem", "b/z.pem", "b/a.pem", "a.pem"):
        (tmp_path / name).write_text(name)
    read, failed = walked(tmp_path, below=tmp_path)
    assert list(read) == ["a.pem", "b/a.pem", "b/z.pem", "c.pem"]
    assert read["b/a.pem"] == b"b/a.pem"
    assert failed == {}


def test_hidden_entries_are_left_out_unless_named_as_root(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.pem").write_text("a")
    (tmp_path / ".b.pem").write_text("b")
    assert walked(tmp_path, below=tmp_path) == ({}, {})
    assert walked(tmp_path / ".git", below=tmp_path) == ({".git/a.pem": b"a"}, {})


def test_a_file_below_two_roots_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "ca").mkdir()
    (tmp_path / "ca" / "root.pem").write_text("r")
    assert walked(tmp_path, tmp_path / "ca", tmp_path / "ca" / "root.pem", below=tmp_path) == (
        {"ca/root.pem": b"r"},
        {},
    )


def test_links_to_folders_that_contain_them_are_named_and_end(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "one.pem").write_text("1")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "self").symlink_to("self")
    (tmp_path / "a" / "x").symlink_to("y")
    (tmp_path / "a" / "y").symlink_to("x")
    read, failed = walked(tmp_path, below=tmp_path)
    assert read == {"a/one.pem": b"1"}
    assert failed == dict.fromkeys(("a/b/up", "a/self", "a/x", "a/y"), Reason.SYMLINK_LOOP)


def test_links_to_files_and_to_other_folders_are_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    (outside / "more").mkdir(parents=True)
    inside.mkdir()
    (outside / "a.pem").write_text("a")
    (outside / "more" / "b.pem").write_text("b")
    (inside / "a.pem").symlink_to(outside / "a.pem")
    (inside / "more").symlink_to(outside / "more")
    assert walked(inside, below=inside) == ({"a.pem": b"a", "more/b.pem": b"b"}, {})


def test_a_link_to_nothing_and_a_missing_root_are_failures(tmp_path: Path) -> None:
    (tmp_path / "dangling.pem").symlink_to("missing")
    _, failed = walked(tmp_path, tmp_path / "no-root", below=tmp_path)
    assert failed == {"dangling.pem": Reason.UNREADABLE_FILE, "no-root": Reason.UNREADABLE_FILE}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_text("a")
    (tmp_path / "a.pem").chmod(0)
    assert walked(tmp_path, below=tmp_path)[1] == {"a.pem": Reason.UNREADABLE_FILE}


def test_pipes_sockets_and_devices_are_named_and_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.pem")
    (tmp_path / "zero.pem").symlink_to("/dev/zero")
    monkeypatch.chdir(tmp_path)  # a socket's path may have few characters only
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.pem")
        read, failed = walked(tmp_path, below=tmp_path)
    assert read == {}
    assert failed == dict.fromkeys(("pipe.pem", "socket.pem", "zero.pem"), Reason.NOT_A_REGULAR_FILE)


def test_a_huge_file_is_named_and_not_read(tmp_path: Path) -> None:
    for name, size in (("huge.pem", LARGEST + 1), ("large.pem", LARGEST)):
        (tmp_path / name).touch()
        os.truncate(tmp_path / name, size)
    read, failed = walked(tmp_path, below=tmp_path)
    assert [len(data) for data in read.values()] == [LARGEST]
    assert failed == {"huge.pem": Reason.TOO_LARGE}


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.pem", b"new\nline.pem", "证书.pem".encode(), b" .pem", b"-----BEGIN.pem", b"x" * 255]
)
def test_odd_names_are_read_and_can_be_printed(tmp_path: Path, name: bytes) -> None:
    (tmp_path / os.fsdecode(name)).write_text("a")
    ((shown, data),) = walked(tmp_path, below=tmp_path)[0].items()
    assert data == b"a"
    shown.encode("utf-8")


def test_folders_nested_a_thousand_deep_do_not_crash(tmp_path: Path) -> None:
    nested = [tmp_path / "d"]
    while len(nested) < 1100:
        nested.append(nested[-1] / "d")
    try:
        for folder in nested:
            folder.mkdir()
        (tmp_path / "z.pem").write_text("z")
        assert "z.pem" in walked(tmp_path, below=tmp_path)[0]
    finally:  # pytest's own removal is recursive
        for folder in reversed(nested):
            folder.rmdir()
