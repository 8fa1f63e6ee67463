"""The tables of delivering and of the log."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from bot.config.part import Part


class DeliveryConfig(Part):
    default_time: str = "08:00"
    on_unknown: Literal["resend", "skip"] = "resend"
    telegram_per_second: float = Field(default=30.0, gt=0, le=1000)
    owner: str | None = None

    @field_validator("default_time")
    @classmethod
    def _time(cls, value: str) -> str:
        hour, _, minute = value.partition(":")
        if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
            raise ValueError("write a time of day such as 08:00")
        return f"{int(hour):02d}:{int(minute):02d}"


class LogConfig(Part):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["text", "json"] = "text"
