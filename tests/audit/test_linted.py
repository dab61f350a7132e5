"""What the linter said is kept: a certificate is linted once, whatever deployments hold it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from airec_planning.audit import lint_checks
from airec_planning.inputs.cache_entries import write_entry
from tests.audit import DOMAIN, ROOT
from tests.certificates import issue
from tests.deployments import plan_of, write_deployment

ASKED = "[checks]\nlint = true\n"
ONE, OTHER = issue([DOMAIN], ROOT), issue(["www.example.com"], ROOT)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AIREC_PLANNING_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def lints(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The certificates that are linted, each time that one is."""
    linted: list[bytes] = []
    really = lint_checks._codes

    def noted(data: bytes, loader: Any, validator: Any) -> set[tuple[str, str]]:
        linted.append(data)
        return really(data, loader, validator)

    monkeypatch.setattr(lint_checks, "_codes", noted)
    forget()
    return linted


def forget() -> None:
    """As if in a new process."""
    lint_checks._linted.cache_clear()
    lint_checks._version.cache_clear()


def findings(folder: Path) -> str:
    return plan_of(folder).findings.to_json()


def deployment(folder: Path, *, domains: tuple[str, ...] = (DOMAIN,)) -> Path:
    certificates = {"one": ONE} if len(domains) == 1 else {"one": ONE, "other": OTHER}
    return write_deployment(folder, domains, certificates, settings=ASKED)


def entries(cache: Path) -> list[Path]:
    return sorted(cache.glob("lints-*/*"))


def test_a_certificate_of_two_deployments_is_linted_once(tmp_path: Path, cache: Path, lints: list[bytes]) -> None:
    both = [deployment(tmp_path / "a"), deployment(tmp_path / "b", domains=(DOMAIN, "www.example.com"))]
    assert [len(plan_of(folder).certificates) for folder in both] == [1, 2]
    for folder in both:
        findings(folder)
    assert lints == [ONE.der, OTHER.der]
    assert [path.stem for path in entries(cache)] == sorted(one.sha256 for one in (ONE, OTHER))


def test_another_process_finds_what_was_said_and_says_the_same(tmp_path: Path, cache: Path, lints: list[bytes]) -> None:
    folder = deployment(tmp_path / "a")
    first = findings(folder)
    forget()
    assert findings(folder) == first
    assert lints == [ONE.der]


def test_without_a_cache_folder_the_findings_are_the_same_and_nothing_is_kept(
    tmp_path: Path, cache: Path, lints: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = deployment(tmp_path / "a")
    first = findings(folder)
    monkeypatch.setenv("AIREC_PLANNING_CACHE", "off")
    for path in entries(cache):
        path.unlink()
    assert [findings(folder), findings(folder)] == [first, first]
    assert lints == [ONE.der, ONE.der], "once for each way of keeping it, and then from memory"
    assert entries(cache) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-2]),
        lambda path: path.write_bytes(path.read_bytes().replace(b"found", b"Found")),
        lambda path: write_entry(path, b"[]"),
        lambda path: write_entry(path, b"{"),
        lambda path: write_entry(path, json.dumps({"found": [["WARNING"]], "refused": ""}).encode()),
        lambda path: write_entry(path, json.dumps({"found": [["WARNING", 1]], "refused": ""}).encode()),
        lambda path: write_entry(path, json.dumps({"found": [], "refused": None}).encode()),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["empty", "half", "changed", "a-list", "no-json", "one-of-two", "a-number", "nothing", "a-folder"],
)
def test_a_damaged_entry_is_as_if_it_were_not_there(
    tmp_path: Path, cache: Path, lints: list[bytes], damage: Callable[[Path], object]
) -> None:
    folder = deployment(tmp_path / "a")
    first = findings(folder)
    (entry,) = entries(cache)
    damage(entry)
    forget()
    assert findings(folder) == first
    assert lints == [ONE.der, ONE.der]


def test_another_version_of_the_linter_is_asked_anew(
    tmp_path: Path, cache: Path, lints: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = deployment(tmp_path / "a")
    first = findings(folder)
    monkeypatch.setattr(lint_checks.metadata, "version", lambda _: "0.0.1")
    forget()
    assert findings(folder) == first
    assert lints == [ONE.der, ONE.der]
    assert len({path.parent for path in entries(cache)}) == 2


def test_what_the_linter_cannot_decode_is_skipped_each_time(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> set[tuple[str, str]]:
        raise ValueError("beyond the linter")

    monkeypatch.setattr(lint_checks, "_codes", fails)
    folder = deployment(tmp_path / "a")
    for _ in range(2):
        forget()
        said = plan_of(folder).findings.set_index("check").loc["lints"]
        assert (said["severity"], "(ValueError)" in said["message"]) == ("skipped", True)
    assert len(entries(cache)) == 1
    forget()
