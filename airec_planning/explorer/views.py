"""What the explorer shows of a session, as HTML and as text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from airec_planning import tables
from airec_planning.costs.comparison import Comparison, PathCost
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.explorer.drawing import cost_so_far
from airec_planning.explorer.session import Session
from airec_planning.money import yuan_text
from airec_planning.outputs.fragments import Cell, Fragment, paragraph, table
from airec_planning.setting_values import changed_settings
from airec_planning.text import plural

STYLE = """<style>
.explorer { font-size: var(--jp-ui-font-size1, 14px); line-height: 1.45; }
.explorer p { margin: .25rem 0; max-width: 46rem; }
.explorer p.answer { font-size: 1.2em; border-left: 4px solid #0072b2; padding: .25rem 0 .25rem .75rem; }
.explorer p.wrong { font-weight: 600; border-left: 4px solid #d55e00; padding: .25rem 0 .25rem .75rem; }
.explorer .table { overflow-x: auto; margin: .75rem 0; }
.explorer table { border-collapse: collapse; }
.explorer .table th, .explorer .table td { text-align: left; padding: .2rem .9rem .2rem 0; vertical-align: top; }
.explorer tr { border-bottom: 1px solid #8884; }
.explorer .table .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.explorer figure { margin: .5rem 0; max-width: 44rem; } .explorer svg { width: 100%; height: auto; }
</style>"""


def results(session: Session) -> Fragment:
    """The answer, what is wrong with what was typed, both paths' figures, and the picture."""
    picture = cost_so_far(session.comparison, session.plan.comparison)
    return together([answer(session), *wrong(session), changed(session), figures(session), picture])


def together(parts: list[Fragment]) -> Fragment:
    """Several fragments one below the other, in the explorer's style."""
    html = "\n".join(part.html for part in parts)
    return Fragment(f'<div class="explorer">{html}</div>', "\n\n".join(part.text for part in parts))


def answer(session: Session) -> Fragment:
    """Which path, what it costs, and how much that differs from what is set, in one sentence."""
    comparison, decision = session.comparison, session.decision
    cost, before = (c.https if decision.path == "https" else c.ca for c in (comparison, session.plan.comparison))
    more = cost.horizon - before.horizon
    differs = f"{yuan_text(abs(more))} yuan {'more' if more > 0 else 'less'} than as set" if more else "no change"
    blocked = " ".join(decision.blockers(decision.path))
    return paragraph(
        f"Take the {PATH_NAMES[decision.path]} (Scenario {decision.scenario}): {yuan_text(cost.horizon)} yuan over "
        f"{plural(comparison.settings.horizon.days, 'day')}, {differs}. {decision.reason}"
        + (f" First: {blocked}" if blocked else ""),
        "answer",
    )


def wrong(session: Session) -> list[Fragment]:
    """What is wrong with the last that was done, if anything is."""
    return [paragraph(session.line, "wrong")] if session.line else []


def changed(session: Session) -> Fragment:
    """Which path is cheaper, and every assumption that differs from what is set."""
    found = changed_settings(session.plan.settings, session.comparison.settings)
    said = ", ".join(f"{key} = {value}" for key, value in found.items())
    cheaper = next(rule.evidence for rule in session.decision.rules if rule.rule == "cost-difference")
    return paragraph(
        f"{cheaper} {f'Changed: {said}.' if found else 'Nothing is changed: these are the figures as set.'}"
    )


def figures(session: Session) -> Fragment:
    """Both paths' figures, each with its change against what is set."""
    now, base = session.comparison, session.plan.comparison
    quota, days = now.settings.prices.quota, now.settings.horizon.days
    held = f"{now.https.peak:,} of {quota:,}{', too many' if now.https.peak > quota else ''}"
    rows: list[list[Cell]] = [
        _row("Certificates", now, base, lambda cost: cost.certificates),
        _row("Free of charge", now, base, lambda cost: cost.free),
        ["Held at once, of the quota", held, _change(now.https.peak - base.https.peak), "no quota", ""],
        _row("Cost now, yuan", now, base, lambda cost: cost.creation, yuan_text),
        _row(f"Cost over {days:,} days, yuan", now, base, lambda cost: cost.horizon, yuan_text),
        _row("Labour, hours", now, base, lambda cost: cost.labour_hours, "{:,.2f}".format),
    ]
    headers = ["", *(h for path in PATH_NAMES.values() for h in (path, "change"))]
    return table(headers, rows, empty="", numeric=(1, 2, 3, 4))


def scenarios(session: Session) -> Fragment:
    """As set, the scenarios of deployment.toml and the pins, side by side, each with its difference to what is set."""
    rows: list[list[Cell]] = [
        [
            row["scenario"],
            ", ".join(row["changed"]),
            _with_change(row["certificates"], row["certificates_change"]),
            f"{row['peak']:,}",
            _with_change(row["https_now"], row["https_now_change"], yuan_text),
            _with_change(row["https_horizon"], row["https_horizon_change"], yuan_text),
            _with_change(row["ca_horizon"], row["ca_horizon_change"], yuan_text),
            _CHEAPER[row["cheaper"]],
        ]
        for row in tables.records(session.scenarios)
    ]
    headers = [
        "Scenario", "Changes", "Certificates", "Held at once", "HTTPS now, yuan", "HTTPS horizon, yuan",
        "CA horizon, yuan", "Cheaper",
    ]  # fmt: skip
    return table(headers, rows, empty="", numeric=range(2, 7))


_CHEAPER: dict[str, str] = {**{str(path): name for path, name in PATH_NAMES.items()}, "neither": "neither"}


def _row(
    label: str,
    now: Comparison,
    base: Comparison,
    value: Callable[[PathCost], int | Decimal],
    said: Callable[..., str] = "{:,}".format,
) -> list[Cell]:
    pairs = ((value(now.https), value(base.https)), (value(now.ca), value(base.ca)))
    return [label, *(text for here, there in pairs for text in (said(here), _change(here - there, said)))]


def _change(by: int | Decimal, said: Callable[..., str] = "{:,}".format) -> str:
    """A difference with its sign; nothing where there is none."""
    return f"{'+' if by > 0 else '−'}{said(abs(by))}" if by else ""


def _with_change(value: int, by: int, said: Callable[..., str] = "{:,}".format) -> str:
    return f"{said(value)} ({_change(by, said)})" if by else said(value)
