"""The deployment folder: what is found in it, and what cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from airec_planning.deployment import files_below, read_deployment, relative_name
from airec_planning.errors import InputError, SettingsError
from tests.inputs import within


def lay(folder: Path, **files: str) -> Path:
    """Files of this text in a folder; ``__`` in a name stands for a dot, ``___`` for a slash."""
    for name, text in files.items():
        path = folder / name.replace("___", "/").replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_the_planners_files_are_found_without_settings(tmp_path: Path) -> None:
    lay(tmp_path, planner___Certificate_Info__xlsx="", planner___san_domains__txt="")
    found = read_deployment(tmp_path)
    assert found.requirement_table == tmp_path / "planner/Certificate_Info.xlsx"
    assert found.san_domains == tmp_path / "planner/san_domains.txt"
    assert found.certificate_folders == (tmp_path,)
    assert (found.name, found.title) == (tmp_path.name, tmp_path.name)


@pytest.mark.parametrize("file", ["certificate_info__csv", "san_domains"])
def test_one_of_the_planners_files_is_enough(tmp_path: Path, file: str) -> None:
    found = read_deployment(lay(tmp_path, **{file: ""}))
    assert (found.requirement_table is None) is (file == "san_domains")


def test_a_folder_with_neither_file_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"neither certificate_info\.xlsx .* nor san_domains"):
        read_deployment(tmp_path)


def test_two_candidates_are_both_named(tmp_path: Path) -> None:
    lay(tmp_path, a___certificate_info__xlsx="", b___certificate_info__csv="")
    with pytest.raises(InputError, match=r"a/certificate_info.xlsx and b/certificate_info.csv") as raised:
        read_deployment(tmp_path)
    assert "requirement_table" in raised.value.remedy


def test_the_settings_choose_between_candidates(tmp_path: Path) -> None:
    lay(tmp_path, a___san_domains="", b___san_domains="", deployment__toml='[planner]\nsan_domains = "b/san_domains"')
    assert read_deployment(tmp_path).san_domains == tmp_path / "b/san_domains"


def test_hidden_entries_and_linked_folders_are_not_searched(tmp_path: Path) -> None:
    here = lay(tmp_path / "here", san_domains="", __git___san_domains="")
    elsewhere = lay(tmp_path / "elsewhere", san_domains="")
    (here / ".git").mkdir(exist_ok=True)
    (here / ".git" / "san_domains").write_text("")
    (here / "link").symlink_to(elsewhere)
    assert read_deployment(here).san_domains == here / "san_domains"


@pytest.mark.parametrize("folder", ["missing", "file.txt", "x" * 5000])
def test_what_is_no_folder_is_an_input_error(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(InputError, match="folder"):
        read_deployment(tmp_path / folder)


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ('[planner]\nrequirement_table = "no.xlsx"', "planner.requirement_table"),
        ('[planner]\nsan_domains = "no"', "planner.san_domains"),
        ('[planner]\nsan_domains = "a\\u0000b"', "planner.san_domains"),
        (f'[planner]\nsan_domains = "{"x" * 5000}"', "planner.san_domains"),
        ('[certificates]\nfolders = ["no"]', "certificates.folders"),
        ('[certificates]\nauthorities = ["no"]', "certificates.authorities"),
    ],
    ids=["table", "san", "nul", "long", "folders", "authorities"],
)
def test_a_named_path_that_is_not_there_names_its_key(tmp_path: Path, toml: str, key: str) -> None:
    lay(tmp_path, san_domains="", deployment__toml=toml)
    with pytest.raises(SettingsError, match="does not exist") as raised:
        read_deployment(tmp_path)
    assert raised.value.place.endswith(f"deployment.toml, {key}")


def test_settings_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    lay(tmp_path, san_domains="", deployment__toml='\ufefftitle = "推荐"')
    assert read_deployment(tmp_path).title == "推荐"


def test_settings_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    lay(tmp_path, san_domains="")
    (tmp_path / "deployment.toml").write_bytes('title = "推荐"'.encode("gbk"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        read_deployment(tmp_path)


def test_a_folder_named_like_the_settings_is_refused(tmp_path: Path) -> None:
    lay(tmp_path, san_domains="", deployment__toml___x="")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_deployment(tmp_path)


@pytest.mark.parametrize(
    ("written", "safe"), [("北京 / gov", "北京-gov"), ("../../etc", "etc"), ("...", "deployment"), ("a.b-c", "a.b-c")]
)
def test_the_name_is_safe_as_a_folders_name(tmp_path: Path, written: str, safe: str) -> None:
    lay(tmp_path, san_domains="", deployment__toml=f'name = "{written}"')
    found = read_deployment(tmp_path)
    assert (found.name, found.title) == (safe, written)


def test_folders_named_ca_hold_the_authorities_unless_the_settings_say_otherwise(tmp_path: Path) -> None:
    lay(tmp_path, san_domains="", CA___root__pem="", own___root__pem="")
    assert read_deployment(tmp_path).authorities == (tmp_path / "CA",)
    lay(tmp_path, deployment__toml='[certificates]\nauthorities = ["own"]')
    assert read_deployment(tmp_path).authorities == (tmp_path / "own",)
    lay(tmp_path, deployment__toml="[certificates]\nauthorities = []")
    assert read_deployment(tmp_path).authorities == ()


def test_the_command_line_reaches_the_settings(tmp_path: Path) -> None:
    found = read_deployment(lay(tmp_path, san_domains=""), {"name": "typed"})
    assert (found.name, dict(found.overrides)) == ("typed", {"name": "typed"})


def test_links_that_lead_nowhere_do_not_stop_the_search(tmp_path: Path) -> None:
    lay(tmp_path, san_domains="")
    (tmp_path / "dangling").symlink_to(tmp_path / "missing")
    (tmp_path / "up").symlink_to(tmp_path)
    assert read_deployment(tmp_path).san_domains == tmp_path / "san_domains"


def test_a_link_to_itself_does_not_stop_the_search(tmp_path: Path) -> None:
    lay(tmp_path, san_domains="")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert read_deployment(tmp_path).san_domains == tmp_path / "san_domains"


def test_a_pipe_is_not_taken_for_a_planners_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "san_domains")
    with within(5), pytest.raises(InputError, match="neither"):
        read_deployment(tmp_path)


def test_folders_nested_a_thousand_deep_do_not_stop_the_search(tmp_path: Path) -> None:
    lay(tmp_path, san_domains="")
    nested = [tmp_path / "d"]
    while len(nested) < 1100:
        nested.append(nested[-1] / "d")
    try:
        for folder in nested:
            folder.mkdir()
        assert read_deployment(tmp_path).san_domains == tmp_path / "san_domains"
    finally:  # pytest's own removal is recursive
        for folder in reversed(nested):
            folder.rmdir()


def test_files_come_in_the_same_order_everywhere(tmp_path: Path) -> None:
    lay(tmp_path, b___z="", b___a="", a__txt="", c="")
    assert [relative_name(path, tmp_path) for path in files_below(tmp_path)] == ["a.txt", "b/a", "b/z", "c"]


def test_a_shown_path_lies_below_the_folder_and_can_be_printed(tmp_path: Path) -> None:
    assert relative_name(tmp_path / "a" / "b.pem", tmp_path) == "a/b.pem"
    assert relative_name(Path("/elsewhere/b.pem"), tmp_path) == "/elsewhere/b.pem"
    assert relative_name(tmp_path / os.fsdecode(b"\xff.pem"), tmp_path) == "\\xff.pem"
