"""Which names of a leaf cover the name that is asked for (RFC 9525, 6.3; RFC 5280, 4.2.1.6)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from cryptography import x509

from tests.conformance.harness import Case
from tests.conformance.making import HOST, SERVER, authority, certificate, leaf, root
from tests.conformance.selecting import case

U_LABEL, A_LABEL = "推荐.example.com", "xn--jzuq81e.example.com"


def cases() -> Iterator[Case]:
    top = root()
    issuer = authority("Issuing CA", top)
    for id, reason, valid, hosts, peer in (
        ("san::exact", "the very name", True, (HOST,), HOST),
        ("san::second-of-three", "one of several names", True, ("a.example.com", HOST, "b.example.com"), HOST),
        ("san::another-host", "another name in the zone", False, ("api.example.com",), HOST),
        ("san::zone-for-a-host", "a name does not cover those below it", False, ("example.com",), HOST),
        ("san::host-for-its-zone", "nor the one above it", False, (HOST,), "example.com"),
        ("san::longer-suffix", "a suffix more", False, (f"{HOST}.cn",), HOST),
        ("san::wildcard", "the whole left-most label", True, ("*.example.com",), HOST),
        ("san::wildcard-and-apex", "the apex named beside it", True, ("*.example.com", "example.com"), "example.com"),
        ("san::wildcard-for-its-apex", "a wildcard stands for one label, not for none", False,
         ("*.example.com",), "example.com"),
        ("san::wildcard-for-two-labels", "nor for two", False, ("*.example.com",), "a.www.example.com"),
        ("san::wildcard-of-another-zone", "another zone", False, ("*.example.org",), HOST),
        ("san::wildcard-in-the-middle", "not left-most", False, ("www.*.com",), HOST),
        ("san::wildcard-second-label", "not left-most, three labels", False, ("a.*.example.com",), "a.b.example.com"),
        ("san::wildcard-twice", "only one", False, ("*.*.com",), HOST),
        ("san::wildcard-after-letters", "not the whole label", False, ("w*.example.com",), HOST),
        ("san::wildcard-before-letters", "not the whole label", False, ("*w.example.com",), HOST),
        ("san::wildcard-inside-letters", "not the whole label", False, ("w*w.example.com",), HOST),
        ("san::wildcard-alone", "of no zone", False, ("*",), HOST),
        ("san::wildcard-over-an-a-label", "an A-label is a label", True, ("*.example.com",), A_LABEL),
        ("san::capitals-in-the-certificate", "DNS names have no case", True, ("WWW.Example.COM",), HOST),
        ("san::capitals-in-the-question", "DNS names have no case", True, (HOST,), "WWW.Example.COM"),
        ("san::trailing-dot-in-the-question", "the root's dot is no label of a name", True, (HOST,), f"{HOST}."),
        ("san::a-label", "A-labels are compared as such", True, (A_LABEL,), A_LABEL),
        ("san::u-label-in-the-question", "a U-label is asked for as its A-label", True, (A_LABEL,), U_LABEL),
        ("san::another-a-label", "another A-label", False, ("xn--fsqu00a.example.com",), U_LABEL),
    ):  # fmt: skip
        yield case(id, f"{reason} (RFC 9525, 6.3)", valid, leaf(issuer, *hosts), [issuer], [top], peer=peer)
    address = x509.IPAddress(ipaddress.ip_address("192.0.2.1"))
    for id, reason, name, names in (
        ("san::none", "a common name does not count (RFC 9525, 2)", HOST, ()),
        ("san::common-name-beside-another", "nor beside other names (RFC 9525, 2)", HOST,
         (x509.DNSName("api.example.com"),)),
        ("san::address-alone", "an address is no domain (RFC 9525, 6.3)", HOST, (address,)),
        ("san::mailbox-alone", "nor is a mailbox in it (RFC 9525, 6.3)", HOST, (x509.RFC822Name(f"a@{HOST}"),)),
    ):  # fmt: skip
        one = certificate(name, issuer, names=names, purposes=(SERVER,))
        yield case(id, reason, False, one, [issuer], [top])
    yield case(
        "san::address-beside-the-name", "names of other types do no harm (RFC 9525, 6.3)", True,
        certificate("Server", issuer, names=(address, x509.DNSName(HOST)), purposes=(SERVER,)), [issuer], [top],
    )  # fmt: skip
