"""Files: written whole or not at all, and named the same on every machine."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from airec_planning.errors import OutputError
from airec_planning.language import _

RUNS_MARKER = ".airec-planning-reports"
"""Stands in a reports folder, so that what we wrote is never read as input."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place and rename it into it, so that nobody meets half of it.

    A link is followed, a file that is there keeps its permissions, and what is no file is not replaced.

    Raises:
        OutputError: the place cannot be written to.
    """
    try:
        path = _followed(path)
        if path.exists() and not path.is_file():
            raise OutputError(str(path), _("is not a file"), _("Name a file."))
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask()
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        beside = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            beside.chmod(mode)
            _put(beside, path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(path, error) from None


def _put(beside: Path, path: Path) -> None:
    try:
        beside.replace(path)
    except PermissionError:
        if not path.exists():
            raise
        # How Windows says that a program has the file open.
        raise OutputError(
            str(path),
            _("is open in another program, or must not be replaced"),
            _("Close it there, or choose another place."),
        ) from None


def relative_name(path: Path, folder: Path) -> str:
    """The path below a folder with forward slashes; the path as given where it lies elsewhere.

    Bytes that are not UTF-8 are shown as escapes, so that the name can be printed.
    """
    return shown_text(path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix())


def shown_text(name: str) -> str:
    """A file's name for showing: bytes that are not UTF-8 as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def umask() -> int:
    """What this process takes away from the permissions of new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _followed(path: Path) -> Path:
    try:
        return path.resolve()
    except RuntimeError:  # how Python before 3.13 says that links lead in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None


def unwritable(path: Path, error: OSError) -> OutputError:
    """The error for a place that cannot be written to."""
    remedy = _("Free some space." if error.errno in (errno.ENOSPC, errno.EDQUOT) else "Choose another place.")
    reason = os.strerror(error.errno) if error.errno else error.strerror  # some libraries say more than that in theirs
    return OutputError(str(path), _("cannot be written: {why}", why=reason), remedy)


def reports_folder(folder: Path) -> Path:
    """The folder, made and marked as ours, so that what is written there is never read as input.

    Raises:
        OutputError: the place cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RUNS_MARKER).touch()
    except OSError as error:
        raise unwritable(folder, error) from None
    return folder
