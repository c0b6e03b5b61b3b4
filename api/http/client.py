"""Whose request it is: the other end of the connection or, behind a proxy of ours, its client."""

import ipaddress
from collections.abc import Iterable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class TrustedProxies:
    """The networks whose `X-Forwarded-For` is believed.

    Args:
        networks: Networks in CIDR notation, or single addresses.

    Raises:
        ValueError: One of them is neither.
    """

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks: list[Network] = [ipaddress.ip_network(text) for text in networks]

    def client(self, peer: str, forwarded_for: str | None) -> str:
        """The address of the client.

        Each proxy appends the address of its own client. They are read from the last one
        on, as long as those that state them are trusted: whoever is beyond them may have written
        what it liked.

        Args:
            peer: The address at the other end of the connection; "" for a local socket.
            forwarded_for: `X-Forwarded-For`, those of repeated fields joined by commas.
        """
        if forwarded_for is None or not self._networks or not self._trusts(peer):
            return peer
        client = peer
        for text in reversed(forwarded_for.split(",")):
            address = _address(text.strip())
            if address is None:
                return client
            client = str(address)
            if not self._trusts(client):
                return client
        return client

    def _trusts(self, text: str) -> bool:
        address = _address(text)
        if address is None:
            return not text  # a local socket is a proxy of this machine
        return any(address in network for network in self._networks)


def _address(text: str) -> Address | None:
    """An address without a port; an IPv4 address that is written as one of IPv6 is one of IPv4."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
