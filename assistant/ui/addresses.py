"""Under which addresses the app is reached."""

from __future__ import annotations

import socket

_EVERYWHERE = {"0.0.0.0": socket.AF_INET, "": socket.AF_INET, "::": socket.AF_INET6}
# of no net that anybody is in: asked the way there, the system names the address it would send from, and sends nothing
_AWAY = {socket.AF_INET: "198.51.100.1", socket.AF_INET6: "2001:db8::1"}


def here(host: str, port: int) -> str:
    """The address for a browser on this computer."""
    return f"http://{'127.0.0.1' if host in _EVERYWHERE else host}:{port}"


def in_the_house(host: str, port: int) -> str:
    """The address for browsers on other computers; "" where the app does not listen to all, or there is no net."""
    if host not in _EVERYWHERE:
        return ""
    for family in dict.fromkeys((socket.AF_INET, _EVERYWHERE[host])):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((_AWAY[family], 9))
                own = str(probe.getsockname()[0])
        except OSError:
            continue
        return f"http://[{own}]:{port}" if ":" in own else f"http://{own}:{port}"
    return ""
