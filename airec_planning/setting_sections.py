"""Every setting with its meaning, unit, default and bounds.

Defaults that answer what the product page leaves open are those of docs/explanation/assumptions.md.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from airec_planning.language import Language, _
from airec_planning.money import fen
from airec_planning.names import normalise
from airec_planning.text import enumerated, visible


def _money(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError(_("an amount in yuan such as 0.5 is expected"))
    try:
        amount = Decimal(value)
        fen(amount)
    except ArithmeticError:
        raise ValueError(_("{value} is not an amount in yuan", value=repr(value))) from None
    return amount


def _rate(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError(_("a percentage such as 3.5 is expected"))
    try:
        return Decimal(value)
    except ArithmeticError:
        raise ValueError(_("{value} is not a percentage", value=repr(value))) from None


def _printable(text: str) -> str:
    if visible(text) != text or text != text.strip():
        raise ValueError(_("a text without control characters and outer blanks is expected"))
    return text


Yuan = Annotated[Decimal, BeforeValidator(_money), Field(ge=0, le=1_000_000_000)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Days = Annotated[int, Field(ge=1, le=36_500)]
Minutes = Annotated[int, Field(ge=0, le=100_000)]
Percent = Annotated[int, Field(ge=0, le=100)]
Rate = Annotated[Decimal, BeforeValidator(_rate), Field(ge=0, le=100)]
DomainName = Annotated[str, AfterValidator(normalise)]
SubjectText = Annotated[str, Field(min_length=1, max_length=128), AfterValidator(_printable)]
ShortText = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_printable)]
"""Texts of a subject, as long as RFC 5280, appendix A.1, lets them be."""
KeyKind = Literal["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384"]
KEY_KINDS: tuple[KeyKind, ...] = get_args(KeyKind)
Severity = Literal["error", "warning", "notice", "off"]
_VARIABLE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*")
_WEB_ADDRESS = re.compile(r"https?://[^\s/@]+(?:/[^\s@]*)?")


class Section(BaseModel):
    """A table of the settings: no unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Planner(Section):
    requirement_table: str | None = Field(
        None,
        examples=["planner/certificate_info.xlsx"],
        description="path of the HTTPS Certificate Requirement Table; searched for when absent",
    )
    san_domains: str | None = Field(
        None, examples=["planner/san_domains"], description="path of the san_domains file; searched for when absent"
    )
    sheet: str | None = Field(
        None,
        examples=["HTTPS Certificate Requirement"],
        description="the sheet that holds the table, when several could",
    )
    columns: dict[str, str] = Field(
        default_factory=dict,
        examples=[{"domain": "FQDN to protect"}],
        description='headers that are not recognised: column = "header as written"',
    )


class Certificates(Section):
    folders: list[str] = Field(["."], description="folders that are searched for certificates and private keys")
    authorities: list[str] | None = Field(
        None,
        examples=[["ca"]],
        description="files or folders with the trust anchors of the own CA; folders named ca at the top when absent",
    )
    passphrases: dict[str, str] = Field(
        default_factory=dict,
        examples=[{"certificates/oss.pfx": "env:OSS_PFX"}],
        description='where to get a store\'s passphrase: "path" = "env:NAME"',
    )

    @model_validator(mode="after")
    def _passphrases_are_references(self) -> Certificates:
        for path, reference in self.passphrases.items():
            if not reference.startswith("env:") or not reference[4:]:
                # The value may be a passphrase typed by mistake: it is not repeated here.
                raise ValueError(
                    _(
                        "the passphrase of {file} has to be a reference such as env:OSS_PFX, "
                        "never the passphrase itself",
                        file=path,
                    )
                )
        return self


class Organisation(Section):
    own_ca: bool | None = Field(
        None, examples=[True], description="the organisation has its own CA; read off the table's sources when absent"
    )
    own_ca_mandated: bool = Field(False, description="certificates have to come from the own CA")
    planning_completed: bool | None = Field(
        None,
        examples=[True],
        description="planning in Apsara Stack Deployment Planner is completed; taken as done when its table is there",
    )
    planner_permissions: bool = Field(
        True, description="permissions on the cloud instance and on the project are granted"
    )
    planner_list_needed: bool = Field(
        False, description="the structured domain list with SANs from the planner is needed"
    )
    console_preferred: bool = Field(False, description="certificates should be created or uploaded in the console")
    deployment_date: dt.date | None = Field(
        None,
        examples=[dt.date(2026, 12, 15)],
        description="the day on which the certificates are deployed and have to be valid",
    )
    automation_required: bool = Field(False, description="issuance has to be automated or driven by an API")


class Prices(Section):
    standard: Yuan = Field(Decimal("0.5"), description="Standard SSL certificate, yuan")
    wildcard: Yuan = Field(Decimal("1.5"), description="Wildcard SSL certificate, yuan")
    enterprise: Yuan = Field(Decimal("5.0"), description="Enterprise SSL certificate, yuan")
    charged: Literal["on-creation", "per-month", "per-year"] = Field(
        "on-creation", description="when the price is charged"
    )
    free_tier: Count = Field(10, description="certificates without charge")
    free_tier_renews: Literal["once", "yearly"] = Field(
        "once", description="the free tier is granted once, or again every year"
    )
    free_tier_per: Literal["organisation", "account"] = Field(
        "organisation", description="granted once for the organisation, or to each user account"
    )
    free_tier_covers_renewals: bool = Field(True, description="a renewal uses the free tier while any is left")
    quota: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        100, description="certificates that one user account can hold"
    )
    quota_counts_expired: bool = Field(False, description="expired certificates count towards the quota")
    further_account: Yuan = Field(Decimal(0), description="price of a further user account, yuan")
    wildcard_covers_apex: bool = Field(False, description="a wildcard covers its apex too (RFC 9525 says no)")


class Validity(Section):
    platform_days: Days = Field(365, description="validity of a certificate created in the console, days")
    own_ca_days: Days = Field(365, description="validity of a certificate of the own CA, days")
    renewal_lead_days: Count = Field(30, description="a renewal is created this long before the expiry, days")
    public_schedule: bool = Field(
        False,
        description="the console's CA is publicly trusted: the CA/Browser Forum's maximum validity binds it",
    )


class Horizon(Section):
    days: Days = Field(1095, description="how far ahead costs are added up, days")
    minimise: Literal["creation", "horizon"] = Field(
        "creation",
        description="what the cheapest certificate set is cheapest by: its creation, or everything over the horizon",
    )
    renewals: Literal["together", "staggered"] = Field(
        "together",
        description="created and renewed together, or the first creations spread so that fewer are held at once",
    )
    spread_days: Annotated[int, Field(ge=0, le=36_500)] | None = Field(
        None,
        examples=[60],
        description="over how many days staggered creations are spread; as few as keep within the quota when absent",
    )
    discount_percent: Rate = Field(
        Decimal(0), description="discount rate of the present value, percent a year; 0: the cost as it is"
    )


class Wildcards(Section):
    policy: Literal["where-cheaper", "only-demanded"] = Field(
        "where-cheaper", description="wildcards wherever they are cheaper, or only those that the planner demands"
    )
    forbidden: list[DomainName] = Field(
        default_factory=list,
        examples=[["pay.example.com"]],
        description="zones below which no wildcard is created, and domains that only their own certificate serves",
    )


class Existing(Section):
    keep: bool = Field(
        False,
        description="valid certificates of the folder serve until their renewal; else every domain is planned anew",
    )
    console_certificates: Count = Field(
        0,
        description="created in the console so far, beside what is kept: each took a place of free tier and quota",
    )
    console_requests: list[DomainName] = Field(
        default_factory=list,
        examples=[["*.example.com"]],
        description="names submitted in the console whose certificates are still to come: counted, not created again",
    )

    @model_validator(mode="after")
    def _each_request_once(self) -> Existing:
        if twice := [name for name, count in Counter(self.console_requests).items() if count > 1]:
            raise ValueError(_("console_requests names {name} twice", name=twice[0]))
        return self


class Requests(Section):
    group: Literal["planned", "service", "one"] = Field(
        "planned",
        description="certificates as the planner grouped them, one for each service, or one for everything",
    )
    key: KeyKind = Field(
        "rsa-2048",
        description="key of a new request; every client and CA takes RSA of 2048 bits (good to 2030, NIST SP 800-57)",
    )
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = Field(
        None, examples=["CN"], description="country of the subject, two letters (ISO 3166); left out when absent"
    )
    state: SubjectText | None = Field(
        None, examples=["Zhejiang"], description="state or province of the subject; left out when absent"
    )
    locality: SubjectText | None = Field(
        None, examples=["Hangzhou"], description="city of the subject; left out when absent"
    )
    organisation: ShortText | None = Field(
        None, examples=["Example Ltd"], description="organisation of the subject; left out when absent"
    )
    unit: ShortText | None = Field(
        None, examples=["Platform"], description="organisational unit of the subject; left out when absent"
    )
    zones: list[DomainName] = Field(
        default_factory=list,
        examples=[["example.com"]],
        description="zones that are the organisation's own: a console name outside is pointed out",
    )


class LabourFigures(Section):
    """Figures of the user's own; nothing is assumed for what is not given, unless a preset is named."""

    creation_minutes: Minutes = Field(0, description="to create and download a certificate in the console, minutes")
    issuance_minutes: Minutes = Field(0, description="to issue a certificate with the own CA, minutes")
    verification_minutes: Minutes = Field(0, description="to verify a certificate, minutes")
    mapping_minutes: Minutes = Field(0, description="to map a certificate in the workbook, minutes")
    automation_percent: Percent = Field(
        0, description="share of issuing and verifying with the own CA that scripts do without labour, percent"
    )
    hourly_rate: Yuan = Field(Decimal(0), le=1_000_000, description="cost of an hour, yuan")
    ca_fixed_per_year: Yuan = Field(Decimal(0), description="the own CA's fixed cost, yuan a year")
    ca_per_certificate: Yuan = Field(Decimal(0), description="the own CA's cost per certificate issued, yuan")


class Labour(LabourFigures):
    preset: Literal["none", "vendor-study", "vendor-blog"] = Field(
        "none", description="published minutes for what is not given here; costs names their source and its weakness"
    )
    profile: Literal["low", "base", "high"] = Field("base", description="which of the labour figures is reckoned with")
    low: dict[str, Any] = Field(
        default_factory=dict,
        examples=[{"creation_minutes": 5}],
        description="figures of this section in the low profile, where they differ",
    )
    high: dict[str, Any] = Field(
        default_factory=dict,
        examples=[{"creation_minutes": 30}],
        description="figures of this section in the high profile, where they differ",
    )

    @model_validator(mode="after")
    def _profiles_hold_figures(self) -> Labour:
        for profile in ("low", "high"):
            given: dict[str, Any] = getattr(self, profile)
            if unknown := sorted(given.keys() - LabourFigures.model_fields.keys()):
                known = enumerated(LabourFigures.model_fields)
                raise ValueError(_("{profile}: {key} is none of {known}", profile=profile, key=unknown[0], known=known))
            LabourFigures.model_validate(given)
        return self


class Expiry(Section):
    notice_days: Count = Field(90, description="notice when so many days or fewer are left")
    warning_days: Count = Field(30, description="warning when so many days or fewer are left")
    critical_days: Count = Field(7, description="critical when so many days or fewer are left")
    notice_percent: Percent = Field(
        33, description="and no more than this share of the certificate's lifetime, percent; 100 leaves it to the days"
    )
    warning_percent: Percent = Field(17, description="the same for warning, percent of the lifetime")
    critical_percent: Percent = Field(8, description="the same for critical, percent of the lifetime")
    forecast_days: Annotated[int, Field(ge=1, le=1098)] = Field(
        365, description="how far ahead renewals are listed, days; three years at the most"
    )

    @model_validator(mode="after")
    def _thresholds_fall(self) -> Expiry:
        for unit, notice, warning, critical in (
            ("days", self.notice_days, self.warning_days, self.critical_days),
            ("percent", self.notice_percent, self.warning_percent, self.critical_percent),
        ):
            if not notice >= warning >= critical:
                raise ValueError(
                    _("notice_{unit}, warning_{unit} and critical_{unit} have to fall in that order", unit=unit)
                )
        return self


class Checks(Section):
    minimum_rsa_bits: Count = Field(2048, description="smallest RSA key, bits (NIST SP 800-57)")
    minimum_ec_bits: Count = Field(256, description="smallest EC key, bits")
    curves: list[str] = Field(
        ["secp256r1", "secp384r1", "secp521r1"], description="elliptic curves that are accepted (those of TLS 1.3)"
    )
    longest_days: Days = Field(
        825, description="longest lifetime of a certificate of a private CA, days (Apple's systems refuse longer ones)"
    )
    lint: bool = Field(False, description="run the lints of pkilint too; tens of milliseconds a certificate")
    weak_hashes: list[str] = Field(["md2", "md4", "md5", "sha1"], description="signature hashes that are not accepted")
    severities: dict[str, Severity] = Field(
        default_factory=dict,
        examples=[{"surplus-names": "off"}],
        description='a check\'s severity when it fails, or off: check = "warning"',
    )


class Workbook(Section):
    language: Language | None = Field(
        None,
        examples=["zh"],
        description="language of a new workbook; when absent zh if the planner's table or the pages are",
    )


class Notify(Section):
    """Whom ``report --notify`` tells, and when. Without that option nobody is told."""

    targets: list[str] = Field(
        default_factory=list,
        examples=[["env:AIREC_MAIL_URL", "env:AIREC_DINGTALK_URL"]],
        description="whom to tell: Apprise URLs, each by the environment variable that holds it",
    )
    on: Literal["change", "always", "error"] = Field(
        "change", description="when to tell: when anything changed, after each run, or only of errors"
    )
    thresholds: list[Count] = Field(
        [30, 7, 1], description="tell when a certificate that serves a domain has so many days left, each time once"
    )
    link: str | None = Field(
        None,
        examples=["https://reports.example.com/airec"],
        description="where a browser finds the reports folder, for the link in a notice; its path when absent",
    )

    @model_validator(mode="after")
    def _targets_are_references(self) -> Notify:
        if not all(_VARIABLE.fullmatch(target) for target in self.targets):
            # A URL typed by mistake holds a token or a password: it is not repeated here.
            raise ValueError(
                _(
                    "targets have to be references such as env:AIREC_MAIL_URL, "
                    "never the URL itself, which holds a secret"
                )
            )
        return self

    @model_validator(mode="after")
    def _link_is_an_address(self) -> Notify:
        if self.link is not None and not _WEB_ADDRESS.fullmatch(_printable(self.link)):
            raise ValueError(_("link has to be an address such as https://reports.example.com/airec"))
        return self


class Settings(Section):
    """``deployment.toml``."""

    name: str | None = Field(
        None,
        examples=["hangzhou-prod"],
        description="short name, used for the report's folder; the folder's name when absent",
    )
    title: str | None = Field(
        None, examples=["AIRec Hangzhou, production"], description="the title on the pages; the name when absent"
    )
    language: Language = Field(
        "en", description="language of pages, tables, texts and of a new workbook: en or zh (Simplified Chinese)"
    )
    planner: Planner = Field(default_factory=Planner)
    certificates: Certificates = Field(default_factory=Certificates)
    organisation: Organisation = Field(default_factory=Organisation)
    prices: Prices = Field(default_factory=Prices)
    validity: Validity = Field(default_factory=Validity)
    horizon: Horizon = Field(default_factory=Horizon)
    wildcards: Wildcards = Field(default_factory=Wildcards)
    existing: Existing = Field(default_factory=Existing)
    requests: Requests = Field(default_factory=Requests)
    labour: Labour = Field(default_factory=Labour)
    expiry: Expiry = Field(default_factory=Expiry)
    checks: Checks = Field(default_factory=Checks)
    workbook: Workbook = Field(default_factory=Workbook)
    notify: Notify = Field(default_factory=Notify)
    scenarios: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="named what-ifs: any setting above, overridden"
    )
    ranges: dict[str, Any] = Field(
        default_factory=dict,
        description="lowest and highest value of figures above, for tornado and Monte Carlo",
    )

    @property
    def secret_variables(self) -> tuple[str, ...]:
        """The environment variables that are named as holding a secret."""
        references = [*self.certificates.passphrases.values(), *self.notify.targets]
        return tuple(sorted({reference.removeprefix("env:") for reference in references}))

    @model_validator(mode="after")
    def _renewals_move_forward(self) -> Settings:
        shortest = min(self.validity.platform_days, self.validity.own_ca_days)
        if self.validity.renewal_lead_days >= shortest:
            raise ValueError(
                _("validity.renewal_lead_days has to be less than the shortest validity, {days} days", days=shortest)
            )
        return self
