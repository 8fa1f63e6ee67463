"""Why something did not happen, in the language of who reads it.

Reasons and alarms are made, logged and stored in English, so that the log and the ledger of a bot
with readers of many languages stay in one. What a person reads is recognised here by its form.
What others wrote into them (a server's answer, an error of the system) stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from bot.say.language import N_, SOURCE, _, spoken

DELIVERING = (
    N_("nothing new"),
    N_("the subscription ended"),
    N_("There is no topic “{topic}”. Topics: {known}."),
    N_("gave up after {number} attempts: {reason}"),
    N_("perhaps not delivered, sent again: {reason}"),
    N_("unknown: {reason}"),
    N_("the platform's limit for this chat is used up for the moment"),
    N_("the platform asked to wait"),
    N_("the chat keeps moving"),
    N_("the chat moved to a new address"),
    N_("looked for soon"),
    N_("nobody knows whether a message arrived"),
    N_("{platform} can't be reached"),
    N_("not started"),
    N_("stopped"),
)
TELEGRAM = (
    N_(
        "Telegram refuses the bot's token; get a new one from @BotFather and put it into "
        "telegram.token."
    ),
    N_(
        "Another process uses this Telegram token. Stop the other bot, or get a token of its own "
        "for this one from @BotFather."
    ),
    N_("Telegram's answer can't be read: {answer}"),
    N_("Telegram asks to wait {seconds} s."),
    N_("Telegram refuses: {answer}"),
    N_("Telegram can't be reached: {answer}"),
    N_("Telegram did not answer clearly: {answer}"),
    N_("Another process took the webhook away."),
    N_("Listening ended."),
    N_("blocked by the user"),
    N_("removed from the chat"),
    N_("without the right to write"),
    N_("the topic was closed"),
)
SLACK = (
    N_("Slack can't be reached: check the network of this machine."),
    N_("Slack gives no proper answer; trying again."),
    N_("Slack's socket gives no hello."),
    N_("The request could not be built: {error}."),
    N_("The connection to Slack broke before its answer came: the message may have arrived."),
    N_("Slack asks to wait {seconds} seconds."),
    N_("Slack answered with HTTP {status}: check slack.base_url."),
    N_("Slack's answer could not be read: the message may have arrived."),
    N_("Slack named no message: it may have arrived."),
    N_("Slack can't read the message ({code})."),
    N_("Slack refused it: {reason} ({code})."),
    N_("Slack refused it: {code}."),
    N_("the bot may not post there"),
    N_("the channel is gone, or the bot was never invited to it"),
    N_("the bot is not in the channel"),
    N_("the channel is archived"),
    N_("the person is no longer in the workspace"),
    N_("a bot can't be written to"),
    N_("the person's account is switched off"),
    N_("the app's messages tab is switched off"),
    N_("the channel is not open to apps"),
    N_("the workspace forbids it"),
    N_("the workspace did not let the app in"),
    N_("the thread is gone"),
    N_("the thread is closed"),
    N_("removed"),
    N_("archived"),
    N_("deleted"),
    N_("The app was removed from the workspace: install it again and set its new token."),
    N_(
        "The Slack app lacks the scope “{scope}”: add it under OAuth & Permissions "
        "and install the app again."
    ),
    N_(
        "Slack wants the other kind of token here: bot_token begins with xoxb-, "
        "app_token with xapp-."
    ),
    N_("Slack refuses the token ({code}): copy the current one from the Slack app's settings."),
)
ALARMS = (
    N_("Over again: {trouble}"),
    N_("Nothing was heard from {name} for {minutes} minutes; is the network up?"),
    N_("{number} deliveries wait, the oldest since {since} UTC."),
    N_("{number} entries of feeds wait to be taken in, the oldest since {since} UTC."),
    N_("Entries of feeds can't be taken in: {error}; the log says which."),
    N_("No feed could be fetched for {minutes} minutes; is the network up?"),
    N_("“{name}” came to no end for {minutes} minutes; the log says why."),
    N_("A message had to go as plain text, for its formatting was refused: {reason}"),
    N_(
        "1 digest did not arrive for sure; the last reason: {reason} "
        "`digestbot deliveries --failed` lists them."
    ),
    N_(
        "{number} digests did not arrive for sure; the last reason: {reason} "
        "`digestbot deliveries --failed` lists them."
    ),
    N_("The feed {url} fails: {error}"),
    N_("The feed {url} works again."),
    N_("No backup could be made in {folder}: {error}"),
    N_("Backups are made again: {name}."),
    N_("The configuration stays as it was. {error}"),
    N_("Changed in the configuration, for the next start: {names}."),
)
OURS = ("reason", "trouble")  # values that are reasons themselves
_NAMED = re.compile(r"([\w.]+: )(.+)", re.DOTALL)  # "slack: …", "slack.bot_token: …"


def reason_said(text: str) -> str:
    """An English reason or alarm in the language spoken; as it is when it has no known form."""
    if spoken() == SOURCE:
        return text
    for template, form in _forms():
        if found := form.fullmatch(text):
            values = found.groupdict().items()
            return _(template, **{name: _value_said(name, value) for name, value in values})
    named = _NAMED.fullmatch(text)
    return f"{named[1]}{reason_said(named[2])}" if named else text


def _value_said(name: str, value: str) -> str:
    return reason_said(value) if name in OURS else value


def is_known(text: str) -> bool:
    """Whether `reason_said` has words for it."""
    return any(form.fullmatch(text) for _template, form in _forms())


def just_starting() -> str:
    return _("Digestbot is just starting. Please try again in a moment.")


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each with what recognises it; what says most by itself comes first."""
    texts = sorted((*DELIVERING, *TELEGRAM, *SLACK, *ALARMS), key=_own_length, reverse=True)
    return tuple((text, re.compile(_pattern(text), re.DOTALL)) for text in texts)


def _pattern(template: str) -> str:
    return "".join(
        re.escape(literal) + (f"(?P<{name}>.+)" if name else "")
        for literal, name, _spec, _conversion in Formatter().parse(template)
    )


def _own_length(template: str) -> int:
    return sum(len(literal) for literal, *_rest in Formatter().parse(template))
