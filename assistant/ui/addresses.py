"""Under which addresses the app is reached."""

from __future__ import annotations

import socket

_EVERYWHERE = {"0.0.0.0", ""}
# of no net that anybody is in: asked the way there, the system names the address it would send from, and sends nothing
_AWAY = "198.51.100.1"


def here(host: str, port: int) -> str:
    """The address for a browser on this computer."""
    return f"http://{'127.0.0.1' if host in _EVERYWHERE else host}:{port}"


def in_the_house(host: str, port: int) -> str:
    """The address for browsers on other computers; "" where the app does not listen to all, or there is no net."""
    if host not in _EVERYWHERE:
        return ""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((_AWAY, 9))
            return f"http://{probe.getsockname()[0]}:{port}"
    except OSError:
        return ""
