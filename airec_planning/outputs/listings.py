"""``inventory``: certificates below any paths, printed or written in several formats."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from airec_planning import tables
from airec_planning.errors import InputError, OutputError
from airec_planning.files import write_whole
from airec_planning.inputs.facts_cache import from_environment
from airec_planning.inputs.inventory import Inventory, read_inventory
from airec_planning.language import _
from airec_planning.outputs.csv_text import inert
from airec_planning.outputs.documents import inventory_document
from airec_planning.outputs.terminal import inventory_text


def read_paths(paths: Iterable[Path], passphrases: Iterable[str] = ()) -> Inventory:
    """The inventory of files and folders, each file named as it was given.

    Raises:
        InputError: a path does not exist, or a passphrase is no reference.
    """
    listed = list(paths)
    for path in listed:
        if not path.exists():
            raise InputError(str(path), _("no such file or folder"), _("Name files or folders that hold certificates."))
    references = {}
    for text in passphrases:
        file, _equals, reference = text.rpartition("=")
        if not file or not reference.startswith("env:"):
            # What was typed may be a passphrase: it is not repeated.
            raise InputError(
                "--passphrase",
                _("is not of the form FILE=env:NAME"),
                _("Put the passphrase into a variable and name it."),
            )
        references[file] = reference
    cache = from_environment(os.environ)
    return read_inventory(listed, Path(), passphrases=references, environment=os.environ, cache=cache)


def deliver(inventory: Inventory, form: str, output: Path | None) -> None:
    """Print the inventory, or write it to a file.

    Raises:
        OutputError: Parquet without a file, or a file that cannot be written.
    """
    if form == "parquet":
        if output is None:
            raise OutputError("--format parquet", _("is not for a terminal"), _("Name a file with --output."))
        buffer = io.BytesIO()
        tables.CERTIFICATES.write_parquet(inventory.certificates, buffer)
        write_whole(output, buffer.getvalue())
        return
    document = inventory_document(inventory)
    text = (
        document.to_json() if form == "json" else _csv(inventory) if form == "csv" else inventory_text(document) + "\n"
    )
    if output is None:
        sys.stdout.write(text)
    else:
        write_whole(output, text.encode())


def _csv(inventory: Inventory) -> str:
    frame = inventory.certificates.copy()
    for column in ("files", "san_dns", "san_ip", "san_other", "problems"):
        frame[column] = frame[column].map("; ".join)
    return str(inert(frame).to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%M:%SZ"))
