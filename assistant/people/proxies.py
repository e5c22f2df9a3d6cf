"""What is believed of a request: the peer's address always, what it says of others only where the peer is trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from itertools import pairwise

from ingest.errors import SettingsError

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Proxies:
    """The reverse proxies in front of us, and the header in which they name who signed in there ("" for none)."""

    networks: tuple[Network, ...] = ()
    name_header: str = ""

    def trusts(self, peer: str) -> bool:
        try:
            address = ip_address(peer.split("%", maxsplit=1)[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)  # an IPv4 peer of a socket that listens to both
        return any((mapped or address) in network for network in self.networks)

    def signed_in(self, peer: str, headers: Sequence[tuple[bytes, bytes]]) -> str | None:
        """Whom a trusted proxy names; None where none does. Two names are none."""
        if not self.name_header or not self.trusts(peer):
            return None
        wanted = self.name_header.lower().encode("ascii")
        values = [value for name, value in headers if name.lower() == wanted]
        if len(values) != 1:
            return None
        try:
            return values[0].decode("utf-8").strip() or None
        except UnicodeDecodeError:
            return None

    def address(self, peer: str, headers: Mapping[str, str]) -> str:
        """The address that attempts are counted by: the last one in the chain that is no proxy of ours."""
        chain = [peer, *(part.strip() for part in reversed(headers.get("x-forwarded-for", "").split(",")))]
        for nearer, further in pairwise(chain):
            if not self.trusts(nearer) or not further:
                return nearer
        return chain[-1]

    def is_https(self, scheme: str, peer: str, headers: Mapping[str, str]) -> bool:
        return scheme == "https" or (self.trusts(peer) and headers.get("x-forwarded-proto") == "https")

    def host(self, peer: str, headers: Mapping[str, str]) -> str:
        """The name under which a browser came here; of several proxies the first knows it."""
        named = headers.get("x-forwarded-host", "").partition(",")[0].strip() if self.trusts(peer) else ""
        return named or headers.get("host", "")

    def hosts(self, peer: str, headers: Mapping[str, str]) -> set[str]:
        """The names under which a browser may have come here."""
        return {headers.get("host", ""), self.host(peer, headers)} - {""}


def read_proxies(addresses: str, name_header: str) -> Proxies:
    """From the settings. Raises SettingsError for what is no address or header, or a header that nobody may send."""
    try:
        networks = tuple(ip_network(part.strip(), strict=False) for part in addresses.split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(
            f"trusted_proxies“{addresses}”无效，请写成用逗号隔开的IP地址或网段，例如127.0.0.1,10.0.0.0/8。"
        ) from error
    header = name_header.strip()
    if header and not (header.isascii() and header.replace("-", "").isalnum()):
        raise SettingsError(f"sso_header“{name_header}”无效，请写一个请求头的名字，例如X-Remote-User。")
    if header and not networks:
        raise SettingsError("设置了sso_header却没有trusted_proxies，请写明代理的地址，否则任何人都能冒名。")
    return Proxies(networks, header)
