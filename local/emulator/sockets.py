"""Where a process and its children listen, read from /proc; only loopback is allowed."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
_LISTEN = "0A"
_WORD = 8
"""Hex digits of one little-endian word of an address."""


def foreign_listeners(pid: int, *, proc: Path = PROC) -> list[str] | None:
    """Return the addresses off loopback on which a process tree listens; None without /proc."""
    if not (proc / str(pid)).is_dir():
        return None
    inodes = {inode for member in _tree(pid, proc) for inode in _sockets(member, proc)}
    found = []
    for name in ("tcp", "tcp6"):
        table = proc / str(pid) / "net" / name
        for line in table.read_text("ascii").splitlines()[1:] if table.exists() else ():
            fields = line.split()
            local, state, inode = fields[1], fields[3], fields[9]
            address, port = _address(local)
            if state == _LISTEN and inode in inodes and not address.is_loopback:
                found.append(f"{address}:{port}")
    return found


def _tree(pid: int, proc: Path) -> Iterator[int]:
    yield pid
    for task in (proc / str(pid) / "task").glob("*/children"):
        for child in task.read_text("ascii").split():
            yield from _tree(int(child), proc)


def _sockets(pid: int, proc: Path) -> Iterator[str]:
    for link in (proc / str(pid) / "fd").glob("*"):
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            yield target.removeprefix("socket:[").removesuffix("]")


def _address(field: str) -> tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]:
    """Return what the kernel prints as little-endian words in hex."""
    digits, _, port = field.partition(":")
    words = [digits[at : at + _WORD] for at in range(0, len(digits), _WORD)]
    raw = b"".join(bytes.fromhex(word)[::-1] for word in words)
    address = ipaddress.ip_address(raw)
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address, int(port, 16)
