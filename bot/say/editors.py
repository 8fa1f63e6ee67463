"""What is said to editors: drafts before they are told, and corrections after."""

from __future__ import annotations

from datetime import datetime

from bot.say.language import _, ngettext
from bot.say.words import quoted, short, when


def draft_of(topic: str, number: int) -> str:
    return _("Draft {number} for {topic}", number=number, topic=quoted([topic]))


def decide_by(moment: datetime, zone: str, now: datetime, *, sends: bool) -> str:
    said = when(moment, zone, now)
    if sends:
        return _("Without a decision it is sent: {when}.", when=said)
    return _("Without a decision it is held: {when}.", when=said)


def draft_held(by: str) -> str:
    return _("Held by {name}. It is sent when somebody approves it.", name=by)


def draft_approved(by: str) -> str:
    return _("Approved by {name}.", name=by)


def draft_replaced() -> str:
    return _("A newer draft has taken its place.")


def draft_empty() -> str:
    return _("Nothing is left to tell in it.")


def points_dropped(number: int) -> str:
    return ngettext("{number} point is left out.", "{number} points are left out.", number)


def points_edited(number: int) -> str:
    return ngettext("{number} point was edited.", "{number} points were edited.", number)


def approve() -> str:
    return _("Approve")


def hold() -> str:
    return _("Hold")


def drop_point() -> str:
    return _("Drop point")


def edit_point() -> str:
    return _("Edit")


def back_to_draft() -> str:
    return _("Back to the draft")


def which_to_drop() -> str:
    return _("Which point is not to be told?")


def which_to_edit() -> str:
    return _("Which point is to be told in other words?")


def numbered_point(number: int, text: str) -> str:
    return f"{number}. {short(text)}"


def point_now(text: str) -> str:
    return _("The point: {text}", text=text)


def point_stands_on(quote: str, outlet: str) -> str:
    return _("It stands on {quote} ({outlet}).", quote=quoted([quote]), outlet=outlet)


def how_to_edit(draft: int, point: int) -> str:
    return _("Write /desk edit {draft} {point} and the new words.", draft=draft, point=point)


def edit_form() -> str:
    return _("Edit a point")


def new_words() -> str:
    return _("The new words")


def no_new_words() -> str:
    return _("Write the new words.")


def too_long_a_point(most: int) -> str:
    return _("A point has {most} characters at most.", most=most)


def no_drafts() -> str:
    return _("No draft waits for a decision.")


def only_editors(address: str) -> str:
    return _(
        "Only the editors’ chat of a topic decides on its drafts. This chat is {address}.",
        address=address,
    )


def no_such_draft(word: str) -> str:
    return _("There is no draft {number} here; /desk shows those that wait.", number=word)


def no_such_point(word: str) -> str:
    return _("The draft has no point {number}.", number=word)


def decided_already() -> str:
    return _("Somebody has decided on that draft already.")


def desk_usage() -> str:
    return _(
        "Write /desk approve 12, /desk hold 12, /desk drop 12 3, or /desk edit 12 3 new words."
    )


def timed_out() -> str:
    return _("the time-out")


def correction(title: str, text: str) -> str:
    return _("Correction to {title}: {text}", title=quoted([title]), text=text)


def how_to_correct() -> str:
    return _("Write /correct, the number of a story in the last digest, and what is right.")


def correction_goes_out(number: int) -> str:
    return ngettext(
        "The correction goes to {number} chat that read the story.",
        "The correction goes to {number} chats that read the story.",
        number,
    )


def nobody_read_it() -> str:
    return _("No chat was sent that story, so nothing is to be corrected.")
