"""``data.zip`` of a remote run: its tables, summary, record and metrics in one object.

A report reads the thirty runs before it, an overview a thousand deployments, and each object costs a request: two
milliseconds of work here, and a fee there. The files lie beside it all the same, for those who read a run by itself.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from airec_planning.remote.manifest import Manifest

BUNDLE = "data.zip"
_BUNDLED = re.compile(r"summary\.json|run\.json|metrics\.prom|tables/[\w-]+\.parquet")
_BEGAN = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: the same files give the same bytes."""


def bundle(files: Mapping[str, Path]) -> bytes:
    """The bundle of a run, from its files by name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(files.items()):
            if _BUNDLED.fullmatch(name):
                archive.writestr(zipfile.ZipInfo(name, _BEGAN), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return data.getvalue()


def unbundle(path: Path, manifest: Manifest, needed: Callable[[str], bool], folder: Path) -> None:
    """Put what is needed of a bundle into a folder. What it does not hold, or not in its promised size, is left out."""
    try:
        with zipfile.ZipFile(path) as archive:
            there = {entry.filename: entry for entry in archive.infolist()}
            for promised in manifest.files:
                entry = there.get(promised.name)
                fits = _BUNDLED.fullmatch(promised.name) and entry is not None and entry.file_size == promised.size
                if fits and needed(promised.name):
                    target = folder / promised.name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(archive.read(promised.name))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return  # then the files are lacking, and the run is told as not whole
