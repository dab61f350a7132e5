"""Situations to tell of, and servers that take what is told."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from airec_planning.reporting.notices.situation import Finding, Serving, Situation


def situation(day: str = "2026-11-01", errors: str = "", warnings: str = "", **given: Any) -> Situation:
    """A whole run with an error for each word of ``errors`` and a warning for each of ``warnings``."""
    found = [Finding(word, "error", f"{word}.example.com: no certificate") for word in errors.split()]
    found += [Finding(word, "warning", f"{word}.example.com: only in san_domains") for word in warnings.split()]
    state = f"Not ready: {len(errors.split())} errors" if errors else "Ready"
    return Situation(
        **{
            "name": "demo",
            "title": "AIRec demo",
            "as_of": f"{day}T00:00:00Z",
            "headline": state,
            "findings": tuple(found),
            "run": day.replace("-", "") + "T000000Z",
            "covered": "3 of 4 domains",
            "facts": (("Other domains are required.", "aa"), ("The cost now has changed: 1.50 yuan.", "1.50")),
            "outlook": ("No renewal has to be started within 365 days.", "HTTPS path: 1.50 yuan now."),
            **given,
        },
    )


def failure(day: str = "2026-11-01", kind: str = "NotebookError", sentence: str = "a cell failed") -> Situation:
    return Situation("demo", "AIRec demo", f"{day}T00:00:00Z", failure=kind, sentence=sentence)


def serving(days_left: int, sha256: str = "ab") -> Serving:
    text = f"certificates/{sha256}.pem, for a.example.com"
    return Serving(sha256, f"certificates/{sha256}.pem", text, days_left, datetime(2026, 12, 1, tzinfo=UTC))


@dataclass
class Inbox:
    """What a server was sent, and where it listens."""

    port: int = 0
    answer: tuple[int, str] = (200, "{}")
    posts: list[dict[str, Any]] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)

    def webhook(self, rest: str = "") -> str:
        return f"json://user:s3cret-t0ken@127.0.0.1:{self.port}/hook{rest}"


@contextmanager
def web_server() -> Iterator[Inbox]:
    inbox = Inbox()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            inbox.posts.append(json.loads(body) | {"path": self.path})
            status, said = inbox.answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with _listening(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler), inbox):
        yield inbox


@contextmanager
def mail_server() -> Iterator[Inbox]:
    """As much of SMTP as a client needs to hand over a message (RFC 5321)."""
    inbox = Inbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 ready")
            for line in self.rfile:
                command = line.decode().strip().upper()
                if command == "DATA":
                    self._say("354 go on")
                    inbox.mails.append(self._data())
                self._say("221 bye" if command == "QUIT" else "250 ok")
                if command == "QUIT":
                    return

        def _data(self) -> str:
            lines = []
            for line in self.rfile:
                if line == b".\r\n":
                    break
                lines.append(line.decode())
            return "".join(lines)

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with _listening(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), inbox):
        yield inbox


@contextmanager
def silent_server() -> Iterator[Inbox]:
    """One that answers a byte every now and then, and never ends."""
    inbox, closing = Inbox(), threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while not closing.wait(0.2):
                self.wfile.write(b" ")

    with _listening(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), inbox):
        yield inbox
        closing.set()


@contextmanager
def _listening(server: socketserver.TCPServer, inbox: Inbox) -> Iterator[None]:
    inbox.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
