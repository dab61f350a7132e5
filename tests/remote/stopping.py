"""A file system whose process is killed after so many changes, for uploads to be stopped at every step."""

from __future__ import annotations

from typing import Any, ClassVar

from fsspec.implementations.memory import MemoryFileSystem


class Stopped(BaseException):
    """What a kill is like: no handler of errors is meant for it, and nothing that is called afterwards happens."""


class StoppingFileSystem(MemoryFileSystem):
    """The objects of ``memory://``."""

    protocol = "stopping"
    left: ClassVar[int | None] = None
    """Changes until it is stopped; None for never."""
    changes: ClassVar[int] = 0

    @classmethod
    def _strip_protocol(cls, path: Any) -> str:
        return str(super()._strip_protocol(str(path).removeprefix("stopping://")))

    def put_file(self, lpath: str, rpath: str, **options: Any) -> None:
        self._count()
        super().put_file(lpath, rpath, **options)

    def rm_file(self, path: str) -> None:
        self._count()
        super().rm_file(path)

    def cat_file(self, path: str, **options: Any) -> bytes:
        self._refuse_after_stop()
        return bytes(super().cat_file(path, **options))

    def find(self, path: str, **options: Any) -> Any:
        self._refuse_after_stop()
        return super().find(path, **options)

    def _count(self) -> None:
        self._refuse_after_stop()
        cls = type(self)
        cls.changes += 1
        if cls.left is not None:
            cls.left -= 1

    def _refuse_after_stop(self) -> None:
        if type(self).left == 0:
            raise Stopped
