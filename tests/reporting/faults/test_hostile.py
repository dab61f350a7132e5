"""What is read may be hostile: secrets that leak, names that are markup, controls that fake a line."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from airec_planning.execution.warming import warm
from tests.certificates import issue
from tests.deployments import write_deployment
from tests.notebooks import notebook
from tests.reporting.faults.command import run
from tests.reporting.faults.listed import FAILED, WHOLE, fault
from tests.reporting.faults.shop import AS_OF, RUN, Shop, shop_in

PASSPHRASE = "pässphräse <&> 'quoted' 7"
LEAKS = {
    "shown": (
        "print(secret); import sys; print(secret, file=sys.stderr)",
        "import subprocess; subprocess.run(['echo', secret])",
        "from IPython.display import HTML, JSON, display\nimport html",
        "display(HTML(html.escape(secret)), HTML(secret), JSON([secret]), metadata={'alt': secret})",
        "{'passphrase': secret, 'n': [secret]}",
    ),
    "raised": ("def f(passphrase): raise ValueError(passphrase)\nf(secret)",),
    "exited": ("import sys; sys.exit(secret)",),
    "named": ("raise type(secret, (Exception,), {})(secret)",),
}


@pytest.mark.parametrize("engine", ["forked", "kernel"])
@fault("a passphrase in a traceback, printed, in HTML, as a result, as an exit status, in an exception's name",
       state="cell-error, exited or whole", exit_code=3, left=f"{FAILED}; the passphrase in no file")  # fmt: skip
def test_no_passphrase_is_in_any_file_or_on_the_terminal(engine: str, tmp_path: Path) -> None:
    shop = _with_a_passphrase(tmp_path)
    for name, cells in LEAKS.items():
        notebook(tmp_path / "books" / f"{name}.ipynb", "import os; secret = os.environ['SHOP_P12']; None", *cells)
    code, out, err = run(
        "report", shop.folder, "--as-of", AS_OF, "--output", shop.reports, "--notebooks", tmp_path / "books",
        "--engine", engine, environment={"SHOP_P12": PASSPHRASE},
    )  # fmt: skip
    assert code == 3
    assert (shop.runs / f"{RUN}.failed" / "shown.html").exists()
    _nowhere("phräse", out, err, shop)
    _nowhere("phr\\xe4se", out, err, shop)
    _nowhere("phr\\u00e4se", out, err, shop)


@fault("a private key printed, shown and raised", state="cell-error", exit_code=3,
       left=f"{FAILED}; the key in no file")  # fmt: skip
def test_no_private_key_is_in_any_file_or_on_the_terminal(tmp_path: Path) -> None:
    warm()
    shop = shop_in(tmp_path, whole_run=False)
    key = shop.folder / "certificates" / "a.key"
    notebook(
        tmp_path / "books" / "n.ipynb",
        f"key = open({str(key)!r}).read(); print(key); print(repr(key))",
        "from IPython.display import HTML, display; display(HTML(f'<pre>{key}</pre>')); [key, {'key': key.encode()}]",
        "raise ValueError(key)",
    )
    code, out, err = run(
        "report", shop.folder, "--as-of", AS_OF, "--output", shop.reports, "--notebooks", tmp_path / "books"
    )
    assert code == 3
    _nowhere(key.read_text(encoding="ascii").splitlines()[1][:30], out, err, shop)


HOSTILE = (
    "<script>alert(1)</script>",
    "\u202egpj.exe\u2066",
    "one\ntwo: whole\r\x1b[2J",
    '"><img src=x onerror=alert(1)>',
    "=cmd|'/C calc'!A0",
    "{{ 7 * 7 }} ${x} %s $(id) `id`",
)


@fault("certificates, tables and titles with markup, direction marks, line ends, formulas, templates and shell code",
       state="whole", exit_code=0, left=f"{WHOLE}; pages inert, the log's lines its own")  # fmt: skip
def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    warm()
    rows = [{"domain": f"{n}.example.com", "service": text, "remarks": text} for n, text in enumerate(HOSTILE)]
    made = {}
    for n, text in enumerate(HOSTILE):
        parts = (NameOID.ORGANIZATION_NAME, text), (NameOID.COMMON_NAME, text)
        subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])
        made[f"c{n}"] = issue([f"{n}.example.com"], subject=subject)
    title = "".join(HOSTILE).encode("unicode_escape").decode().replace("\\x", "\\u00").replace('"', '\\"')
    folder = write_deployment(tmp_path / "shop", rows, made, settings=f'title = "{title}"\n')
    for path in list((folder / "certificates").iterdir()):
        path.rename(path.with_name(f"<b>{path.stem}\u202e{path.suffix}"))
    shop = Shop(folder, tmp_path / "reports")
    code, out, err = run("report", folder, "--as-of", AS_OF, "--output", shop.reports)
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == 1
    for page in (*shop.reports.glob("*.html"), *(shop.runs / RUN).glob("*.html")):
        read = _Page(page)
        assert read.harmful == [], page
        assert "alert(1)" in read.text, page
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", read.text), page
    assert len((shop.runs / RUN / "run.log").read_text(encoding="utf-8").split("\nn")) == 1


@pytest.mark.parametrize(
    "name", ["../../x", "/etc/x", "..", "a/../../b", "C:\\x", "x\ny", ".building-x", "latest", "-rf"]
)
@fault("a deployment named `../../x`, `..`, `-rf` and the like", state="whole", exit_code=0,
       left=f"{WHOLE}, below the reports folder and nowhere else")  # fmt: skip
def test_no_name_leads_out_of_the_reports(name: str, tmp_path: Path) -> None:
    shop = shop_in(tmp_path, whole_run=False)
    (shop.folder / "deployment.toml").write_text(f"name = '''{name}'''\n", encoding="utf-8")
    before = _entries(tmp_path) | {"books", "reports"}
    assert shop.report("1") is None
    assert _entries(tmp_path) == before
    (place,) = (path for path in shop.reports.iterdir() if path.is_dir())
    assert {path.name for path in place.iterdir()} == {RUN, "latest", ".lock"}
    assert not place.name.startswith((".", "-"))


@pytest.mark.parametrize("name", ["a{b}", "a %s 'b' \"c\"", "商店 🏪", "new\nline", "<b>"])
@fault("a deployment folder whose name has braces, quotes, percent signs, blanks, a line end, markup", state="whole",
       exit_code=0, left=WHOLE)  # fmt: skip
def test_a_deployment_folder_may_have_any_name(name: str, tmp_path: Path) -> None:
    shop = shop_in(tmp_path, whole_run=False)
    folder = tmp_path / name
    shutil.move(shop.folder, folder)
    shown = "from airec_planning import make_plan\nlist(make_plan(deployment, as_of, settings).required['domain'])"
    assert Shop(folder, shop.reports).report(shown) is None
    (page,) = shop.reports.glob("*/latest/n.html")
    assert "a.example.com" in page.read_text(encoding="utf-8")


def _with_a_passphrase(tmp_path: Path) -> Shop:
    warm()
    shop = shop_in(tmp_path, whole_run=False)
    (shop.folder / "certificates" / "b.p12").write_bytes(issue(["b.example.com"]).p12(PASSPHRASE.encode()))
    settings = '[certificates.passphrases]\n"certificates/b.p12" = "env:SHOP_P12"\n'
    (shop.folder / "deployment.toml").write_text(settings, encoding="utf-8")
    return shop


def _nowhere(secret: str, out: str, err: str, shop: Shop) -> None:
    assert secret not in out + err
    for path in shop.reports.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path


def _entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


class _Page(HTMLParser):
    """A page's text, and what in it would do something."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text, self.harmful = "", list[str]()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        loads = tag in ("img", "iframe", "object", "embed") and not (given.get("src") or "").startswith("data:")
        if loads or any(name.startswith("on") for name in given):
            self.harmful.append(self.get_starttag_text() or tag)
        if tag == "script":
            self.harmful += [] if "src" not in given else [tag]

    def handle_data(self, data: str) -> None:
        self.text += data
