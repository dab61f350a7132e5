"""Our engines by name, as papermill finds them: ``papermill --engine airec-forked in.ipynb out.ipynb``.

papermill loads these while it is itself being imported: nothing here may import it, or anything heavy, before a
notebook is run.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

FORKED, KERNEL = "airec-forked", "airec-kernel"


class _Lazy(ABC):
    @classmethod
    @abstractmethod
    def engine(cls) -> Any:
        """The engine itself, imported now."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        return cls.engine().execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> Any:
        return cls.engine().nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> Any:
        return cls.engine().nb_language(nb, language)


class Forked(_Lazy):
    """Cells run in a fork of this process."""

    @classmethod
    def engine(cls) -> Any:
        from airec_planning.execution.forked_engine import ForkedEngine  # noqa: PLC0415

        return ForkedEngine


class Kernel(_Lazy):
    """Cells run in a Jupyter kernel."""

    @classmethod
    def engine(cls) -> Any:
        from airec_planning.execution.kernel_engine import KernelEngine  # noqa: PLC0415

        return KernelEngine
