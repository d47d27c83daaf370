"""How values are written in headers: printable ASCII, everything else percent-encoded, one spelling for each value.

Everything here raises ValueError for what it cannot write or read.
"""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

ESCAPED = re.compile(r"[^\x21\x23\x24\x26-\x7e]")
"""What is percent-encoded: blanks, quotes, the percent sign, and all that is not printable ASCII (CloudEvents)."""

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Half the time of datetime.isoformat(timespec="microseconds").
_RFC3339 = "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ"


def encoded(text: str) -> str:
    """A text as a header holds it: 律014 is %E5%BE%8B014. Never empty, as CloudEvents asks."""
    if not text:
        raise ValueError("an attribute of an event is never empty")
    try:
        return ESCAPED.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), text)
    except UnicodeEncodeError:
        raise ValueError("an attribute of an event is not text") from None


def decoded(header: str) -> str:
    """The text that a header holds."""
    if not header or _BROKEN_ESCAPE.search(header):
        raise ValueError("not a percent-encoded text")
    return unquote(header, errors="strict")


def rfc3339(time: datetime) -> str:
    """A time in UTC with microseconds: 2010-03-18T12:48:00.000000Z."""
    if time.tzinfo is not UTC:
        if time.tzinfo is None:
            raise ValueError("a time without its zone")
        time = time.astimezone(UTC)
    return _RFC3339 % (time.year, time.month, time.day, time.hour, time.minute, time.second, time.microsecond)


def moment(header: str) -> datetime:
    """The time that `rfc3339` wrote."""
    if len(header) != 27 or header[26] != "Z":
        raise ValueError("not RFC 3339, UTC, microseconds")
    return datetime.fromisoformat(header)


def natural(header: str) -> int:
    """A whole number from 1."""
    number = int(header)
    if number < 1 or str(number) != header:  # int() also takes "1_0", " 1" and digits of other scripts
        raise ValueError("not a number from 1")
    return number


def link(header: str) -> bytes:
    """A hash in lower-case hexadecimal."""
    digest = bytes.fromhex(header)
    if not digest or digest.hex() != header:
        raise ValueError("not a hash in hexadecimal")
    return digest
