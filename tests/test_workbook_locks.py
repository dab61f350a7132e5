"""A workbook that somebody holds is not replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from airec_planning.errors import OutputError
from airec_planning.workbook_locks import refuse_held

NAME = "certificate_info.xlsx"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_bytes(b"theirs")
    return path


def refusal(path: Path) -> OutputError:
    with pytest.raises(OutputError) as raised:
        refuse_held(path)
    return raised.value


def excel_lock(name: str) -> bytes:
    """As Excel writes it: the name in the code page in 55 bytes, then in UTF-16 in 110."""
    short = name.encode("gbk")
    wide = len(name).to_bytes(2, "little") + name.encode("utf-16-le")
    return bytes([len(short)]) + short.ljust(54) + wide.ljust(110, b"\0")


def test_what_nobody_holds_may_be_replaced(workbook: Path) -> None:
    refuse_held(workbook)
    refuse_held(workbook.with_name("new.xlsx"))
    refuse_held(workbook.parent / "no" / "such" / "folder.xlsx")


@pytest.mark.parametrize(
    ("content", "holder"),
    [
        ("Wang Li,wang,laptop,01.11.2026 10:00,file:///home/wang/.config/libreoffice/4;", ", by Wang Li on laptop"),
        (",wang,laptop,01.11.2026 10:00,file:///home/wang;", ", by wang on laptop"),
        ("Wang\\, Li,wang,laptop,x,y;", ", by Wang, Li on laptop"),
        ("", ""),
    ],
)
def test_open_in_libreoffice_it_is_refused_with_who_has_it_open(content: str, holder: str, workbook: Path) -> None:
    lock = workbook.with_name(f".~lock.{NAME}#")
    lock.write_text(content, encoding="utf-8")
    error = refusal(workbook)
    assert error.fact == f"is open in another program{holder} ({lock.name} stands beside it)"
    assert error.remedy.startswith("Close it there, or choose another place with --output.")


@pytest.mark.parametrize(("name", "holder"), [("Wang Li", ", by Wang Li"), ("王莉", ", by 王莉"), ("", "")])
def test_open_in_excel_it_is_refused_with_who_has_it_open(name: str, holder: str, workbook: Path) -> None:
    workbook.with_name(f"~${NAME}").write_bytes(excel_lock(name))
    assert refusal(workbook).fact.startswith(f"is open in another program{holder} (~${NAME}")


def test_a_lock_full_of_nonsense_is_a_lock_all_the_same(workbook: Path) -> None:
    workbook.with_name(f"~${NAME}").write_bytes(b"\xff" * 3)
    workbook.with_name(f".~lock.{NAME}#").write_bytes(b"\xff\x00,\x1b[31m,\x80")
    assert "\x1b" not in str(refusal(workbook))


def test_the_lock_of_the_file_that_a_link_leads_to_counts(workbook: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(workbook)
    workbook.with_name(f"~${NAME}").write_bytes(excel_lock("Wang Li"))
    assert "Wang Li" in refusal(link).fact


def test_a_read_only_workbook_is_left_alone_also_by_root(workbook: Path) -> None:
    workbook.chmod(0o444)
    assert refusal(workbook).fact == "is read-only"
