"""Which column of the planner's table is which, by the text of its header in English or Chinese."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from airec_planning.errors import InputError, SettingsError
from airec_planning.inputs.grid import Grid
from airec_planning.language import N_, _
from airec_planning.text import did_you_mean, enumerated, place_text

ALIASES: dict[str, tuple[str, ...]] = {
    "number": ("No.", "Number", "Index", "#", "序号", "编号"),
    "product": ("Product", "Product Name", "Cloud Product", "产品", "产品名称", "云产品"),
    "service": ("Service", "Service Name", "Component", "Application", "服务", "服务名称", "组件", "应用"),
    "domain": (
        "Domain Name", "Domain", "Domains", "FQDN", "Host", "Host Name", "Hostname", "Service Domain",
        "域名", "服务域名", "访问域名", "主机名",
    ),
    "scope": (
        "Domain Scope", "Scope", "Domain Type", "Network", "Zone",
        "域名类型", "域名范围", "网络", "网络类型", "范围",
    ),
    "certificate_name": ("Certificate Name", "Certificate", "Cert Name", "证书名称", "证书", "证书名"),
    "certificate_type": ("Certificate Type", "Cert Type", "SSL Type", "证书类型"),
    "source": ("Certificate Source", "Source", "Issued By", "Cert Source", "证书来源", "来源", "签发方"),
    "san_domains": ("SAN Domains", "SAN", "SANs", "Subject Alternative Names", "SAN域名", "备用域名", "扩展域名"),
    "certificate_file": ("Certificate File", "Cert File", "Certificate Path", "证书文件", "证书路径"),
    "key_file": ("Private Key File", "Key File", "Private Key", "私钥文件", "私钥", "密钥文件"),
    "chain_file": ("CA Chain File", "Chain File", "CA File", "CA Certificate", "CA证书链文件", "证书链文件", "CA证书"),
    "expiration_date": (
        "Expiration Date", "Expiry Date", "Expires", "Not After", "Valid Until",
        "到期时间", "过期时间", "有效期至", "到期日期",
    ),
    "status": ("Status", "State", "状态"),
    "remarks": ("Remarks", "Remark", "Notes", "Comment", "Comments", "备注", "说明"),
}  # fmt: skip
OWNED = (
    "certificate_name", "certificate_type", "source", "san_domains", "certificate_file", "key_file", "chain_file",
    "expiration_date", "status",
)  # fmt: skip
"""The columns that planning fills."""
_WORDS = {
    "scope": N_("domain scope"),
    "certificate_name": N_("certificate name"),
    "certificate_type": N_("certificate type"),
    "source": N_("source"),
    "san_domains": N_("san domains"),
    "certificate_file": N_("certificate file"),
    "key_file": N_("key file"),
    "chain_file": N_("chain file"),
    "expiration_date": N_("expiration date"),
    "status": N_("status"),
}
_HEADER_WITHIN = 50
_NOISE = re.compile(r"[\s_\-./:：*（）()\[\]]+")


@dataclass(frozen=True)
class Header:
    """Where the header stands and which column holds what."""

    row: int
    """From 1."""
    columns: dict[str, int]
    """Column name to index, from 0."""
    chinese: bool
    """The domain's header is written in Chinese: so are the values that we fill in."""


def find_header(grid: Grid, renamed: Mapping[str, str]) -> Header | None:
    """The header of a sheet: the row, among the first fifty, that names a domain and the most other columns.

    ``renamed`` maps a column's name to its header as written, and wins over the known headers.

    Raises:
        SettingsError: ``renamed`` names an unknown column.
    """
    names = _names(renamed)
    best: Header | None = None
    for number, row in enumerate(grid.rows[:_HEADER_WITHIN], start=1):
        columns: dict[str, int] = {}
        for index, cell in enumerate(row):
            if name := names.get(_key(cell)):
                columns.setdefault(name, index)
        if "domain" in columns and (best is None or len(columns) > len(best.columns)):
            best = Header(number, columns, not row[columns["domain"]].isascii())
    return best


def no_header(grids: list[Grid], place: str) -> InputError:
    """The error for a table without a column of domains; it names the nearest header that was seen."""
    cells = [
        (cell, place_text(f"{grid.sheet or 'csv'}, row {number}"))
        for grid in grids
        for number, row in enumerate(grid.rows[:_HEADER_WITHIN], start=1)
        for cell in row
        if cell and len(cell) <= 60
    ]
    wanted = [_key(alias) for alias in ALIASES["domain"]]
    scored = [
        (max(difflib.SequenceMatcher(None, _key(cell), w).ratio() for w in wanted), cell, at) for cell, at in cells
    ]
    score, nearest, at = max(scored, default=(0.0, "", ""))
    if not cells:
        return InputError(place, _("the table is empty"), _("Export it again from Apsara Stack Deployment Planner."))
    near = score >= 0.5
    fact = (
        _('no column of domains is recognised; the nearest is "{header}" ({place})', header=nearest, place=at)
        if near
        else _("no column of domains is recognised")
    )
    example = nearest if near else _("header as written")
    remedy = _('Name its header in deployment.toml: planner.columns.domain = "{header}"', header=example)
    return InputError(place, fact, remedy)


def column_text(column: str) -> str:
    """A column's name as it is told."""
    return _(_WORDS[column])


def _names(renamed: Mapping[str, str]) -> dict[str, str]:
    names = {_key(alias): name for name, aliases in ALIASES.items() for alias in aliases}
    for name, header in renamed.items():
        if name not in ALIASES:
            hint = did_you_mean(name, ALIASES, 0.4) or _("Known: {names}.", names=enumerated(ALIASES))
            raise SettingsError("deployment.toml, [planner.columns]", _("unknown column {name}", name=name), hint)
        names = {key: known for key, known in names.items() if known != name}
        names[_key(header)] = name
    return names


def _key(text: str) -> str:
    return _NOISE.sub("", text).casefold()
