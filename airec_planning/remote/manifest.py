"""What makes a remote run whole: a list of its files that is written last; and which run is the latest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, ValidationError

from airec_planning.language import N_, _
from airec_planning.outputs.document import Document
from airec_planning.text import visible

MANIFEST = "manifest.json"
LATEST_RUN = "latest.json"
_MANIFEST_SCHEMA: Final = "airec-planning/manifest/1"
_LATEST_SCHEMA: Final = "airec-planning/latest/1"


class FileEntry(Document):
    name: str
    """From the run's folder on, with forward slashes."""
    size: int
    """Bytes."""
    sha256: str


class Manifest(Document):
    """``NAME/RUN/manifest.json``."""

    schema_: Literal["airec-planning/manifest/1"] = Field(_MANIFEST_SCHEMA, alias="schema")
    run: str
    state: Literal["whole", "failed"]
    files: list[FileEntry]


class LatestRun(Document):
    """``NAME/latest.json``."""

    schema_: Literal["airec-planning/latest/1"] = Field(_LATEST_SCHEMA, alias="schema")
    run: str


def manifest_of(run: str, state: Literal["whole", "failed"], files: Mapping[str, Path]) -> Manifest:
    """The manifest of local files, by their names in the run."""
    entries = []
    for name, path in sorted(files.items()):
        data = path.read_bytes()
        entries.append(FileEntry(name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest()))
    return Manifest(run=run, state=state, files=entries)


def read_manifest(data: bytes, run: str) -> Manifest | None:
    """None where it cannot be understood, or is another run's."""
    try:
        found = Manifest.model_validate_json(data)
    except ValidationError:
        return None
    return found if found.run == run else None


def read_latest(data: bytes) -> str:
    """The run that is latest; empty where that cannot be understood."""
    try:
        return LatestRun.model_validate_json(data).run
    except ValidationError:
        return ""


def lacking(manifest: Manifest, sizes: Mapping[str, int]) -> str:
    """What a run lacks of what its manifest promises, by the sizes of its files; empty where it is whole."""
    for entry in manifest.files:
        if entry.name not in sizes:
            return _("{file} is not there", file=visible(entry.name))
        if sizes[entry.name] != entry.size:
            said = N_("{file} has {size:,} bytes, its manifest says {promised:,}")
            return _(said, file=visible(entry.name), size=sizes[entry.name], promised=entry.size)
    return ""


def differing(manifest: Manifest, folder: Path, needed: Callable[[str], bool]) -> str:
    """Which of the needed files in a local folder is not what the manifest says; empty where all are."""
    for entry in manifest.files:
        if needed(entry.name) and not _is(folder / entry.name, entry):
            return _("{file} is not what its manifest says", file=visible(entry.name))
    return ""


def _is(path: Path, entry: FileEntry) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha256
    except OSError:
        return False
