"""A folder on a file system that fsspec knows, by the few calls that every one of them has.

Names are taken as they are: nothing is expanded as a pattern. Nothing is cached, for a worker lives for hours. Objects
are deleted one by one, since many stores refuse botocore's call for several.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from airec_planning.errors import InputError, PlanningError
from airec_planning.language import _
from airec_planning.remote.faults import NOT_THERE, told
from airec_planning.remote.urls import scheme, shown

_AT_ONCE = 32
"""Calls that are under way at a time, where the file system can."""
_PACKAGES = {"s3": "airec-planning[s3]", "s3a": "airec-planning[s3]"}


@dataclass(frozen=True)
class Store:
    """A folder there."""

    fs: Any
    root: str
    """Without the protocol, and without a slash at its end."""
    url: str
    """For showing: without credentials."""
    protocol: str
    error: type[PlanningError] = InputError
    """What it is told as that something could not be done."""

    def below(self, name: str) -> Store:
        """A folder in it."""
        return replace(self, root=f"{self.root}/{name}", url=f"{self.url}/{name}")

    def files(self, folder: str = "") -> dict[str, int]:
        """The names of all files below a folder, from this one's on, with their sizes; none where it is not there.

        Raises:
            PlanningError: the bucket is not there, or it cannot be read.
        """
        with self._told():
            found = self.fs.find(self._path(folder), detail=True)
        start = len(self.root) + 1
        listed = {name[start:]: info for name, info in found.items() if info["type"] == "file"}
        return {name: info["size"] or 0 for name, info in listed.items() if name and not name.endswith("/")}

    def entries(self, folder: str = "") -> list[dict[str, Any]]:
        """What lies in a folder itself, as fsspec says it, with ``name`` from this store's folder on.

        Raises:
            PlanningError: it is not there, or cannot be read.
        """
        with self._told():
            found = self.fs.ls(self._path(folder), detail=True)
        return [{**entry, "name": entry["name"][len(self.root) + 1 :]} for entry in found]

    def folders(self, *folders: str) -> list[list[str]]:
        """The last names of the folders in each of these; none where one is not there."""
        calls = [(self._path(folder), True) for folder in folders]
        listings = self._each("ls", calls)
        return [
            [] if found is _ABSENT else [_last(entry["name"]) for entry in found if entry["type"] == "directory"]
            for found in listings
        ]

    def matching(self, pattern: str) -> list[str]:
        """The names of the folders that a pattern with ``*``, ``?`` or ``[...]`` matches; hidden ones are left out.

        Raises:
            PlanningError: the store cannot be read, or is asked for patterns of buckets.
        """
        if not self.root:
            fact = _("is no folder that could be looked through")
            raise self.error(self.url, fact, _("Name the bucket without a pattern."))
        with self._told():
            found = self.fs.glob(self._path(pattern), detail=True)
        names = [name[len(self.root) + 1 :] for name, entry in found.items() if entry["type"] == "directory"]
        return [name for name in names if not _last(name).startswith(".")]

    def fetch(self, wanted: Mapping[str, Path]) -> set[str]:
        """Fetch files into their local places; the names of those that are there."""
        for path in wanted.values():
            path.parent.mkdir(parents=True, exist_ok=True)
        calls = [(self._path(name), str(path)) for name, path in wanted.items()]
        found = zip(wanted, self._each("get_file", calls), strict=True)
        return {name for name, result in found if result is not _ABSENT}

    def read(self, names: Sequence[str]) -> dict[str, bytes]:
        """The bytes of those files that are there."""
        with tempfile.TemporaryDirectory() as folder:
            places = {name: Path(folder) / str(number) for number, name in enumerate(names)}
            return {name: places[name].read_bytes() for name in self.fetch(places)}

    def send(self, files: Mapping[str, Path]) -> None:
        """Put local files there, over what is there.

        Raises:
            PlanningError: one of them could not be.
        """
        calls = [(str(path), self._path(name)) for name, path in files.items()]
        if _ABSENT in self._each("put_file", calls):
            raise self.error(self.url, *map(_, NOT_THERE))

    def write(self, name: str, data: bytes) -> None:
        """Put bytes there as a file, whose type is told by its name."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / _last(name)
            path.write_bytes(data)
            self.send({name: path})

    def remove(self, names: Sequence[str]) -> None:
        """Delete files; one that is gone already is none the worse."""
        self._each("rm_file", [(self._path(name),) for name in names])

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}" if name else self.root

    def _told(self) -> Any:
        return told(self.url, self.protocol, self.error)

    def _each(self, method: str, calls: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Make each call, several at once where the file system can; ``_ABSENT`` for what is not there."""
        with self._told():
            if not getattr(self.fs, "async_impl", False):
                return [_or_absent(getattr(self.fs, method), call) for call in calls]
            from fsspec.asyn import sync  # noqa: PLC0415

            results = sync(self.fs.loop, _gathered, getattr(self.fs, f"_{method}"), calls)
            for result in results:
                if isinstance(result, BaseException) and not isinstance(result, FileNotFoundError):
                    raise result
            return [_ABSENT if isinstance(result, FileNotFoundError) else result for result in results]


def open_store(place: str, error: type[PlanningError] = InputError) -> Store:
    """The folder that a URL names. Nothing is asked of it yet.

    Raises:
        InputError: the URL is of a kind that is not known, or for which a package is not installed, or cannot be used.
    """
    import fsspec  # noqa: PLC0415  # only where a URL is used

    protocol, where = scheme(place), shown(place)
    if "::" in place:
        raise InputError(where, _("is several URLs in one"), _("Name the folder itself."))
    if protocol in _PACKAGES and "@" in place.split("://", 1)[1].partition("/")[0]:
        remedy = _("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead.")
        raise InputError(where, _("holds credentials"), remedy)
    options = {"auto_mkdir": True} if protocol in ("file", "local") else {}
    try:
        fs, root = fsspec.url_to_fs(place, use_listings_cache=False, **options)
    except ImportError:
        package = _PACKAGES.get(protocol)
        named = _("Install the package that fsspec names for {protocol}://.", protocol=protocol)
        fact = _("what reads {protocol}:// is not installed", protocol=protocol)
        raise InputError(where, fact, f"pip install '{package}'" if package else named) from None
    except (ValueError, TypeError, OSError):
        remedy = _("Name one such as s3://BUCKET/FOLDER.")
        raise InputError(where, _("is no URL that can be used"), remedy) from None
    return Store(fs, root.rstrip("/"), where.rstrip("/"), protocol, error)


_ABSENT = object()
"""What is given for a file that is not there."""


def _or_absent(method: Any, call: tuple[Any, ...]) -> Any:
    try:
        return method(*call)
    except FileNotFoundError:
        return _ABSENT


async def _gathered(method: Any, calls: Sequence[tuple[Any, ...]]) -> list[Any]:
    under_way = asyncio.Semaphore(_AT_ONCE)

    async def one(call: tuple[Any, ...]) -> Any:
        async with under_way:
            return await method(*call)

    return await asyncio.gather(*(one(call) for call in calls), return_exceptions=True)


def _last(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2]
