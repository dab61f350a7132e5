"""What the command line asks of ``report``: reports to make, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from airec_planning.arguments import parse_as_of, parse_overrides
from airec_planning.errors import InputError
from airec_planning.execution.entry_points import FORKED, KERNEL
from airec_planning.execution.redaction import REDACTED
from airec_planning.language import N_, _
from airec_planning.plan import Plan
from airec_planning.planning import make_plan
from airec_planning.reporting.notebooks import REPORT, notebooks_in, parameters_help
from airec_planning.reporting.pdf import find_browser
from airec_planning.reporting.run import Options
from airec_planning.reporting.run_record import RunDocument, read_record, recorded_inputs
from airec_planning.text import moment_text, shorten
from airec_planning.version import __version__

_ENGINES = {"forked": FORKED, "kernel": KERNEL}


@dataclass(frozen=True)
class Wanted:
    """A report to make."""

    folder: Path
    as_of: str | None
    settings: Sequence[str] | Mapping[str, str]
    options: Options
    same_as: Path | None = None
    """The run that is repeated: its inputs have to be the same."""

    def plan(self) -> Plan:
        """Read the deployment.

        Raises:
            PlanningError: it cannot be planned, or is not what the repeated run has read.
        """
        plan = make_plan(self.folder, self.as_of, self.settings)
        if self.same_as is not None:
            _refuse_other_inputs(plan, self.same_as)
        return plan


def options(
    notebooks: Path | None,
    parameters: Sequence[str],
    engine: str | None,
    cell_timeout: float,
    run_timeout: float,
    keep: int,
    *,
    pdf: bool = False,
) -> Options:
    """How reports are made.

    Raises:
        InputError: a parameter without ``=``, a folder without notebooks, or no Chromium to print PDFs with.
    """
    if pdf:
        find_browser()
    return Options(
        notebooks=notebooks_in(notebooks) if notebooks else REPORT,
        parameters=parse_overrides(list(parameters), "--parameter", "rows=20"),
        engine=_ENGINES[engine] if engine else "",
        cell_timeout=cell_timeout,
        run_timeout=run_timeout,
        keep=keep,
        pdf=pdf,
    )


def parameters_text(notebooks: Path | None) -> str:
    """The parameters of the notebooks, for ``--help-parameters``."""
    return parameters_help(notebooks_in(notebooks) if notebooks else REPORT)


def wanted(
    folders: Sequence[str], as_of: str | None, settings: Sequence[str], repeat: Path | None, options: Options
) -> list[Wanted]:
    """A report for each folder, or the one that is repeated.

    Raises:
        InputError: no folder is given, or more than a repetition takes.
    """
    if repeat is None:
        if not folders:
            raise InputError("report", _("names no deployment"), _("Name a folder: airec-planning report FOLDER"))
        moment = moment_text(parse_as_of(as_of))  # one for all of them, by which it can be gone on with too
        return [Wanted(Path(folder), moment, settings, options) for folder in folders]
    if as_of or settings or len(folders) > 1:
        fact = _("takes the as-of date and the settings from the run")
        raise InputError("--from", fact, _("Leave out --as-of and --set; name one folder at the most."))
    record = read_record(repeat)
    _refuse_other_notebooks(repeat, record, options)
    parameters = {**record.parameters, **options.parameters}
    folder = Path(folders[0]) if folders else _recorded_folder(repeat, record)
    for name, value in {**record.settings, **parameters}.items():
        if REDACTED in value:
            fact = _("was made with a secret for {name}, which is not kept", name=name)
            remedy = _("Run it anew with --as-of {day} and the secret.", day=record.as_of[:10])
            raise InputError(str(repeat), fact, remedy)
    return [Wanted(folder, record.as_of, record.settings, replace(options, parameters=parameters), repeat)]


def _refuse_other_notebooks(run: Path, record: RunDocument, options: Options) -> None:
    if record.version != __version__:  # which says it better, later
        return
    was = {entry.notebook: entry.sha256 for entry in record.notebooks}
    differ = sorted(was.items() ^ {notebook.stem: notebook.sha256 for notebook in options.notebooks}.items())
    if differ:
        names = shorten(", ".join(dict.fromkeys(stem for stem, _sha256 in differ)), 200)
        fact = _("was made of other notebooks: {names}", names=names)
        raise InputError(str(run), fact, _("Name theirs: --notebooks FOLDER"))


def _recorded_folder(run: Path, record: RunDocument) -> Path:
    folder = (run.resolve() / record.deployment).resolve() if record.deployment else None
    if folder is None or not folder.is_dir():
        fact = _("was made of a deployment folder that is not there any more")
        raise InputError(str(run), fact, _("Name it: airec-planning report FOLDER --from {run}", run=run))
    return folder


def _refuse_other_inputs(plan: Plan, run: Path) -> None:
    inputs, version = recorded_inputs(run)
    now = dict(plan.input_hashes)
    changed = sorted(name for name in inputs.keys() | now.keys() if inputs.get(name) != now.get(name))
    if changed:
        names, more = shorten(", ".join(changed[:5]), 200), len(changed) - 5
        one, several = (
            N_("cannot be repeated: {names} changed since"),
            N_("cannot be repeated: {names} and {more} more changed since"),
        )
        fact = _(several if more > 0 else one, names=names, more=more)
        raise InputError(str(run), fact, _("Restore them, or run it anew: --as-of {day:%Y-%m-%d}", day=plan.as_of))
    if version != __version__:
        fact = _("was made by airec-planning {version}, this is {this}", version=version, this=__version__)
        remedy = _("Install that version, or run it anew: --as-of {day:%Y-%m-%d}", day=plan.as_of)
        raise InputError(str(run), fact, remedy)
