"""The table of the web page."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from bot.config.part import Part


class WebConfig(Part):
    """On for this machine by default; for the network only when `allow_network` says so."""

    enabled: bool = True
    listen: str = "127.0.0.1:8080"
    allow_network: bool = False
    public_url: str | None = None
    access: Literal["open", "login"] = "open"
    intake_token: SecretStr | None = None
    intake_token_file: Path | None = None
    metrics_token: SecretStr | None = None
    metrics_token_file: Path | None = None
    max_megabytes: float = Field(default=5.0, gt=0, le=100)

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])

    @property
    def address(self) -> str | None:
        """As people open the page; None when it is off, or listens on any free port."""
        if not self.enabled or (not self.port and not self.public_url):
            return None
        host = "localhost" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - compared
        return self.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @field_validator("listen")
    @classmethod
    def _listen(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65535:
            raise ValueError("write host:port, such as 127.0.0.1:8080")
        return value

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str | None) -> str | None:
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write the address as people open it, such as https://news.example")
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            raise ValueError("write it without a path: the page needs a host name of its own")
        return f"{parts.scheme}://{parts.netloc}"

    @model_validator(mode="after")
    def _only_here(self) -> WebConfig:
        if not self.allow_network and not is_loopback(self.host):
            raise ValueError(
                f"{self.listen} can be reached from the network; to have it so, set "
                "web.allow_network = true, else listen on 127.0.0.1"
            )
        return self


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server on `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
