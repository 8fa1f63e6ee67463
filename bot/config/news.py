"""The tables of the newsroom: topics and their sections, feeds, fetching, taking in."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from importlib.resources import files
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator

from bot.config.part import Part

if TYPE_CHECKING:
    from bot.drafts import EditorsDesk
    from digests import Topic


class SectionConfig(Part):
    title: str
    cues: tuple[str, ...] = ()
    question: str | None = None


class TopicConfig(Part):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")
    title: str
    words: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    sections: tuple[SectionConfig, ...] = ()
    editors: str | None = Field(default=None, pattern=r"^(telegram|slack):\S+$")
    editors_minutes: int = Field(default=30, ge=1, le=10_080)
    editors_timeout: Literal["send", "hold"] = "send"

    def topic(self) -> Topic:
        from digests import Section, Topic  # here, so that `digestbot health` needs no newsroom

        sections = tuple(Section(**section.model_dump()) for section in self.sections)
        own = self.model_dump(exclude={"sections", "editors", "editors_minutes", "editors_timeout"})
        return Topic(**{**own, "sections": sections})

    def desk(self) -> EditorsDesk | None:
        """Who looks at it before it is told, if anybody does."""
        from bot.drafts import EditorsDesk, OnTimeout  # here, for the same reason
        from bot.model import Address

        if self.editors is None:
            return None
        platform, _, number = self.editors.partition(":")
        return EditorsDesk(
            address=Address(platform, number),
            patience=timedelta(minutes=self.editors_minutes),
            on_timeout=OnTimeout(self.editors_timeout),
        )


class FeedConfig(Part):
    url: str
    title: str = ""
    outlet: str = ""
    full_text: Literal["feed", "page"] = "feed"


class FetchConfig(Part):
    """Only public addresses are fetched; `allow_private` opens networks by name (CIDR)."""

    allow_private: tuple[str, ...] = ()
    timeout_seconds: float = Field(default=20.0, gt=0, le=300)
    max_megabytes: float = Field(default=10.0, gt=0, le=200)

    @field_validator("allow_private")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            try:
                ip_network(network, strict=False)
            except ValueError as error:
                raise ValueError("write networks such as 10.0.0.0/8") from error
        return value


class IngestConfig(Part):
    poll_minutes: int = Field(default=30, ge=1, le=1440)
    inbox: Path | None = None
    max_file_megabytes: float = Field(default=10.0, gt=0, le=200)


def starter_topics() -> tuple[TopicConfig, ...]:
    """The topics of an installation that configured none: every story, and the starter topic."""
    shipped = tomllib.loads(files("seeds").joinpath("topics.toml").read_text(encoding="utf-8"))
    return (TopicConfig(name="news", title="News"), TopicConfig(**shipped["topics"][0]))
