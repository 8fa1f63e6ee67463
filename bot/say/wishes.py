"""What is said about how digests are told, and about the pages of the settings."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Length
from bot.say.language import _
from bot.say.words import listed, quoted, short


def length_named(length: Length) -> str:
    return {
        Length.BRIEF: _("brief"),
        Length.NORMAL: _("normal"),
        Length.FULL: _("full"),
    }[length]


def length_set(length: Length) -> str:
    return {
        Length.BRIEF: _("Digests are brief now: one point of each section."),
        Length.NORMAL: _("Digests have their normal length now."),
        Length.FULL: _("Digests are full now: more stories, and all that there is to tell."),
    }[length]


def how_to_set_length(now: str) -> str:
    return _(
        "Digests are {length}. Write /length brief, /length normal or /length full.", length=now
    )


def silent_set(silent: bool) -> str:
    if silent:
        return _("Digests come without a sound now.")
    return _("Digests come with a sound now.")


def how_to_be_silent() -> str:
    return _("Write /silent on for digests without a sound, or /silent off.")


def silent_by_reader() -> str:
    return _(
        "Here every reader decides that for themselves: mute the conversation to hear no sound."
    )


def language_set(name: str) -> str:
    return _("I speak {language} here now.", language=name)


def how_to_set_language(names: Sequence[str]) -> str:
    return _(
        "I speak {languages}. Write one of them behind the command, such as /language English.",
        languages=listed(names),
    )


def how_to_set_zone(zone: str) -> str:
    return _("The time zone is {zone}. Change it with a city: /zone Kyiv.", zone=zone)


def how_to_filter() -> str:
    return _(
        "Write words or outlets with commas between them: /filter only bridge, ferry – "
        "/filter not football – /filter outlets The Lantern – /filter no-outlets The Sun – "
        "/filter off. Take one back: /filter drop not football."
    )


def filters_off() -> str:
    return _("No filter: every story of the topics is told.")


def filter_set(field: str, words: Sequence[str]) -> str:
    if not words:
        return {
            "words": _("Stories need no special word any more."),
            "without_words": _("No word keeps a story away any more."),
            "outlets": _("All outlets are told."),
            "without_outlets": _("No outlet is left out any more."),
        }[field]
    named = quoted([short(word) for word in words])
    return {
        "words": _("Only stories that mention {words}.", words=named),
        "without_words": _("No stories that mention {words}.", words=named),
        "outlets": _("Only by {words}.", words=named),
        "without_outlets": _("Nothing by {words}.", words=named),
    }[field]


def not_in_filter(word: str) -> str:
    return _("“{word}” is not in that filter. See /filter for what is.", word=short(word))


def all_settings() -> str:
    return _("All settings")


def no_such_setting(name: str) -> str:
    return _("There is no setting “{name}”. See /settings.", name=short(name))


def name_of_setting(name: str) -> str:
    return {
        "topics": _("Topics"),
        "times": _("Times"),
        "zone": _("Time zone"),
        "quiet": _("Quiet hours"),
        "length": _("Length"),
        "language": _("Language"),
        "filters": _("Filters"),
        "muted": _("Muted"),
        "empty": _("When nothing is new"),
        "silent": _("Sound"),
    }[name]


def sound_named(silent: bool) -> str:
    return _("without a sound") if silent else _("with a sound")


def sound_button(silent: bool) -> str:
    return _("With a sound") if silent else _("Without a sound")


def filters_named(number: int) -> str:
    return _("none") if not number else f"{number}"


def press_topics() -> str:
    return _("Press a topic to get it, and again to stop it.")


def press_hours() -> str:
    return _("Press an hour to add it, and again to take it away. Others: /time 07:30 18:15.")


def press_zone() -> str:
    return _("Press one, or name a city: /zone Kyiv.")


def send_location() -> str:
    return _("Or send me your location.")


def press_quiet() -> str:
    return _("Nothing comes by itself in these hours. Others: /quiet 23:30-06:45.")


def press_length() -> str:
    return _("How much do you want to read?")


def press_language() -> str:
    return _("In which language shall I write here?")


def press_filters() -> str:
    return _("Press a filter to take it away.")


def one_hour_stays() -> str:
    return _("One hour has to stay. To stop a digest, press its topic.")


def every_day() -> str:
    return _("Every day")


def workdays() -> str:
    return _("Monday to Friday")


def weekend() -> str:
    return _("Saturday and Sunday")


def hourly_button() -> str:
    return _("At each hour")


def instant_button() -> str:
    return _("As soon as 3 outlets tell a story")


def rhythm_set(rhythm: str) -> str:
    return _("Digests come now: {rhythm}.", rhythm=rhythm)


def how_to_be_instant(fewest: int, most: int) -> str:
    return _(
        "Write how many outlets have to tell a story before it comes, from {fewest} to {most}, "
        "such as /time instant 3.",
        fewest=fewest,
        most=most,
    )


def off_button() -> str:
    return _("Off")


def topic_on(title: str) -> str:
    return _("“{title}” comes from now on.", title=title)


def topic_off(title: str) -> str:
    return _("“{title}” does not come any more.", title=title)


def form_title() -> str:
    return _("Settings")


def form_button() -> str:
    return _("As a form")


def save_button() -> str:
    return _("Save")


def cancel_button() -> str:
    return _("Cancel")


def settings_saved() -> str:
    return _("The settings are saved.")


def hint_times() -> str:
    return _("Hours and minutes, such as 08:00, 18:30.")


def hint_zone() -> str:
    return _("A city, such as Kyiv or New York.")


def hint_quiet() -> str:
    return _("From when until when, such as 22:00-07:00; empty for none.")


def hint_words() -> str:
    return _("Words or names with commas between them; empty for none.")


def field_days() -> str:
    return _("Days")


def field_filter(field: str) -> str:
    return {
        "words": _("Only stories that mention"),
        "without_words": _("No stories that mention"),
        "outlets": _("Only these outlets"),
        "without_outlets": _("Not these outlets"),
    }[field]


def no_topic_there(name: str) -> str:
    return _("There is no topic “{name}” any more.", name=short(name))


def times_needed() -> str:
    return _("Write at least one time of day, such as 08:00.")


def no_choice() -> str:
    return _("Choose one of what is offered.")
