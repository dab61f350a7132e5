"""Whether a workbook may be replaced: not while a person has it open, nor against its owner's wish."""

from __future__ import annotations

from pathlib import Path

from airec_planning.errors import OutputError
from airec_planning.language import _

_WRITABLE = 0o222


def refuse_held(path: Path) -> None:
    """Refuse to replace a workbook that is open in LibreOffice or Excel, or that is marked as read-only.

    A program that has a workbook open leaves a file beside it that says who opened it; what is saved there later
    would overwrite what is written now. The mark is looked at itself, since root may write whatever it says.

    Raises:
        OutputError: naming the lock, and who holds it if the lock says so.
    """
    try:
        place = path.resolve()
        for beside in dict.fromkeys((path, place)):
            _refuse_open(path, beside)
        if place.is_file() and not place.stat().st_mode & _WRITABLE:
            raise OutputError(
                str(path), _("is read-only"), _("Make it writable, or choose another place with --output.")
            )
    except (OSError, RuntimeError):  # the place cannot be looked at: writing will say why
        return


def _refuse_open(path: Path, beside: Path) -> None:
    for lock, holder_of in (
        (beside.with_name(f".~lock.{beside.name}#"), _libreoffice_holder),
        (beside.with_name(f"~${beside.name}"), _excel_holder),
    ):
        if lock.is_file():
            holder = holder_of(lock)
            fact = (
                _("is open in another program, by {holder} ({lock} stands beside it)", holder=holder, lock=lock.name)
                if holder
                else _("is open in another program ({lock} stands beside it)", lock=lock.name)
            )
            remedy = _(
                "Close it there, or choose another place with --output. If nobody has it open, delete {lock}.",
                lock=lock.name,
            )
            raise OutputError(str(path), fact, remedy)


def _libreoffice_holder(lock: Path) -> str:
    """Name, account and machine stand first in the lock, apart by commas; a comma in them is escaped."""
    fields = _start(lock).decode("utf-8", "replace").replace("\\,", "\0").split(",")
    name, account, machine = ([field.replace("\0", ",").strip() for field in fields] + ["", "", ""])[:3]
    who = name or account
    return _("{who} on {machine}", who=who, machine=machine) if who and machine else who or machine


def _excel_holder(lock: Path) -> str:
    """The name stands twice: in the system's code page in 55 bytes, then in UTF-16 after its length."""
    data = _start(lock)
    length = int.from_bytes(data[55:57], "little")
    return data[57 : 57 + 2 * min(length, 54)].decode("utf-16-le", "ignore").strip()


def _start(lock: Path) -> bytes:
    try:
        with lock.open("rb") as file:
            return file.read(1024)
    except OSError:
        return b""
