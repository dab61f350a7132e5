"""The folder that describes a deployment, and what is found in it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from airec_planning.card import Card, Shown
from airec_planning.errors import InputError, SettingsError
from airec_planning.files import RUNS_MARKER, relative_name
from airec_planning.language import N_, Language, _, speaking
from airec_planning.setting_sections import Settings
from airec_planning.setting_values import origins
from airec_planning.settings import parse_settings
from airec_planning.text import enumerated, plural

SETTINGS_FILE = "deployment.toml"
TABLE_NAMES = ("certificate_info.xlsx", "certificate_info.csv", "certificate_info.xls")
SAN_DOMAINS = "san_domains"
AUTHORITY_FOLDERS = ("ca", "cas", "authorities")
_SEVERAL = {
    "requirement_table": N_("{count} files could be the requirement table: {files}"),
    "san_domains": N_("{count} files could be the san domains: {files}"),
}
_SAFE_NAME = re.compile(r"[^\w.-]+")
_NAME_LINE = re.compile(r"""^\s*name\s*=\s*(?P<quote>["'])(?P<name>.*?)(?P=quote)""", re.MULTILINE)


@dataclass(frozen=True, repr=False)
class Deployment(Shown):
    """A deployment folder, its settings and the planner's files in it."""

    folder: Path
    name: str
    """Short name, safe as a folder's name."""
    title: str
    settings: Settings
    overrides: Mapping[str, str]
    """Keys that were set on the command line, with their values as typed."""
    requirement_table: Path | None
    san_domains: Path | None
    certificate_folders: tuple[Path, ...]
    authorities: tuple[Path, ...]

    def _speaks(self) -> Language:
        return self.settings.language

    def _card(self) -> Card:
        given = sum(value.origin != "default" for value in origins(self.settings, self.overrides))
        planner = [self.shown(path) for path in (self.requirement_table, self.san_domains) if path]
        folders = [name for name in map(self.shown, self.certificate_folders) if name != "."]
        own = [*map(self.shown, self.authorities)]
        return Card(
            _("Deployment: {title}, in {folder}", title=self.title, folder=self.folder),
            (
                (_("Planner's files"), enumerated(planner)),
                (_("Certificates"), enumerated(folders) or _("anywhere in the folder")),
                (_("Own CA"), enumerated(own) or _("no folder of its certificates")),
                (_("Settings"), _("{settings} given, the others as by default", settings=plural(given, "setting"))),
            ),
            (
                ("show.assumptions(plan)", _("what the figures rest on, each with where it comes from")),
                ("plan.settings", _("every setting, by section")),
                ("plan.requirements", _("the rows of the requirement table")),
            ),
        )

    def shown(self, path: Path) -> str:
        """The path below the deployment folder, with forward slashes, the same on every machine."""
        return relative_name(path, self.folder)


def read_deployment(folder: str | os.PathLike[str], overrides: Mapping[str, str] | None = None) -> Deployment:
    """Look at a deployment folder: its settings, and where its inputs lie.

    Raises:
        InputError: no such folder; neither a requirement table nor ``san_domains``; several of either.
        SettingsError: ``deployment.toml`` cannot be used or names a file that is not there.
    """
    root = Path(folder)
    if not _is(root, Path.is_dir):
        fact = _("is a file, not a folder" if _is(root, Path.exists) else "no such folder")
        raise InputError(str(root), fact, _("Name the folder that holds the planner's files."))
    settings = _read_settings(root, overrides)
    with speaking(settings.language):
        return _found(root, settings, overrides)


def _found(root: Path, settings: Settings, overrides: Mapping[str, str] | None) -> Deployment:
    planner = settings.planner
    table = _named(root, planner.requirement_table, "planner.requirement_table") or _found_table(root)
    san_domains = _named(root, planner.san_domains, "planner.san_domains") or _found_san_domains(root)
    if table is None and san_domains is None:
        raise InputError(
            str(root),
            _("holds neither certificate_info.xlsx (or .csv, .xls) nor san_domains"),
            _("Export both from Apsara Stack Deployment Planner, or name them under [planner] in deployment.toml."),
        )
    return Deployment(
        folder=root,
        name=_safe_name(settings.name or root.resolve().name),
        title=settings.title or settings.name or root.resolve().name or "deployment",
        settings=settings,
        overrides=dict(overrides or {}),
        requirement_table=table,
        san_domains=san_domains,
        certificate_folders=tuple(_below(root, f, "certificates.folders") for f in settings.certificates.folders),
        authorities=_authorities(root, settings),
    )


def name_and_settings(folder: Path, overrides: Mapping[str, str] | None = None) -> tuple[str, Settings]:
    """A deployment's short name and settings, though its planner's files may be unusable.

    Raises:
        SettingsError: ``deployment.toml`` cannot be used.
    """
    settings = _read_settings(folder, overrides)
    return _safe_name(settings.name or folder.resolve().name), settings


def chosen_name(folder: Path, overrides: Mapping[str, str] | None = None) -> str:
    """The short name, also of a deployment whose settings cannot be used: what its ``deployment.toml`` seems to say."""
    try:
        return name_and_settings(folder, overrides)[0]
    except (SettingsError, ValueError, OSError):
        said = _NAME_LINE.search(_text_of(folder / SETTINGS_FILE).split("\n[", 1)[0])
        return _safe_name(said["name"] if said else folder.name)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ""


def _safe_name(name: str) -> str:
    return _SAFE_NAME.sub("-", name).strip(".-") or "deployment"


def files_below(folder: Path) -> Iterator[Path]:
    """Regular files below a folder in a fixed order.

    Links to folders, hidden entries and the reports that were written here are left out.
    """
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            if path.is_dir():
                if not (path.is_symlink() and path != folder) and not (path / RUNS_MARKER).exists():
                    entries = [entry for entry in path.iterdir() if not entry.name.startswith(".")]
                    waiting += sorted(entries, reverse=True)
            elif path.is_file():
                yield path
        except OSError:
            continue


def _read_settings(root: Path, overrides: Mapping[str, str] | None) -> Settings:
    path = root / SETTINGS_FILE
    if not path.exists():
        return parse_settings("", SETTINGS_FILE, overrides)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = _("not UTF-8 text") if isinstance(error, UnicodeDecodeError) else error.strerror
        raise SettingsError(str(path), _("cannot be read: {why}", why=reason), _("TOML files are UTF-8.")) from None
    return parse_settings(text, str(path), overrides)


def _named(root: Path, name: str | None, key: str) -> Path | None:
    return _below(root, name, key) if name is not None else None


def _below(root: Path, name: str, key: str) -> Path:
    path = root / name
    if not _is(path, Path.exists):
        raise SettingsError(
            f"{root / SETTINGS_FILE}, {key}",
            _("{file} does not exist", file=name),
            _("Paths start at the deployment folder."),
        )
    return path if name != "." else root


def _is(path: Path, question: Callable[[Path], bool]) -> bool:
    try:
        return question(path)
    except (OSError, ValueError):  # a name too long, or with a NUL
        return False


def _found_table(root: Path) -> Path | None:
    matches = [path for path in files_below(root) if path.name.lower() in TABLE_NAMES]
    return _only(root, matches, "requirement_table")


def _found_san_domains(root: Path) -> Path | None:
    matches = [path for path in files_below(root) if path.stem.lower() == SAN_DOMAINS]
    return _only(root, matches, "san_domains")


def _only(root: Path, matches: list[Path], key: str) -> Path | None:
    if len(matches) > 1:
        names = _(" and ").join(relative_name(path, root) for path in matches[:3])
        raise InputError(
            str(root),
            _(_SEVERAL[key], count=len(matches), files=names),
            _('Name the right one in deployment.toml: [planner] {key} = "..."', key=key),
        )
    return matches[0] if matches else None


def _authorities(root: Path, settings: Settings) -> tuple[Path, ...]:
    named = settings.certificates.authorities
    if named is not None:
        return tuple(_below(root, name, "certificates.authorities") for name in named)
    return tuple(sorted(p for p in root.iterdir() if p.is_dir() and p.name.lower() in AUTHORITY_FOLDERS))
