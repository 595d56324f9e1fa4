"""The virus scanner: a file is streamed to ClamAV's daemon, and only its own word makes it clean or harmful."""

import socket
from collections.abc import Iterator
from contextlib import closing
from enum import Enum
from urllib.parse import urlsplit

CONNECT_SECONDS = 3
# A scanner that is busy answers a 20 MB file within seconds; one that says nothing for this long is asked again later.
ANSWER_SECONDS = 60
_PIECE = 256 * 1024
_LONGEST_ANSWER = 4096


class Verdict(Enum):
    CLEAN = "clean"
    HARMFUL = "harmful"
    # The scanner answered and would not check this one file; the next may go through.
    NOT_CHECKED = "not checked"


class ScannerAway(Exception):
    """The scanner does not answer, or hangs up."""


def scan(data: bytes | memoryview, *, url: str) -> Verdict:
    """Ask the scanner at tcp://host:port or unix:///path. Raises ScannerAway."""
    try:
        with closing(_connected(url)) as scanner:
            answer = _asked(scanner, data)
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    return _verdict(answer)


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(CONNECT_SECONDS)
        scanner.connect(parts.path)
    else:
        scanner = socket.create_connection((parts.hostname, parts.port or 3310), timeout=CONNECT_SECONDS)
    scanner.settimeout(ANSWER_SECONDS)
    return scanner


def _asked(scanner: socket.socket, data: bytes | memoryview) -> bytes:
    """clamd's INSTREAM: pieces that each say their length, then one of length zero; the answer ends with a zero byte.

    A file it finds too long it answers before the end, and hangs up.
    """
    try:
        scanner.sendall(b"zINSTREAM\0")
        for piece in _pieces(data):
            scanner.sendall(len(piece).to_bytes(4, "big"))
            scanner.sendall(piece)
        scanner.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return _answer(scanner)
    return _answer(scanner)


def _pieces(data: bytes | memoryview) -> Iterator[memoryview]:
    view = memoryview(data)
    return (view[at : at + _PIECE] for at in range(0, len(view), _PIECE))


def _answer(scanner: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        part = scanner.recv(_LONGEST_ANSWER)
        if not part:
            raise ConnectionAbortedError("the scanner hung up before it had answered")
        answer += part
    return answer.rstrip(b"\0").strip()


def _verdict(answer: bytes) -> Verdict:
    if answer == b"stream: OK":
        return Verdict.CLEAN
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        return Verdict.HARMFUL
    return Verdict.NOT_CHECKED
