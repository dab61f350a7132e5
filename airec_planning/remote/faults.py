"""What a file system says when it cannot serve, told to a person: never in its own words, which may quote secrets."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from airec_planning.errors import PlanningError
from airec_planning.language import N_, _

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_LIBRARIES = ("botocore", "aiobotocore", "aiohttp")
"""They raise errors of their own, which are no OSErrors."""
_NO_KEYS = ("NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "CredentialRetrievalError")
NOT_THERE = (N_("no such bucket or folder"), N_("Check the name; a bucket has to be made first."))
_S3_KEYS = N_("Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and the rights on the bucket.")
_S3_ENDPOINT = N_("Check the network, and AWS_ENDPOINT_URL where the store is not Amazon's.")


@contextmanager
def told(place: str, protocol: str, kind: type[PlanningError]) -> Iterator[None]:
    """Around one call of a file system. A ``PlanningError`` of this ``kind`` says what it could not do.

    Raises:
        PlanningError: access is refused, or the bucket, the server or the space is lacking.
    """
    try:
        yield
    except PlanningError:
        raise
    except Exception as error:
        found = _fact_and_remedy(error, s3=protocol in ("s3", "s3a"))
        if found is None:
            raise
        raise kind(place, *found) from None


def _fact_and_remedy(error: Exception, *, s3: bool) -> tuple[str, str] | None:
    """None for a fault of our own."""
    name = type(error).__name__
    number = error.errno if isinstance(error, OSError) else None
    no_store = isinstance(error, (ConnectionError, TimeoutError)) or "Connection" in name or "Timeout" in name
    is_theirs = isinstance(error, OSError) or type(error).__module__.partition(".")[0] in _LIBRARIES
    said: list[tuple[bool, str, str]] = [
        (name in _NO_KEYS, N_("no credentials for it were found"), _S3_KEYS),
        (isinstance(error, PermissionError), N_("access is refused"), _S3_KEYS if s3 else N_("Check the rights.")),
        (isinstance(error, FileNotFoundError), *NOT_THERE),
        (no_store, N_("the store cannot be reached"), _S3_ENDPOINT if s3 else N_("Check the network and the address.")),
        (number in _NO_SPACE, N_("there is no space left"), N_("Free some space.")),
        (number is not None, N_("the store failed: {reason}"), N_("Try again later.")),
        (is_theirs, N_("the store failed: {reason}"), N_("Check the address; try again later.")),
    ]
    reason = os.strerror(number) if number is not None else name
    return next(((_(fact, reason=reason), _(remedy)) for holds, fact, remedy in said if holds), None)
