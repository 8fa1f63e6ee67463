"""The only file that knows the model's client: one question to an OpenAI-compatible endpoint.

What an endpoint can't do (a JSON schema, a temperature, one of the two names for the limit of an
answer) it says in a 400; it is then asked without that, and not asked for it again.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from digests.errors import SummaryError
from digests.summarise.question import Answer, Question

if TYPE_CHECKING:
    from openai import AsyncOpenAI

log = logging.getLogger(__name__)

NO_LIBRARY = (
    "The language model needs a library that is not installed: "
    "pip install 'digestbot[model]', or leave model.base_url out."
)
CHECK_SECONDS = 20
ATTEMPTS = 5  # one more than there are things to leave out
NO_KEY = "none"  # local endpoints ask for no key, the client for any


class EndpointError(SummaryError):
    """The endpoint gave no answer; `detail` is for the log and the owner.

    `billed` is True where it may have worked for us all the same; `again` where it is worth a
    second try, after `retry_after` seconds if it said so.
    """

    def __init__(
        self,
        says: str,
        detail: str,
        *,
        billed: bool = False,
        again: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(says)
        self.detail = detail
        self.billed = billed
        self.again = again
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSettings:
    """Where the model is. `base_url` is like `https://api.example.com/v1`."""

    base_url: str
    model: str
    api_key: str = ""
    timeout_seconds: float = 60.0


class Endpoint:
    """One question, one answer; connects at the first one."""

    def __init__(self, settings: EndpointSettings) -> None:
        if importlib.util.find_spec("openai") is None:
            raise SummaryError(NO_LIBRARY)
        self.settings = settings
        self._client: AsyncOpenAI | None = None
        self._forms = ["json_schema", "json_object", ""]
        self._limit = "max_tokens"
        self._temperature = True

    async def ask(self, question: Question) -> Answer:
        """One answer, as text.

        Raises:
            EndpointError: there is none.
        """
        with self._clear_errors():
            async with asyncio.timeout(self.settings.timeout_seconds):
                return await self._ask(question)

    async def check(self) -> str:
        """Whether the endpoint answers, lets us in and knows the model, without asking it.

        Raises:
            EndpointError: it does not.
        """
        import openai

        with self._clear_errors():
            async with asyncio.timeout(CHECK_SECONDS):
                try:
                    models = [one.id async for one in self._connected().models.list()]
                except openai.NotFoundError:
                    return "answers, but does not list its models"
        if self.settings.model not in models:
            return f"answers, but does not list {self.settings.model}"
        return f"answers and has {self.settings.model}"

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        """
        Raises:
            EndpointError: in place of whatever the client raises.
        """
        import openai

        try:
            yield
        except (TimeoutError, openai.APITimeoutError) as error:
            seconds = self.settings.timeout_seconds
            raise EndpointError(
                "the language model did not answer in time",
                f"no answer within {seconds:g} seconds",
                billed=True,
            ) from error
        except openai.APIStatusError as error:
            raise _refused(error.status_code, error.response.headers, error) from error
        except openai.APIConnectionError as error:
            raise EndpointError(
                "the language model can't be reached",
                f"{self.settings.base_url}: {error.__cause__ or error}",
                billed=True,
                again=True,
            ) from error
        except (openai.OpenAIError, ValueError) as error:  # no JSON where JSON was promised
            raise EndpointError(
                "the language model gave no usable answer", str(error)[:200], billed=True
            ) from error

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _ask(self, question: Question) -> Answer:
        import openai

        client = self._connected()
        for _ in range(ATTEMPTS):
            try:
                completion = await client.chat.completions.create(**self._arguments(question))
                return _answer(completion)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self._do_without(str(error)):
                    raise
        raise EndpointError("the language model refused the question", "every form was refused")

    def _connected(self) -> AsyncOpenAI:
        if self._client is None:
            import openai

            self._client = openai.AsyncOpenAI(
                base_url=self.settings.base_url,
                api_key=self.settings.api_key or NO_KEY,
                timeout=self.settings.timeout_seconds,
                max_retries=0,  # each try is counted in the budget before it is made
            )
        return self._client

    def _arguments(self, question: Question) -> Mapping[str, Any]:
        arguments: dict[str, Any] = {
            "model": self.settings.model,
            "messages": [
                {"role": "system", "content": question.instructions},
                {"role": "user", "content": question.text},
            ],
            self._limit: question.most_tokens,
        }
        if self._temperature:
            arguments["temperature"] = 0
        if self._forms[0] == "json_schema":
            schema = {"name": question.name, "strict": True, "schema": dict(question.schema)}
            arguments["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self._forms[0]:
            arguments["response_format"] = {"type": self._forms[0]}
        return arguments

    def _do_without(self, reason: str) -> bool:
        """Leave out what the endpoint names in its refusal; False when nothing is left to try."""
        if "max_completion_tokens" in reason and self._limit == "max_tokens":
            self._limit = "max_completion_tokens"
        elif "temperature" in reason and self._temperature:
            self._temperature = False
        elif len(self._forms) > 1:
            log.info("The language model can't do %s", self._forms.pop(0))
        else:
            return False
        return True


def _refused(status: int, headers: Mapping[str, str], error: Exception) -> EndpointError:
    detail = f"{status}: {str(error)[:200]}"
    if status == 429 or status >= 500:
        asked = headers.get("retry-after", "")
        wait = float(asked) if asked.isdecimal() else None
        return EndpointError("the language model is busy", detail, again=True, retry_after=wait)
    return EndpointError("the language model refused the question", detail)


def _answer(completion: Any) -> Answer:
    """
    Raises:
        EndpointError: it is a refusal, a call of a tool, or empty.
    """
    choices = getattr(completion, "choices", None) or []
    message = getattr(choices[0], "message", None) if choices else None
    usage = getattr(completion, "usage", None)
    refusal = getattr(message, "refusal", None)
    text = getattr(message, "content", None)
    spent = (
        (int(getattr(usage, "prompt_tokens", 0) or 0), int(usage.completion_tokens or 0))
        if usage
        else None
    )
    return Answer(text=text if isinstance(text, str) and not refusal else "", spent=spent)
