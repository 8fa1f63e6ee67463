"""The table of the language model: where it is, and what it may cost."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, field_validator, model_validator

from bot.config.part import Part


class ModelConfig(Part):
    """Without `base_url` there is no model, and the built-in summariser writes everything."""

    base_url: str | None = None
    model: str | None = None
    api_key: SecretStr | None = None
    api_key_file: Path | None = None
    timeout_seconds: float = Field(default=60.0, gt=0, le=600)
    daily_tokens: int | None = Field(default=1_000_000, ge=0)
    monthly_tokens: int | None = Field(default=None, ge=0)
    daily_money: float | None = Field(default=None, ge=0)
    monthly_money: float | None = Field(default=None, ge=0)
    price_in: float = Field(default=0.0, ge=0)
    price_out: float = Field(default=0.0, ge=0)

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("write the whole address, such as https://api.openai.com/v1")
        return value or None

    @model_validator(mode="after")
    def _whole(self) -> ModelConfig:
        if self.base_url and not self.model:
            raise ValueError("model.model is missing: name the model to use at model.base_url")
        capped = self.daily_money or self.monthly_money
        if capped and not (self.price_in or self.price_out):
            raise ValueError(
                "a cap in money needs prices: set model.price_in and model.price_out, "
                "per million tokens"
            )
        return self
