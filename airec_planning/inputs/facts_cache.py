"""What was read of certificate files before, kept in the user's cache folder.

An entry holds the contents of a run of files and is named by the SHA-256 of their bytes, the endings of their
names, the version of what reads them and the language that it tells its reasons in: whoever changes a byte asks for
another entry. Nothing in it is a secret; of a private key it holds the hash of the public key.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cryptography
import numpy as np

from airec_planning.inputs.blocks import ending_of
from airec_planning.inputs.cache_entries import cache_folder, read_entry, tidy, write_entry
from airec_planning.inputs.facts_table import KNOWN_BY, Contents
from airec_planning.inputs.known_files import KnownFiles
from airec_planning.inputs.walking import Found
from airec_planning.language import LANGUAGES, Language, spoken

_CATALOGUES = Path(__file__).parents[1] / "locale"


@dataclass(frozen=True)
class FactsCache:
    """A folder of entries; it never raises: without an entry the files are read."""

    folder: Path

    def load(self, key: str) -> Contents | None:
        """The contents kept under a key, if they are there and whole."""
        body = read_entry(self._path(key))
        try:
            return None if body is None else Contents.from_bytes(body)
        except (OSError, ValueError, TypeError, KeyError):  # damaged, or written by something else
            return None

    def store(self, key: str, contents: Contents) -> bool:
        """Keep contents under a key, if the folder can be written to: whether they are kept."""
        return write_entry(self._path(key), contents.to_bytes())

    def of_other_runs(self, files: Sequence[bytes]) -> list[tuple[Contents, dict[int, int]]]:
        """The entries of other runs that hold files of this one; each with the places of its files in this run.

        ``files`` are those of this run, as ``known_by`` gives them.
        """
        wanted = dict(enumerate(files))
        found = []
        for key, places in self._known_files.find(list(wanted.values())).items():
            hoped = {at: place for place, at in places.items() if place in wanted}
            contents = self.load(key) if hoped else None
            if contents is None:
                continue
            sure = {at: place for at, place in hoped.items() if contents.holds(at, wanted[place])}
            for place in sure.values():  # each file from one entry alone, though two writers have noted it
                del wanted[place]
            if sure:
                found.append((contents, sure))
        return found

    def store_run(self, key: str, contents: Contents, files: Sequence[bytes], new: Iterable[int]) -> None:
        """Keep the contents of a run, and where its ``new`` files that hold certificates are found by other runs."""
        holding = set(np.unique(contents.certificates["file"].to_numpy()).tolist())
        noted = b"".join([file if place in holding else bytes(KNOWN_BY) for place, file in enumerate(files)])
        if self.store(key, replace(contents, known_by=noted)):
            self._known_files.add(key, {place: files[place] for place in new if place in holding})

    @property
    def _known_files(self) -> KnownFiles:
        return KnownFiles(self.folder.parent / f"{self.folder.name}.files")

    def tidy(self) -> None:
        """Remove what was not used for a long time."""
        tidy(self.folder.parent)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.arrow"


def from_environment(environment: Mapping[str, str]) -> FactsCache | None:
    """The cache in the user's cache folder, or where ``AIREC_PLANNING_CACHE`` says; none where that is ``off``."""
    folder = cache_folder(environment)
    return None if folder is None else FactsCache(folder / f"facts-{_reader_version(spoken())}")


@functools.lru_cache(maxsize=len(LANGUAGES))
def _reader_version(language: Language) -> str:
    """The hash of all that decides what is said of a file: this package's readers, their words, and the library."""
    sources = sorted([*Path(__file__).parent.glob("*.py"), *_CATALOGUES.glob(f"{language}/*.po")])
    read = b"".join(path.read_bytes() for path in sources) + cryptography.__version__.encode()
    return hashlib.sha256(read).hexdigest()[:16]


def known_by(found: Found) -> bytes:
    """What a file is known by whatever run it lies in."""
    return hashlib.sha256(found.sha256 + ending_of(found.file).encode()).digest()


def key_of(files: Iterable[Found]) -> str:
    """The key of a run of files: their bytes, and the endings of their names, which say what a file claims to be."""
    run = list(files)
    endings = ".".join([ending_of(found.file) for found in run]).encode()
    return hashlib.sha256(b"".join([found.sha256 for found in run]) + endings).hexdigest()
