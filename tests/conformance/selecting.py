"""How a case of the selection is put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tests.certificates import AS_OF
from tests.conformance.harness import Case
from tests.conformance.making import HOST, Made


def case(
    id: str,
    reason: str,
    valid: bool,
    leaf: Made | bytes,
    pool: Iterable[Made] = (),
    roots: Iterable[Made] = (),
    *,
    crls: Iterable[bytes] = (),
    peer: str = HOST,
    at: dt.datetime = AS_OF,
    by_web_profile: bool = False,
) -> Case:
    """``leaf`` with the intermediates of ``pool``, in that order, below ``roots``."""
    return Case(
        id=id,
        reason=reason,
        roots=tuple(one.pem for one in roots),
        intermediates=tuple(one.pem for one in pool),
        leaf=leaf if isinstance(leaf, bytes) else leaf.pem,
        leaf_key=None if isinstance(leaf, bytes) else leaf.key_pem,
        crls=tuple(crls),
        peer=peer,
        at=at,
        valid=valid,
        by_web_profile=by_web_profile,
    )
