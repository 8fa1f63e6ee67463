"""The pages of /settings: what is set, and a button for everything that could be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot import say
from bot.commands.muting import tag, unmute_buttons
from bot.commands.spec import Ask
from bot.commands.stories import titles_of
from bot.commands.times import HOURLY, INSTANT, WORKDAYS
from bot.commands.topics import Rows, title_of
from bot.commands.wishes import KINDS, can_be_silent, filter_lines
from bot.model import Button, ChatKind, Every, Length, Reply, Subscription, WhenEmpty
from bot.say.language import LANGUAGES

HOURS = (
    ("06:00", "07:00", "08:00", "09:00"),
    ("12:00", "13:00", "15:00", "17:00"),
    ("18:00", "19:00", "20:00", "21:00"),
)
ZONES = (
    ("Europe/London", "Europe/Berlin"),
    ("Europe/Warsaw", "Europe/Kyiv"),
    ("America/New_York", "America/Los_Angeles"),
    ("Asia/Kolkata", "UTC"),
)
QUIET = ("22:00-07:00", "23:00-08:00", "21:00-06:00")
WEEKEND = (6, 7)
DAYS = {"daily": (), "mon-fri": WORKDAYS, "sat sun": WEEKEND}
TICK = "✓ "

Page = Callable[[Ask], Awaitable[Reply]]


async def all_page(ask: Ask) -> Reply:
    """Every setting with its value, and the way to the page of each."""
    orders = await ask.store.subscriptions(ask.chat.id)
    title = "" if ask.chat.kind is ChatKind.PRIVATE else ask.chat.title
    return Reply(lines=(say.settings_of(title), *_lines(ask, orders)), buttons=_all_buttons(ask))


def _lines(ask: Ask, orders: Sequence[Subscription]) -> list[str]:
    chat, wishes = ask.chat, ask.chat.wishes
    values = {
        "zone": chat.zone,
        "quiet": say.quiet_named(chat.quiet),
        "length": say.length_named(wishes.length),
        "language": LANGUAGES.get(chat.language, chat.language),
        "filters": say.filters_named(sum(len(getattr(wishes, field)) for field in KINDS.values())),
        "muted": say.filters_named(len(wishes.muted)),
        "empty": say.empty_named(chat.when_empty is WhenEmpty.LINE),
        **({"silent": say.sound_named(wishes.silent)} if can_be_silent(ask) else {}),
    }
    topics = [
        say.setting(title_of(ask.newsroom.topics, order.topic), say.rhythm(order.schedule))
        for order in orders
    ]
    none = say.setting(say.name_of_setting("topics"), say.filters_named(0))
    return [
        *(topics or [none]),
        *(say.setting(say.name_of_setting(name), value) for name, value in values.items()),
    ]


def _all_buttons(ask: Ask) -> Rows:
    names = ("topics", "times", "zone", "quiet", "length", "language", "filters", "muted")
    pages = [Button(label=say.name_of_setting(name), command=f"settings {name}") for name in names]
    speaks, silent = ask.chat.when_empty is WhenEmpty.LINE, ask.chat.wishes.silent
    empty = Button(
        label=say.empty_button(speaks), command=f"settings empty {'off' if speaks else 'on'}"
    )
    sound = Button(
        label=say.sound_button(silent), command=f"settings silent {'off' if silent else 'on'}"
    )
    rows = [tuple(pages[at : at + 2]) for at in range(0, len(pages), 2)]
    return (*rows, (empty,), *(((sound,),) if can_be_silent(ask) else ()))


def _choices(name: str, choices: Sequence[tuple[str, str]], chosen: str) -> Rows:
    """A row for each pair of value and label, with a tick at what holds now."""
    return tuple(
        (
            Button(
                label=f"{TICK if value == chosen else ''}{label}",
                command=f"settings {name} {value}",
            ),
        )
        for value, label in choices
    )


def _back() -> Rows:
    return ((Button(label=say.all_settings(), command="settings all"),),)


async def topics_page(ask: Ask) -> Reply:
    topics = ask.newsroom.topics
    if not topics:
        return Reply(lines=(say.no_topics(),), buttons=_back())
    own = {order.topic for order in await ask.store.subscriptions(ask.chat.id)}
    rows = tuple(
        (
            Button(
                label=f"{TICK if topic.name in own else ''}{topic.title}",
                command=f"settings topic {topic.name}",
            ),
        )
        for topic in topics
    )
    return Reply(lines=(say.press_topics(),), buttons=(*rows, *_back()))


async def times_page(ask: Ask) -> Reply:
    orders = await ask.store.subscriptions(ask.chat.id)
    if not orders:
        to_topics = Button(label=say.name_of_setting("topics"), command="settings topics")
        return Reply(lines=(say.not_subscribed(None),), buttons=((to_topics,), *_back()))
    schedule = orders[0].schedule
    daily = schedule.every is Every.DAY
    own = {f"{moment:%H:%M}" for moment in schedule.times} if daily else set()
    offered = {hour for row in HOURS for hour in row}
    others = tuple(sorted(own - offered))
    rows = [
        tuple(
            Button(label=f"{TICK if hour in own else ''}{hour}", command=f"settings hour {hour}")
            for hour in row
        )
        for row in (*HOURS, *([others] if others else []))
    ]
    labels = {"daily": say.every_day(), "mon-fri": say.workdays(), "sat sun": say.weekend()}
    chosen = next((word for word, each in DAYS.items() if each == schedule.days), "")
    now = say.setting(say.name_of_setting("times"), say.rhythm(schedule))
    others_than_hours = _choices(
        "time",
        [(HOURLY, say.hourly_button()), (f"{INSTANT} 3", say.instant_button())],
        {Every.HOUR: HOURLY, Every.STORY: f"{INSTANT} {schedule.outlets}"}.get(schedule.every, ""),
    )
    rhythms = (*others_than_hours, *_choices("days", list(labels.items()), chosen))
    return Reply(lines=(now, say.press_hours()), buttons=(*rows, *rhythms, *_back()))


async def zone_page(ask: Ask) -> Reply:
    own = ask.command.person.zone
    offered = [*([(own,)] if own and all(own not in row for row in ZONES) else []), *ZONES]
    rows = tuple(
        tuple(
            Button(
                label=f"{TICK if zone == ask.chat.zone else ''}{_city(zone)}",
                command=f"settings zone {zone}",
            )
            for zone in row
        )
        for row in offered
    )
    now = say.setting(say.name_of_setting("zone"), ask.chat.zone)
    platform = ask.tools.platforms.get(ask.command.address.platform)
    here = ask.command.chat_kind is ChatKind.PRIVATE and not ask.managed
    sent = bool(here and platform and platform.takes_locations)
    lines = (now, say.press_zone(), *((say.send_location(),) if sent else ()))
    return Reply(lines=lines, buttons=(*rows, *_back()))


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


async def quiet_page(ask: Ask) -> Reply:
    own = say.quiet_named(ask.chat.quiet).replace("–", "-") if ask.chat.quiet else "off"
    choices = [("off", say.off_button()), *((hours, hours.replace("-", "–")) for hours in QUIET)]
    now = say.setting(say.name_of_setting("quiet"), say.quiet_named(ask.chat.quiet))
    rows = _choices("quiet", choices, own)
    return Reply(lines=(now, say.press_quiet()), buttons=(*rows, *_back()))


async def length_page(ask: Ask) -> Reply:
    choices = [(length.value, say.length_named(length)) for length in Length]
    rows = _choices("length", choices, ask.chat.wishes.length)
    return Reply(lines=(say.press_length(),), buttons=(*rows, *_back()))


async def language_page(ask: Ask) -> Reply:
    rows = _choices("language", list(LANGUAGES.items()), ask.chat.language)
    return Reply(lines=(say.press_language(),), buttons=(*rows, *_back()))


async def filters_page(ask: Ask) -> Reply:
    wishes = ask.chat.wishes
    rows = tuple(
        (
            Button(
                label=f"✕ {say.filter_set(field, [word])}",
                command=f"settings filter drop {kind} {tag(word)}",
                typed=f"filter drop {kind} {word}",
            ),
        )
        for kind, field in KINDS.items()
        for word in getattr(wishes, field)
    )
    hint = (say.press_filters(),) if rows else ()
    lines = (*filter_lines(wishes), *hint, say.how_to_filter())
    return Reply(lines=lines, buttons=(*rows, *_back()))


async def muted_page(ask: Ask) -> Reply:
    wishes = ask.chat.wishes
    titles = await titles_of(ask, wishes.muted)
    stories = [pair for pair in zip(wishes.muted, titles, strict=True) if pair[1]]
    buttons = [
        Button(label=each.label, command=f"settings {each.command}", typed=each.typed)
        for each in unmute_buttons(wishes, stories)
    ]
    said = say.how_to_unmute() if buttons else say.nothing_muted()
    return Reply(lines=(said,), buttons=(*((button,) for button in buttons), *_back()))


PAGES: Mapping[str, Page] = {
    "all": all_page,
    "topics": topics_page,
    "times": times_page,
    "zone": zone_page,
    "quiet": quiet_page,
    "length": length_page,
    "language": language_page,
    "filters": filters_page,
    "muted": muted_page,
}
