"""Which network addresses may be connected to: pure.

Python's own flags do not suffice: in 3.11 64:ff9b::7f00:1 and 2002:7f00:1:: are "global", 100.64/10
is not "private", and patch releases differ. So what the flags say must hold, and the list below is
refused besides (IANA special-purpose registries; 168.63.129.16 belongs to a cloud's host).
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_REFUSED: tuple[Network, ...] = tuple(
    ip_network(cidr)
    for cidr in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
        "224.0.0.0/3",
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
REMEMBERED = 1_000  # addresses that were let through: each is asked for twice
_NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefusedError(OSError):
    """A connection to this address is not allowed. An OSError, so that every socket user stops."""


class AddressRules:
    """`allow_private` opens networks by name (CIDR), such as `10.0.0.0/8` or `::1/128`.

    Raises:
        ValueError: an entry is no network.
    """

    def __init__(self, allow_private: Iterable[str] = ()) -> None:
        self.allow(allow_private)

    def allow(self, private: Iterable[str]) -> None:
        """Open these networks, and no others, from now on."""
        self._allowed = tuple(ip_network(cidr, strict=False) for cidr in private)
        self._passed = set[tuple[str, int]]()

    @property
    def opened(self) -> bool:
        """Whether any private network is allowed, so that local names make sense."""
        return bool(self._allowed)

    def check(self, host: str, scope: int = 0) -> None:
        """Raises AddressRefusedError unless `host` (an IP address) is public or allowed."""
        if (host, scope) in self._passed:
            return
        self._check(host, scope)
        if len(self._passed) >= REMEMBERED:
            self._passed.clear()
        self._passed.add((host, scope))

    def _check(self, host: str, scope: int) -> None:
        plain, _, zone = host.partition("%")
        try:
            address = unwrap(ip_address(plain))
        except ValueError:
            raise AddressRefusedError(f"{host} is no IP address") from None
        if any(address in network for network in self._allowed):
            return
        if zone or scope or not is_public(address):
            raise AddressRefusedError(f"{host} is not a public address")


def unwrap(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped or NAT64 one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: Address) -> bool:
    """Whether anyone on the internet would reach the same machine under it."""
    flags = address.is_multicast or address.is_reserved or address.is_link_local
    flags = flags or address.is_loopback or address.is_unspecified or not address.is_global
    return not flags and not any(address in network for network in _REFUSED)
