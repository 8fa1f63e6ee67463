"""Pure: what an error of one part means for the part, its delivery, its chat and the token."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.errors import DeliveryError
from bot.model import DeliveryState
from bot.store import Claimed, ClaimedPart, Outcome

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
MAX_ATTEMPTS = 12  # with the pauses above: more than four hours
REFUSED_TOKEN_PAUSE = timedelta(minutes=10)
LOOK_AFTER = timedelta(seconds=10)  # until a message that was taken shows in a chat's history


def backoff(attempts: int) -> timedelta:
    """Doubles with each attempt, up to an hour; `attempts` counts the one that just failed."""
    doublings = min(max(attempts - 1, 0), 16)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def decide(error: DeliveryError, delivery: Claimed, part: ClaimedPart, now: datetime) -> Outcome:
    """What becomes of a part whose request ended with `error`; `unknown` is not decided here."""
    text = str(error)
    if error.token or error.retry_after is not None:
        return _wait(error, now)
    if error.markup and not part.plain:
        return Outcome(
            part=DeliveryState.PENDING,
            delivery=DeliveryState.CLAIMED,
            error=text,
            counted=False,
            plain=True,
        )
    if error.gone:
        # Nothing of it was seen: the next digest, once the chat is back, tells it all.
        state = DeliveryState.PENDING if delivery.touched else DeliveryState.MOOT
        return Outcome(
            part=DeliveryState.PENDING, delivery=state, error=text, counted=False, pause=text
        )
    if error.permanent:
        return _failed(text)
    return retry(text, part, now)


def retry(text: str, part: ClaimedPart, now: datetime) -> Outcome:
    """Once more after a pause that grows; `failed` when that went on for hours."""
    if part.attempts >= MAX_ATTEMPTS:
        return _failed(f"gave up after {part.attempts} attempts: {text}")
    pause = backoff(part.attempts)
    return Outcome(
        part=DeliveryState.PENDING,
        delivery=DeliveryState.PENDING,
        error=text,
        not_before=now + pause,
    )


def unclear(
    text: str, part: ClaimedPart, now: datetime, *, can_look: bool, resend: bool
) -> Outcome:
    """Nobody knows whether the part arrived: look for it, repeat it, or leave it."""
    if can_look:
        return Outcome(
            part=DeliveryState.UNKNOWN,
            delivery=DeliveryState.PENDING,
            error=text,
            not_before=now + LOOK_AFTER,
        )
    if resend:
        return retry(f"perhaps not delivered, sent again: {text}", part, now)
    return Outcome(
        part=DeliveryState.UNKNOWN, delivery=DeliveryState.CLAIMED, error=f"unknown: {text}"
    )


def rest(seconds: float, now: datetime) -> Outcome:
    """The chat has had all that it may get for now; no request was made."""
    until = now + timedelta(seconds=seconds)
    return Outcome(
        part=DeliveryState.PENDING,
        delivery=DeliveryState.PENDING,
        error="the platform's limit for this chat is used up for the moment",
        not_before=until,
        chat_wait=until,
    )


def not_now() -> Outcome:
    """It was written down that the request leaves, and then the whole token had to wait."""
    return Outcome(
        part=DeliveryState.PENDING,
        delivery=DeliveryState.PENDING,
        error="the platform asked to wait",
        counted=False,
    )


def _wait(error: DeliveryError, now: datetime) -> Outcome:
    """Certainly not delivered, and we have to wait: that is no attempt."""
    pause = REFUSED_TOKEN_PAUSE
    if error.retry_after is not None:
        pause = timedelta(seconds=error.retry_after)
    everyone = error.token or error.everyone
    return Outcome(
        part=DeliveryState.PENDING,
        delivery=DeliveryState.PENDING,
        error=str(error),
        not_before=None if everyone else now + pause,
        chat_wait=None if everyone else now + pause,
        platform_wait=now + pause if everyone else None,
        counted=False,
    )


def _failed(text: str) -> Outcome:
    return Outcome(part=DeliveryState.FAILED, delivery=DeliveryState.FAILED, error=text)
