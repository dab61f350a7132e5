"""Inputs for the tests of the readers, made on the spot."""

from __future__ import annotations

import contextlib
import signal
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType

import openpyxl
import pytest

_P256, _SM2 = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a811ccf5501822d")


class _TooSlow(BaseException):
    """Not an ``Exception``, so that no reader can swallow it."""


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail when the body computes for longer, on however busy a machine, and when it would hang for ever."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooSlow

    timers = {signal.SIGPROF: (signal.ITIMER_PROF, seconds), signal.SIGALRM: (signal.ITIMER_REAL, 20 * seconds)}
    before = {number: signal.signal(number, stop) for number in timers}
    for timer, limit in timers.values():
        signal.setitimer(timer, limit)
    try:
        yield
    except _TooSlow:
        raise pytest.fail.Exception(f"not done after {seconds} s") from None
    finally:
        for number, (timer, _limit) in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(number, before[number])


def workbook(path: Path, *rows: Sequence[object], sheet: str = "Table", merged: str = "") -> Path:
    """A workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    if merged:
        page.merge_cells(merged)
    book.save(path)
    return path


def edited(path: Path, part: str, edit: Callable[[bytes], bytes], *, renamed: str = "") -> Path:
    """The workbook with one part of its zip file edited, and moved where it is ``renamed``."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = edit(parts[part])
    if renamed:
        parts[renamed] = parts.pop(part)
        links = "xl/_rels/workbook.xml.rels"
        parts[links] = parts[links].replace(part.encode(), renamed.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def as_sm2(der: bytes) -> bytes:
    """A P-256 certificate or key that says that its curve is SM2's: what the library cannot read."""
    assert _P256 in der
    return der.replace(_P256, _SM2)
