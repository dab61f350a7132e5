"""Every DataFrame's schema: column, dtype, meaning and unit.

Dtypes: ``text`` (str, empty when unknown), ``number`` (int64), ``maybe`` (nullable Int64), ``flag`` (bool),
``time`` (aware, UTC, microseconds), ``list`` (tuple of str), ``fen`` (int64, 1/100 CNY).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
import pandas as pd

Kind = Literal["text", "number", "maybe", "flag", "time", "list", "fen"]

_DTYPES: dict[Kind, str] = {
    "text": "object",
    "number": "int64",
    "maybe": "Int64",
    "flag": "bool",
    "time": "datetime64[us, UTC]",
    "list": "object",
    "fen": "int64",
}


@dataclass(frozen=True)
class Column:
    """A column: what it means, in which unit."""

    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True)
class Table:
    """A table's schema; ``frame`` builds a DataFrame that keeps it."""

    name: str
    row: str
    """What one row is."""
    columns: tuple[Column, ...]

    def frame(self, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """A DataFrame of these rows with exactly this schema, also when there are none.

        Raises:
            KeyError: a row lacks a column or has one too many (a fault of the caller).
        """
        listed = list(rows)
        names = [column.name for column in self.columns]
        wanted = set(names)
        for row in listed:
            if row.keys() != wanted:
                raise KeyError(f"{self.name}: {sorted(row.keys() ^ wanted)}")
        return pd.DataFrame(
            {column.name: _series([row[column.name] for row in listed], column.kind) for column in self.columns},
            columns=names,
        )

    def from_columns(self, columns: Mapping[str, Sequence[Any] | np.ndarray[Any, Any]]) -> pd.DataFrame:
        """The same from whole columns, for tables of many rows; times also as numpy's, in UTC."""
        if columns.keys() != {column.name for column in self.columns}:
            raise KeyError(self.name)
        return pd.DataFrame({c.name: _series(columns[c.name], c.kind) for c in self.columns})

    def write_parquet(self, frame: pd.DataFrame, target: Path | BinaryIO) -> None:
        """The table as Parquet; lists become list columns."""
        import pyarrow as pa  # noqa: PLC0415  # only where a table is written
        import pyarrow.parquet as pq  # noqa: PLC0415

        types = {"list": pa.list_(pa.string()), "text": pa.string(), "time": pa.timestamp("us", tz="UTC")}
        columns = {c.name: pa.Array.from_pandas(frame[c.name], type=types.get(c.kind)) for c in self.columns}
        pq.write_table(pa.table(columns), target)


def _series(values: Any, kind: Kind) -> pd.Series[Any]:
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        return pd.Series(values.astype("datetime64[us]")).dt.tz_localize("UTC")
    if kind == "time":
        # By way of numpy: pandas 2 would pass through nanoseconds, into which the year 9999 does not fit.
        naive = [None if pd.isna(v) else v.astimezone(dt.UTC).replace(tzinfo=None) for v in values]
        return pd.Series(np.array(naive, dtype="datetime64[us]")).dt.tz_localize("UTC")
    return pd.Series(values, dtype=_DTYPES[kind])


def _table(name: str, row: str, *columns: tuple[str, Kind, str]) -> Table:
    return Table(name, row, tuple(Column(*column) for column in columns))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries, None where a number is missing; pandas' own takes four times as long."""
    names = list(frame.columns)
    columns = (_listed(frame[name]) for name in names)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _listed(column: pd.Series[Any]) -> list[Any]:
    listed = column.tolist()
    return [None if value is pd.NA else value for value in listed] if column.dtype == "Int64" else listed


REQUIREMENTS = _table(
    "requirements",
    "a service's need of a domain, from one row of the planner's table",
    ("file", "text", "the table's path below the deployment folder"),
    ("sheet", "text", "the sheet; empty for csv"),
    ("row", "number", "row in the sheet, from 1"),
    ("product", "text", "the product as written"),
    ("service", "text", "the service as written"),
    ("domain", "text", "the domain, normalised"),
    ("written", "text", "the domain as the planner wrote it"),
    ("cell", "text", "its cell as it stands, where blanks surround it; else empty"),
    ("scope", "text", "internal, external or empty"),
    ("certificate_name", "text", "the certificate's name, if the planner filled it"),
    ("certificate_type", "text", "standard, wildcard, enterprise or empty: the type asked for"),
    ("source", "text", "self-signed, purchased, platform, own-ca, hsm or empty"),
    ("san_domains", "list", "the SANs asked for, normalised"),
    ("remarks", "text", "the planner's remark"),
)

ENTRIES = _table(
    "entries",
    "an entry of the planner in a column that planning fills",
    ("row", "number", "row in the sheet, from 1"),
    ("column", "text", "the column's name here, such as certificate_file"),
    ("text", "text", "as written"),
)

SAN_ENTRIES = _table(
    "san_entries",
    "a name in san_domains",
    ("file", "text", "path below the deployment folder"),
    ("line", "number", "line in the file, from 1"),
    ("section", "text", "the [certificate] section it stands in, or empty"),
    ("domain", "text", "the domain, normalised"),
    ("written", "text", "the domain as written"),
    ("cell", "text", "its line as it stands, where it ends in blanks or holds other ones than spaces; else empty"),
)

ADDRESSES = _table(
    "addresses",
    "an IP address in san_domains",
    ("file", "text", "path below the deployment folder"),
    ("line", "number", "line in the file, from 1"),
    ("section", "text", "the [certificate] section it stands in, or empty"),
    ("address", "text", "IPv4 or IPv6, in its one spelling (RFC 5952)"),
)

REQUIRED_DOMAINS = _table(
    "required_domains",
    "a distinct domain that needs a certificate",
    ("domain", "text", "A-label form, lower case, no trailing dot"),
    ("unicode", "text", "the same for reading"),
    ("asked_in", "text", "table, san_domains or both"),
    ("places", "list", "every row and line that asks for it"),
    ("services", "list", "the services that need it"),
    ("scope", "text", "internal, external, both or empty"),
    ("demanded_type", "text", "standard, wildcard, enterprise or empty: a free choice"),
    ("source", "text", "the source asked for; several joined by +"),
    ("planned_certificate", "text", "the name of the certificate planned for it, or empty"),
)

PLACES = _table(
    "places",
    "a place where a certificate was found",
    ("file", "text", "path below the deployment folder"),
    ("position", "number", "which certificate of the file, from 1"),
    ("sha256", "text", "the certificate: of its DER bytes, hex"),
)

CERTIFICATES = _table(
    "certificates",
    "a distinct certificate, in however many places it was found",
    ("file", "text", "path below the deployment folder; of several, one in which it comes first"),
    ("position", "number", "which certificate of that file, from 1"),
    ("files", "list", "every file that holds it, by name"),
    ("sha256", "text", "of the DER bytes, hex"),
    ("subject", "text", "RFC 4514"),
    ("common_name", "text", "the last common name of the subject, or empty"),
    ("issuer", "text", "RFC 4514"),
    ("serial_number", "text", "hex, as OpenSSL prints it"),
    ("not_before", "time", "start of the validity, UTC"),
    ("not_after", "time", "end of the validity, UTC, inclusive (RFC 5280, 4.1.2.5)"),
    ("san_dns", "list", "subject alternative names of type DNS, as they stand"),
    ("san_ip", "list", "subject alternative names of type IP address"),
    ("san_other", "list", "those of other types, the type before it: email:, URI:, DirName:, othername:"),
    ("key_algorithm", "text", "RSA, EC, SM2, Ed25519 ... or the OID"),
    ("key_bits", "maybe", "size of the key in bits"),
    ("signature_algorithm", "text", "as OpenSSL names it, or the OID"),
    ("signature_hash", "text", "hash of the signature: sha256 ...; empty where there is none"),
    ("is_ca", "flag", "basic constraints say CA"),
    ("self_issued", "flag", "subject and issuer are equal"),
    ("role", "text", "server, intermediate or authority (a trust anchor of the deployment)"),
    ("public_key_sha256", "text", "of the SubjectPublicKeyInfo, hex"),
    ("private_key", "text", "none, matches, encrypted, differs or unsupported"),
    ("private_key_file", "text", "the key's file, or empty"),
    ("private_key_pem", "flag", "the key is in PEM, the only form that the console takes"),
    (
        "superseded_by",
        "text",
        "SHA-256 of one for the same names that begins later and ends no earlier; or empty",
    ),
    ("problems", "list", "fields that could not be read, each with the reason"),
)

UNREADABLE = _table(
    "unreadable",
    "a file or block that could not be read",
    ("file", "text", "path below the deployment folder"),
    ("position", "maybe", "which block of its kind in the file, from 1; none for the whole file"),
    ("reason", "text", "a code of errors.Reason"),
    ("message", "text", "what was found"),
    ("remedy", "text", "what to do"),
)

PASSED_OVER = _table(
    "passed_over",
    "what was found beside the certificates and is neither a certificate nor the key of one",
    ("file", "text", "path below the deployment folder"),
    ("position", "maybe", "which block of its kind in the file, from 1; none for the whole file"),
    ("reason", "text", "a code of errors.Reason"),
    ("message", "text", "what it is"),
)

COVERAGE = _table(
    "coverage",
    "a required domain with the certificate that serves it best",
    ("domain", "text", "the required domain"),
    ("match", "text", "exact, wildcard or none"),
    ("sha256", "text", "the certificate, or empty"),
    ("file", "text", "its file"),
    (
        "state",
        "text",
        "ok, notice, warning, critical, refused (revoked, or its chain is broken), expired, not-yet-valid or missing",
    ),
    ("days_left", "maybe", "whole days from the as-of date to the end of validity"),
    ("not_after", "time", "end of validity"),
    ("explanation", "text", "why this certificate, or the nearest miss"),
)

ADDRESS_COVERAGE = _table(
    "address_coverage",
    "an IP address in san_domains with the certificate that carries it longest",
    ("address", "text", "the address"),
    ("places", "list", "every line that lists it"),
    ("sha256", "text", "the certificate, or empty"),
    ("file", "text", "its file"),
    ("state", "text", "as in coverage"),
    ("days_left", "maybe", "whole days from the as-of date to the end of validity"),
)

RENEWALS = _table(
    "renewals",
    "a renewal to start within the forecast, of a certificate that serves a required domain",
    ("sha256", "text", "the certificate; of a projected renewal, the one that it follows from"),
    ("file", "text", "its file, below the deployment folder"),
    ("name", "text", "the first of its names, normalised"),
    ("domains", "list", "the required domains that it serves"),
    ("services", "list", "the services that need them"),
    ("not_after", "time", "end of validity of what is renewed; of a projected renewal, as planned"),
    ("start_by", "time", "the day on which the renewal has to be started at the latest, midnight UTC"),
    ("week", "time", "Monday of the ISO week of start_by, or of the as-of date where start_by has passed"),
    ("overdue", "flag", "start_by has passed"),
    ("kind", "text", "existing: of the certificate found; projected: of a later one, after its renewal"),
    ("how", "text", "what a person does"),
)

FINDINGS = _table(
    "findings",
    "a check's result on one thing",
    ("severity", "text", "error, warning, notice, skipped or ok"),
    ("check", "text", "the check's name"),
    ("subject", "text", "what was checked"),
    ("message", "text", "expected and found"),
    ("remedy", "text", "what a person can do"),
    ("file", "text", "the file it is about, or empty"),
)

NAME_CAUTIONS = _table(
    "name_cautions",
    "what to know of a name before it is typed into the console, where it is final",
    ("order", "number", "the purchase, by its place in the creation order"),
    ("domain", "text", "the name to type into the console"),
    ("severity", "text", "error (not to be created before it is settled), warning or notice"),
    ("caution", "text", "the rule's name"),
    ("place", "text", "where it was found: rows and lines of the planner's files, or empty"),
    ("message", "text", "the fact"),
    ("remedy", "text", "what a person can do"),
)

PURCHASES = _table(
    "purchases",
    "a certificate to create on the HTTPS path",
    ("order", "number", "creation order, from 1"),
    ("date", "time", "day of creation, UTC"),
    ("domain", "text", "the name to type into the console"),
    ("type", "text", "standard, wildcard or enterprise"),
    ("price", "fen", "list price, fen"),
    ("charge", "fen", "what is charged at creation, fen"),
    ("reason", "text", "why that is charged: the list price, or which place of the free tier it takes"),
    ("account", "number", "the user account, from 1"),
    ("covers", "list", "the required domains it covers"),
)

REQUESTS = _table(
    "requests",
    "a certificate to have issued on the CA path",
    ("name", "text", "the certificate's name"),
    ("domains", "list", "its subject alternative names of type DNS"),
    ("addresses", "list", "those of type IP address"),
    ("source", "text", "who issues it, if the planner says so"),
    ("planned_in", "text", "where the grouping comes from"),
)

ISSUANCES = _table(
    "issuances",
    "a creation or a renewal within the horizon",
    ("date", "time", "day of creation, UTC"),
    ("path", "text", "https or ca"),
    ("name", "text", "domain on the HTTPS path, certificate name on the CA path"),
    ("type", "text", "standard, wildcard, enterprise; own-ca on the CA path"),
    ("kind", "text", "creation, renewal or period (a further month or year of a running charge)"),
    ("price", "fen", "list price, fen"),
    ("charge", "fen", "what is charged, fen"),
    ("reason", "text", "why that is charged"),
)

OUTLAYS = _table(
    "outlays",
    "what a path costs on a day",
    ("date", "time", "the day, UTC"),
    ("path", "text", "https or ca"),
    ("item", "text", "platform, labour or fixed"),
    ("amount", "fen", "fen"),
)

COSTS = _table(
    "costs",
    "a path's cost by item",
    ("path", "text", "https or ca"),
    ("item", "text", "platform, labour or fixed"),
    ("now", "fen", "at creation, fen"),
    ("horizon", "fen", "over the horizon, fen"),
    ("per_year", "fen", "the horizon's cost per 365 days, rounded, fen"),
    ("present", "fen", "the horizon's cost as a present value at the discount rate, rounded, fen"),
)

SCENARIOS = _table(
    "scenarios",
    "a scenario against the baseline, which is the first row",
    ("scenario", "text", "its name"),
    ("changed", "list", "every assumption that it changes: key = value"),
    ("certificates", "number", "certificates to create on the HTTPS path"),
    ("peak", "number", "held at once on the HTTPS path, at the most"),
    ("https_now", "fen", "creating them, fen"),
    ("https_horizon", "fen", "the HTTPS path over the horizon, fen"),
    ("ca_horizon", "fen", "the CA path over the horizon, fen"),
    ("certificates_change", "number", "difference to the baseline"),
    ("https_now_change", "fen", "difference to the baseline, fen"),
    ("https_horizon_change", "fen", "difference to the baseline, fen"),
    ("ca_horizon_change", "fen", "difference to the baseline, fen"),
    ("cheaper", "text", "the path that costs less over the horizon: https, ca or neither"),
)

TORNADO = _table(
    "tornado",
    "a figure changed alone, and what that changes over the horizon",
    ("figure", "text", "its key in the settings"),
    ("low", "text", "its lowest value"),
    ("base", "text", "as set"),
    ("high", "text", "its highest value"),
    ("https_low", "fen", "change of the HTTPS path's cost at the lowest value, fen"),
    ("https_high", "fen", "the same at the highest value"),
    ("ca_low", "fen", "change of the CA path's cost at the lowest value, fen"),
    ("ca_high", "fen", "the same at the highest value"),
    ("origin", "text", "where the range is from: [ranges], or by convention"),
)

BREAK_EVENS = _table(
    "break_evens",
    "a value of a figure at which another path becomes the cheaper one",
    ("figure", "text", "its key in the settings"),
    ("base", "text", "as set"),
    ("turns_at", "text", "the nearest value at which it turns"),
    ("cheaper_then", "text", "https, ca or neither"),
)

PERCENTILES = _table(
    "percentiles",
    "a cost over the horizon where several figures are uncertain",
    ("measure", "text", "https, ca, or the difference: HTTPS path less CA path"),
    ("p10", "fen", "one sample in ten costs no more, fen"),
    ("p50", "fen", "one in two costs no more"),
    ("p90", "fen", "nine in ten cost no more"),
)

SOBOL = _table(
    "sobol",
    "how much of the spread of the difference between the paths a figure explains",
    ("figure", "text", "its key in the settings"),
    ("alone", "number", "first-order Sobol index, thousandths"),
    ("in_all", "number", "total-order Sobol index, with all that it acts on together with others, thousandths"),
)

MAPPING = _table(
    "mapping",
    "a row of the mapping workbook",
    ("row", "number", "row of the planner's sheet, from 1"),
    ("product", "text", "as written"),
    ("service", "text", "as written"),
    ("domain", "text", "the required domain"),
    ("written", "text", "the domain as the planner wrote it"),
    ("scope", "text", "internal, external or empty"),
    ("certificate_name", "text", "name of the certificate that serves it"),
    ("certificate_type", "text", "standard, wildcard or enterprise"),
    ("source", "text", "as planned, or as the chain shows"),
    ("san_domains", "list", "subject alternative names of the certificate"),
    ("certificate_file", "text", "path below the deployment folder"),
    ("key_file", "text", "path below the deployment folder"),
    ("chain_file", "text", "path below the deployment folder"),
    ("expiration_date", "time", "end of validity"),
    ("status", "text", "the state of the coverage"),
    ("planned_name", "text", "the certificate's name that the planner wrote, or empty"),
    ("unmapped", "text", "why no certificate is mapped; empty where one is"),
)

CONFLICTS = _table(
    "conflicts",
    "an entry of the planner that differs from what planning found",
    ("row", "number", "row of the planner's sheet, from 1"),
    ("column", "text", "the column's name here"),
    ("theirs", "text", "what the planner wrote"),
    ("ours", "text", "what planning would write"),
)

FLEET_DEPLOYMENTS = _table(
    "fleet_deployments",
    "a deployment below a reports folder, with its latest whole run",
    ("deployment", "text", "its folder below the reports folder"),
    ("title", "text", "what it is called; the folder's name where no run can be read"),
    ("run", "text", "the folder of its latest whole run; empty where there is none that can be read"),
    ("as_of", "time", "that run's as-of date, UTC"),
    ("stale", "flag", "that day is before the day of the fleet's newest as-of date"),
    ("failed", "text", "the folder of a newer run that failed, or empty"),
    ("failed_page", "flag", "that run left a page"),
    ("failed_as_of", "time", "the as-of date of the run that failed"),
    ("state", "text", "failed, not ready (it has errors), overdue, due or ready: the first that holds"),
    ("reason", "text", "why it is in that state, or what is next"),
    ("errors", "maybe", "findings"),
    ("warnings", "maybe", "findings"),
    ("overdue", "maybe", "renewals that should have been started before the fleet's as-of date"),
    ("first_start", "time", "the first day by which a renewal has to be started, midnight UTC"),
    ("next_expiry", "time", "the first end among the valid certificates that serve a required domain"),
    ("path", "text", "the path decided for: https, ca or empty"),
    ("now", "maybe", "what that path costs at creation, fen"),
    ("horizon", "maybe", "what it costs over the horizon, fen"),
    ("other_horizon", "maybe", "what the other path would cost over the horizon, fen"),
    ("other_blocked", "flag", "the other path is not open to it"),
    ("horizon_days", "maybe", "how far ahead costs are added up"),
    ("forecast_days", "maybe", "how far ahead renewals are listed"),
    ("peak", "maybe", "certificates held at once on the HTTPS path, at the most"),
    ("quota", "maybe", "certificates that one user account can hold"),
    ("free_tier", "maybe", "certificates without charge"),
    ("free_tier_per", "text", "organisation or account; empty where the run does not say"),
    ("unread", "list", "the tables of its run that are not there or cannot be read"),
)

FLEET_RENEWALS = _table(
    "fleet_renewals",
    "a renewal that a deployment has to start, as its latest run forecasts it",
    ("deployment", "text", "its folder below the reports folder"),
    ("sha256", "text", "the certificate; of a projected renewal, the one that it follows from"),
    ("name", "text", "the first of its names"),
    ("kind", "text", "existing or projected"),
    ("start_by", "time", "the day on which the renewal has to be started at the latest, midnight UTC"),
)

FLEET_WEEKS = _table(
    "fleet_weeks",
    "a week of the fleet's forecast; what several deployments share is renewed once",
    ("week", "time", "Monday of the ISO week, midnight UTC"),
    ("overdue", "number", "renewals that should have been started before, in the first week"),
    ("existing", "number", "renewals of certificates that were found, not overdue"),
    ("projected", "number", "renewals of their successors"),
    ("listed", "number", "renewals as the deployments list them, each shared one several times"),
)

FLEET_CERTIFICATES = _table(
    "fleet_certificates",
    "a certificate in the folder of a deployment",
    ("deployment", "text", "its folder below the reports folder"),
    ("sha256", "text", "of the DER bytes, hex"),
    ("public_key_sha256", "text", "of the SubjectPublicKeyInfo, hex; empty where it is not known"),
    ("name", "text", "the first of its names; else its common name, or its file"),
    ("role", "text", "server, intermediate or authority"),
    ("private_key", "text", "none, matches, encrypted, differs or unsupported"),
    ("not_after", "time", "end of the validity, UTC"),
)

FLEET_SHARED = _table(
    "fleet_shared",
    "a certificate, or a key, that lies in several deployments",
    ("sha256", "text", "of the certificate, or of the public key, hex"),
    ("name", "text", "the first of its names; of a key, its first certificate's by the alphabet"),
    ("certificates", "number", "distinct certificates with it"),
    ("deployments", "list", "those that hold it, by name"),
    ("with_private_key", "number", "those of them in whose folder its private key lies"),
    ("not_after", "time", "the last end of validity"),
)

FLEET_PURCHASES = _table(
    "fleet_purchases",
    "certificates of a price that a deployment is to create in an account on the HTTPS path",
    ("deployment", "text", "its folder below the reports folder"),
    ("account", "number", "the deployment's user account, from 1"),
    ("price", "fen", "list price of one, fen"),
    ("free", "flag", "reckoned as a place of the free tier"),
    ("certificates", "number", "how many"),
)

FLEET_PATHS = _table(
    "fleet_paths",
    "the deployments that were decided for a path",
    ("path", "text", "https or ca"),
    ("deployments", "number", "how many"),
    ("now", "fen", "what they cost at creation, fen"),
    ("horizon", "fen", "what they cost over their horizons, fen"),
    ("other_horizon", "fen", "what the other path would cost over them, fen"),
    ("other_blocked", "number", "deployments to which the other path is not open"),
)

FLEET_ACCOUNTS = _table(
    "fleet_accounts",
    "a deployment on the HTTPS path, held against the quota of its accounts",
    ("deployment", "text", "its folder below the reports folder"),
    ("create", "number", "certificates to create"),
    ("accounts", "number", "the user accounts that these are created in"),
    ("fullest", "number", "the most that are created in one of them"),
    ("peak", "maybe", "held at once at the most, in all its accounts, with those that exist"),
    ("quota", "maybe", "certificates that one user account can hold"),
)

FLEET_FINDINGS = _table(
    "fleet_findings",
    "how often a check found the same to be mended in a deployment",
    ("deployment", "text", "its folder below the reports folder"),
    ("check", "text", "the check's name"),
    ("severity", "text", "error or warning"),
    ("remedy", "text", "what a person can do"),
    ("findings", "number", "how many"),
)

FLEET_CHECKS = _table(
    "fleet_checks",
    "a check that found faults in the fleet",
    ("check", "text", "the check's name"),
    ("errors", "number", "findings"),
    ("warnings", "number", "findings"),
    ("deployments", "list", "those with a finding, the most findings first"),
    ("remedy", "text", "what a person can do: what most deployments are told; of several, what is told most often"),
)

ALL = (
    REQUIREMENTS, SAN_ENTRIES, ADDRESSES, REQUIRED_DOMAINS, CERTIFICATES, PLACES, UNREADABLE, PASSED_OVER, COVERAGE,
    ADDRESS_COVERAGE, RENEWALS, FINDINGS, PURCHASES, REQUESTS, ISSUANCES, OUTLAYS, COSTS, SCENARIOS, MAPPING,
)  # fmt: skip
"""Those that a run keeps."""
ANALYSES = (TORNADO, BREAK_EVENS, PERCENTILES, SOBOL)
"""Those that are worked out where a page shows them."""
FLEET = (
    FLEET_DEPLOYMENTS, FLEET_RENEWALS, FLEET_WEEKS, FLEET_CERTIFICATES, FLEET_SHARED, FLEET_PURCHASES, FLEET_PATHS,
    FLEET_ACCOUNTS, FLEET_FINDINGS, FLEET_CHECKS,
)  # fmt: skip
"""Those of many deployments."""
