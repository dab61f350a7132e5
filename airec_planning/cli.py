"""The command line: arguments in, one call, exit code out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from airec_planning.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airec_planning.outputs.document import Document
    from airec_planning.plan import Plan

_YEAR = 365 * 86_400
"""Seconds; an infinite time is none that a system can wait for."""

app = typer.Typer(
    name="airec-planning",
    help="Plan the HTTPS certificates of an AIRec deployment on Apsara Stack.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


class TextFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class RequestPath(StrEnum):
    HTTPS = "https"
    CA = "ca"


class Engine(StrEnum):
    FORKED = "forked"
    KERNEL = "kernel"


class PageLanguage(StrEnum):
    EN = "en"
    ZH = "zh"


class FailOn(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


Folder = Annotated[Path, typer.Argument(help="The deployment folder.", show_default=False)]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="The as-of date, such as 2026-11-01. Default: now.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="A setting laid over deployment.toml, such as prices.standard=0.4."
    ),
]


def _without_cache(chosen: bool) -> bool:
    """For this process and the notebooks that it starts."""
    if chosen:
        import os

        from airec_planning.inputs.cache_entries import OFF, VARIABLE

        os.environ[VARIABLE] = OFF
    return chosen


NoCache = Annotated[
    bool,
    typer.Option("--no-cache", callback=_without_cache, help="Read every certificate anew, and keep nothing of it."),
]
Reports = Annotated[str, typer.Option("--output", metavar="FOLDER", help="The reports folder, or its URL.")]


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from airec_planning import __version__

        typer.echo(f"airec-planning {__version__}")
        raise typer.Exit


@app.command()
def init(
    folder: Folder,
    example: Annotated[bool, typer.Option("--example", help="Fill the folder with a small working case.")] = False,
    synthetic: Annotated[
        int | None,
        typer.Option("--synthetic", metavar="N", help="Make a fleet of N made-up deployments instead, to try things."),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="The title on the pages.")] = None,
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="FILE", help="The requirement table, by its path below the folder."),
    ] = None,
    own_ca: Annotated[
        bool | None, typer.Option("--own-ca/--no-own-ca", help="Whether the organisation has its own CA.")
    ] = None,
    language: Annotated[PageLanguage | None, typer.Option("--language", help="Of the pages.")] = None,
    notebooks: Annotated[bool, typer.Option("--notebooks", help="Copy the notebooks into the folder too.")] = False,
    defaults: Annotated[bool, typer.Option("--defaults", help="Ask nothing.")] = False,
) -> None:
    """Make a deployment folder with commented settings; on a terminal and without options, ask a few questions."""
    if synthetic is not None:
        from airec_planning.fleets.synthetic import make_synthetic_fleet

        typer.echo(make_synthetic_fleet(folder, synthetic, example=example))
        return
    from airec_planning.language import spoken
    from airec_planning.starting.beginning import begin
    from airec_planning.starting.questions import Answers

    said = language.value if language else spoken()
    given = Answers(title or "", table or "", own_ca=own_ca, language=said, notebooks=notebooks)
    asks = given == Answers(language=spoken()) and not (defaults or example or language)
    begin(folder, None if asks else given, example=example)


@app.command()
def inventory(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.", show_default=False)],
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    json: Json = False,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Write it to a file.")] = None,
    passphrase: Annotated[
        list[str] | None,
        typer.Option("--passphrase", metavar="FILE=env:NAME", help="Where a PKCS#12 store's passphrase is."),
    ] = None,
    no_cache: NoCache = False,
) -> None:
    """List every certificate found in files and folders."""
    from airec_planning.outputs import listings

    found = listings.read_paths(paths, passphrase or [])
    listings.deliver(found, "json" if json else form.value, output)


@app.command()
def decide(folder: Folder, as_of: AsOf = None, json: Json = False, set: Set = None, no_cache: NoCache = False) -> None:
    """Which path, and each rule that spoke, with its evidence."""
    from airec_planning.outputs import documents, terminal

    plan = _plan(folder, as_of, set)
    document = documents.decide_document(plan.deployment.name, plan.decision)
    _print(document, terminal.decision_text(document), json=json)


@app.command()
def costs(
    folder: Folder,
    as_of: AsOf = None,
    form: Annotated[
        TextFormat, typer.Option("--format", help="How to print it; csv: every charge, in FOCUS columns.")
    ] = TextFormat.TABLE,
    json: Json = False,
    what_if: Annotated[
        bool, typer.Option("--what-if", help="Also tornado, break-even points and P10, P50, P90; takes seconds.")
    ] = False,
    set: Set = None,
    no_cache: NoCache = False,
) -> None:
    """Both paths compared, the cheapest certificate set in creation order, scenarios, and what would change it."""
    from airec_planning.outputs import costs_text
    from airec_planning.reporting.costs import costs_of

    plan = _plan(folder, as_of, set)
    if form is TextFormat.CSV and not json:
        from airec_planning.outputs.focus import focus_csv

        typer.echo(focus_csv(plan.comparison, plan.deployment.name), nl=False)
        return
    document = costs_of(plan, what_if=what_if)
    _print(document, costs_text.costs_text(document), json=json or form is TextFormat.JSON)


@app.command()
def audit(
    folder: Folder,
    as_of: AsOf = None,
    json: Json = False,
    set: Set = None,
    no_cache: NoCache = False,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="Exit with 1 at or above this severity.")] = FailOn.ERROR,
    calendar: Annotated[
        Path | None, typer.Option("--calendar", metavar="FILE", help="Write renewals and expiries as iCalendar.")
    ] = None,
    metrics: Annotated[
        Path | None, typer.Option("--metrics", metavar="FILE", help="Write a textfile for Prometheus.")
    ] = None,
) -> None:
    """Coverage, expiry, renewals and checks."""
    from airec_planning.outputs import documents, terminal

    plan = _plan(folder, as_of, set)
    document = documents.audit_document(
        plan.deployment.name, plan.as_of, plan.coverage, plan.findings, plan.renewals, plan.forecast
    )
    if calendar or metrics:
        from airec_planning.expiry_files import write_files

        write_files(plan, calendar, metrics)
    _print(document, terminal.audit_text(document), json=json)
    raise typer.Exit(_audited(document.counts, fail_on))


@app.command()
def checks(json: Json = False) -> None:
    """List every check of the audit with its sentence."""
    from airec_planning.outputs import documents, terminal

    document = documents.checks_document()
    _print(document, terminal.checks_text(document), json=json)


@app.command()
def mapping(
    folder: Folder,
    as_of: AsOf = None,
    json: Json = False,
    set: Set = None,
    no_cache: NoCache = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="FILE", help="Default: reports/NAME/certificate_info.xlsx.", show_default=False
        ),
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Fill the planner's own file.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Take what was found over entries that differ; formulas stay.")
    ] = False,
) -> None:
    """Write the filled certificate_info.xlsx; what the planner wrote stays."""
    from airec_planning import files, mapping_workbook
    from airec_planning.outputs import documents, terminal
    from airec_planning.workbook_locks import refuse_held

    plan = _plan(folder, as_of, set)
    target = mapping_workbook.target_of(plan, output, in_place=in_place)
    refuse_held(target)
    filled = mapping_workbook.mapping_workbook(plan, overwrite=overwrite)
    files.write_whole(target, filled.data)
    document = documents.mapping_document(target.as_posix(), plan.mapping, filled, len(plan.failures))
    _print(document, terminal.mapping_text(document), json=json)


@app.command()
def diff(
    old: Annotated[
        str,
        typer.Argument(
            help="A run folder, or a workbook; alone: a deployment folder or reports/NAME.", show_default=False
        ),
    ],
    new: Annotated[str | None, typer.Argument(help="The one to compare with it.", show_default=False)] = None,
    json: Json = False,
    set: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help='How workbooks are read: planner.sheet="Table", planner.columns.domain=FQDN.',
        ),
    ] = None,
    output: Reports = "reports",
) -> None:
    """What changed between the last two runs, two runs or two mapping workbooks; it is no error if they differ."""
    from contextlib import ExitStack

    from airec_planning.remote.runs import looked_at, looked_at_with_reports
    from airec_planning.reporting.comparing import difference

    with ExitStack() as opened:
        first, reports = opened.enter_context(looked_at_with_reports(old, output))
        second = opened.enter_context(looked_at(new)) if new is not None else None
        document, text = difference(first, second, reports, set or [])
    _print(document, text, json=json)


@app.command()
def history(
    folder: Annotated[str, typer.Argument(help="The deployment folder, or reports/NAME.", show_default=False)],
    form: Annotated[TextFormat, typer.Option("--format", help="How to print it.")] = TextFormat.TABLE,
    json: Json = False,
    output: Reports = "reports",
) -> None:
    """Each run of a deployment in figures, the oldest first: findings, domains, costs."""
    from airec_planning.remote.runs import looked_at_with_reports
    from airec_planning.reporting.listing import listed_runs

    with looked_at_with_reports(folder, output) as (here, reports):
        listed = listed_runs(here, reports, "json" if json else form.value)
    typer.echo(listed, nl=False)


@app.command()
def requests(
    folder: Folder,
    as_of: AsOf = None,
    json: Json = False,
    set: Set = None,
    no_cache: NoCache = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FOLDER", help="Default: reports/NAME/requests.", show_default=False),
    ] = None,
    path: Annotated[
        RequestPath | None, typer.Option("--path", help="Default: the path that decide names.", show_default=False)
    ] = None,
    keys: Annotated[bool, typer.Option("--keys", help="Make a private key and a CSR for each certificate.")] = False,
    passphrase: Annotated[
        str | None, typer.Option("--passphrase", metavar="env:NAME", help="Encrypt the keys that are made.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every planned certificate, not only those that are lacking or due.")
    ] = False,
    renew: Annotated[
        list[str] | None,
        typer.Option("--renew", metavar="FILE", help="A certificate to renew: the request is cloned from it."),
    ] = None,
) -> None:
    """CSRs and an OpenSSL script for the own CA, or the worksheet for the console."""
    from airec_planning import request_files, request_plan
    from airec_planning.outputs.requests_text import requests_text
    from airec_planning.request_keys import passphrase_from

    plan, secret = _plan(folder, as_of, set), passphrase_from(passphrase)
    chosen_path = path or plan.decision.path
    request_files.refuse_options(chosen_path, keys=keys, passphrase=passphrase, everything=everything, renew=renew)
    if chosen_path == "https":
        document = request_files.write_for_console(plan, request_files.folder_of(plan, output))
    else:
        chosen = request_plan.signing_requests(plan, everything=everything, renew=renew or [])
        place = request_files.folder_of(plan, output)
        document = request_files.write_for_ca(plan, place, chosen, keys=keys, passphrase=secret)
    certificates = request_files.certificates_folder(plan).as_posix()
    _print(document, requests_text(document, certificates, str(folder)), json=json)


@app.command()
def report(
    folders: Annotated[list[str] | None, typer.Argument(help="Deployment folders.", show_default=False)] = None,
    fleet: Annotated[
        Path | None,
        typer.Option("--fleet", metavar="FILE", help="A fleet.toml that names the deployments.", show_default=False),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
    set: Set = None,
    no_cache: NoCache = False,
    output: Annotated[
        str | None, typer.Option("--output", metavar="FOLDER", help="The reports folder. Default: reports.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, metavar="N", help="Processes of this machine that make reports.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="A Dask cluster that makes them: tcp://HOST:8786."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Make also what is done already for the same inputs, settings and date.")
    ] = False,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="Exit with 1 at or above this severity.")] = FailOn.NEVER,
    notify: Annotated[
        bool, typer.Option("--notify", help="Tell the targets of [notify] in deployment.toml what is new to them.")
    ] = False,
    metrics: Annotated[
        Path | None,
        typer.Option(
            "--metrics", metavar="PLACE", help="Write a textfile for Prometheus: FILE.prom, or NAME.prom in a folder."
        ),
    ] = None,
    keep: Annotated[int, typer.Option("--keep", min=1, help="Runs of a deployment that stay.")] = 30,
    repeat: Annotated[
        Path | None,
        typer.Option("--from", metavar="RUN", help="Repeat a run: its as-of date, settings and parameters."),
    ] = None,
    notebooks: Annotated[
        Path | None, typer.Option("--notebooks", metavar="FOLDER", help="Your own notebooks instead of the tool's.")
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", metavar="NAME=VALUE", help="A parameter of the notebooks.")
    ] = None,
    help_parameters: Annotated[
        bool, typer.Option("--help-parameters", help="List the notebooks' parameters and exit.")
    ] = False,
    engine: Annotated[
        Engine | None,
        typer.Option("--engine", help="Default: forked where this machine can, else kernel.", show_default=False),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Also print the pages as PDFs; needs a Chromium.")] = False,
    cell_timeout: Annotated[
        float, typer.Option("--cell-timeout", min=1, max=_YEAR, help="Seconds that a cell may take.")
    ] = 600,
    timeout: Annotated[float, typer.Option("--timeout", min=1, max=_YEAR, help="Seconds that a run may take.")] = 3600,
) -> None:
    """Run the notebooks into a run folder with pages, workbook and summary."""
    from airec_planning.execution.warming import hold_to_one_thread

    hold_to_one_thread()
    from airec_planning.fleets.asking import asked_fleet
    from airec_planning.fleets.command import report_fleet
    from airec_planning.fleets.making import tasks_of
    from airec_planning.reporting import asked
    from airec_planning.reporting.followed import Following

    if help_parameters:
        typer.echo(asked.parameters_text(notebooks))
        return
    options = asked.options(notebooks, parameter or [], engine and engine.value, cell_timeout, timeout, keep, pdf=pdf)
    of = asked_fleet(folders or [], fleet, set or [], output, workers, scheduler)
    wanted = asked.wanted(of.places, as_of, of.settings, repeat, options)
    following = Following(of.reports, notify, metrics)
    tasks = tasks_of(of.places, wanted, following, force=force, json=json)
    tally = report_fleet(tasks, of.crew, following, json=json)
    raise typer.Exit(tally.exit_code or _audited(tally.counts, fail_on))


@app.command()
def explore(
    folder: Folder,
    as_of: AsOf = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Where to listen on this machine; default: any free port.")
    ] = 0,
    set: Set = None,
    no_cache: NoCache = False,
) -> None:
    """Serve the scenario explorer as a page to this machine alone, until Ctrl-C."""
    from airec_planning.language import _, speaking
    from airec_planning.reporting.exploring import explore

    plan = _plan(folder, as_of, set)
    with speaking(plan.settings.language):
        try:
            explore(plan, port=port, tell=lambda address: typer.echo(f"{address}\n{_(_EXPLORED)}"))
        except KeyboardInterrupt:
            typer.echo(_("Ended: nothing was left behind."))


_EXPLORED = N_("Whoever has this address sees the deployment's figures. Ctrl-C ends it.")


def _audited(counts: Mapping[str, int], fail_on: FailOn) -> int:
    failing = {FailOn.ERROR: ["error"], FailOn.WARNING: ["error", "warning"], FailOn.NEVER: []}[fail_on]
    return int(any(counts.get(severity) for severity in failing))


def _plan(folder: Path, as_of: str | None, settings: list[str] | None) -> Plan:
    """The plan; from here on the command speaks the language of its settings."""
    from airec_planning.arguments import parse_as_of
    from airec_planning.language import speak
    from airec_planning.planning import make_plan

    plan = make_plan(folder, parse_as_of(as_of), settings)
    speak(plan.settings.language)
    return plan


def _print(document: Document, text: str, *, json: bool) -> None:
    typer.echo(document.to_json() if json else text, nl=not json)
