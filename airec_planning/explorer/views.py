"""What the explorer shows of a session, as HTML and as text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from airec_planning import tables
from airec_planning.costs.comparison import Comparison, PathCost
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.costs.scenarios import BASELINE
from airec_planning.explorer.drawing import cost_so_far
from airec_planning.explorer.session import Session
from airec_planning.language import N_, _
from airec_planning.money import cost_text
from airec_planning.outputs.fragments import Cell, Fragment, paragraph, table
from airec_planning.setting_values import changed_settings
from airec_planning.text import plural

STYLE = """<style>
.explorer { font-size: var(--jp-ui-font-size1, 14px); line-height: 1.45; }
.explorer p { margin: .25rem 0; max-width: 46rem; }
.explorer p.answer { font-size: 1.15em; border-left: 4px solid #0072b2; padding: .25rem 0 .25rem .75rem; }
.explorer p.wrong { font-weight: 600; border-left: 4px solid #d55e00; padding: .25rem 0 .25rem .75rem; }
.explorer .table { overflow-x: auto; margin: .75rem 0; }
.explorer table { border-collapse: collapse; }
.explorer .table th, .explorer .table td { text-align: left; padding: .2rem .6rem .2rem 0; vertical-align: top; }
.explorer tr { border-bottom: 1px solid #8884; }
.explorer .table .number { text-align: right; font-variant-numeric: tabular-nums; }
.explorer figure { margin: .5rem 0; max-width: 44rem; } .explorer svg { width: 100%; height: auto; }
.explorer a { color: var(--jp-content-link-color, #0b5cad); text-decoration: underline; margin-right: 1.5rem; }
.explorer-box .widget-box, .explorer-box.widget-box { overflow: visible; }
.explorer-box :is(button, input, select, textarea, a):focus-visible { outline: 2px solid #0072b2; outline-offset: 1px; }
.explorer-box .widget-toggle-button.mod-active { box-shadow: inset 0 0 0 2px #0072b2; }
.explorer-by-mouse .noUi-handle { visibility: hidden; }
.explorer-by-mouse .noUi-touch-area { visibility: visible; border-radius: 50%; background: #0072b2; }
.explorer-results { position: sticky; top: .5rem; align-self: flex-start; }
:is(.jp-Cell, .jp-Cell *):has(.explorer-box) { overflow: visible !important; }
</style>"""
"""The handles of the sliders have no name and are left out of what is read aloud and reached by Tab; what is drawn in
their place is theirs to be dragged. The figures stay in sight beside the control that is moved: they can only where no
part of the cell scrolls by itself."""


def results(session: Session) -> Fragment:
    """The answer, what is wrong with what was typed, both paths' figures, and the picture."""
    picture = cost_so_far(session.comparison, session.plan.comparison)
    told = [_announced(answer(session), "status"), *(_announced(part, "alert") for part in wrong(session))]
    return together([*told, changed(session), figures(session), picture])


def together(parts: list[Fragment]) -> Fragment:
    """Several fragments one below the other, in the explorer's style."""
    html = "\n".join(part.html for part in parts)
    return Fragment(f'<div class="explorer">{html}</div>', "\n\n".join(part.text for part in parts))


def answer(session: Session) -> Fragment:
    """Which path, what it costs, and how much that differs from what is set, in one sentence."""
    comparison, decision = session.comparison, session.decision
    cost, before = (c.https if decision.path == "https" else c.ca for c in (comparison, session.plan.comparison))
    more = cost.horizon - before.horizon
    sentence = _(
        "Take the {path} (Scenario {scenario}): {cost} yuan over {days}, {differs}.",
        path=_(PATH_NAMES[decision.path]),
        scenario=decision.scenario,
        cost=cost_text(cost.horizon),
        days=plural(comparison.settings.horizon.days, "day"),
        differs=_differs(more),
    )
    blocked = " ".join(decision.blockers(decision.path))
    first = [_("First: {blocked}", blocked=blocked)] if blocked else []
    return paragraph(" ".join([sentence, decision.reason, *first]), "answer")


def wrong(session: Session) -> list[Fragment]:
    """What is wrong with the last that was done, if anything is."""
    return [paragraph(session.line, "wrong")] if session.line else []


def changed(session: Session) -> Fragment:
    """Which path is cheaper, and every assumption that differs from what is set."""
    found = changed_settings(session.plan.settings, session.comparison.settings)
    said = ", ".join(f"{key} = {value}" for key, value in found.items())
    cheaper = next(rule.evidence for rule in session.decision.rules if rule.rule == "cost-difference")
    says = _("Changed: {changes}.", changes=said) if found else _("Nothing is changed: these are the figures as set.")
    return paragraph(f"{cheaper} {says}")


def figures(session: Session) -> Fragment:
    """Both paths' figures, each with its change against what is set."""
    now, base = session.comparison, session.plan.comparison
    quota, days = now.settings.prices.quota, now.settings.horizon.days
    held = _("{peak} of {quota}", peak=f"{now.https.peak:,}", quota=f"{quota:,}")
    if now.https.peak > quota:
        held = _("{peak} of {quota}, too many", peak=f"{now.https.peak:,}", quota=f"{quota:,}")
    rows: list[list[Cell]] = [
        _row(_("Certificates"), now, base, lambda cost: cost.certificates),
        _row(_("Free of charge"), now, base, lambda cost: cost.free),
        [_("Held at once, of the quota"), held, _change(now.https.peak - base.https.peak), _("no quota"), ""],
        _row(_("Cost now, yuan"), now, base, lambda cost: cost.creation, cost_text),
        _row(_("Cost over {days}, yuan", days=plural(days, "day")), now, base, lambda cost: cost.horizon, cost_text),
        _row(_("Labour, hours"), now, base, lambda cost: cost.labour_hours, "{:,.2f}".format),
    ]
    headers = ["", *(header for path in PATH_NAMES.values() for header in (_(path), _("change")))]
    return table(headers, rows, empty="", numeric=(1, 2, 3, 4))


def scenarios(session: Session) -> Fragment:
    """As set, the scenarios of deployment.toml and the pins, side by side, each with its difference to what is set."""
    rows: list[list[Cell]] = [
        [
            _name(row["scenario"]),
            ", ".join(row["changed"]),
            _with_change(row["certificates"], row["certificates_change"]),
            f"{row['peak']:,}",
            _with_change(row["https_now"], row["https_now_change"], cost_text),
            _with_change(row["https_horizon"], row["https_horizon_change"], cost_text),
            _with_change(row["ca_horizon"], row["ca_horizon_change"], cost_text),
            _(_CHEAPER[row["cheaper"]]),
        ]
        for row in tables.records(session.scenarios)
    ]
    headers = [
        _("Scenario"), _("Changes"), _("Certificates"), _("Held at once"), _("HTTPS now, yuan"),
        _("HTTPS horizon, yuan"), _("CA horizon, yuan"), _("Cheaper"),
    ]  # fmt: skip
    return table(headers, rows, empty="", numeric=range(2, 7))


_CHEAPER: dict[str, str] = {**{str(path): name for path, name in PATH_NAMES.items()}, "neither": N_("neither")}


def _differs(more: int) -> str:
    if not more:
        return _("no change")
    if more > 0:
        return _("{amount} yuan more than as set", amount=cost_text(more))
    return _("{amount} yuan less than as set", amount=cost_text(-more))


def _name(scenario: str) -> str:
    return _("as set") if scenario == BASELINE else scenario


def _announced(part: Fragment, role: str) -> Fragment:
    """What a screen reader reads out when it changes."""
    return Fragment(f'<div role="{role}">{part.html}</div>', part.text)


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
