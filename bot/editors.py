"""Pure: a draft as its editors' chat shows it, with the buttons that decide on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import say
from bot.drafts import Draft, DraftState, EditorsDesk, OnTimeout, changed, points_of
from bot.model import Button, FieldKind, Form, FormField, Reply
from digests import Digest, KeyPoint

LONGEST_POINT = 500  # characters that an editor may write
Rows = tuple[tuple[Button, ...], ...]


def draft_reply(
    draft: Draft, digest: Digest, desk: EditorsDesk, times: tuple[datetime, str]
) -> Reply:
    """The draft as it stands now. `digest` is what the newsroom told, without the changes; `times`
    are now and the zone of the editors."""
    told = changed(digest, draft.changes)
    heading = say.draft_of(digest.title, draft.id)
    return Reply(
        lines=(heading,) if told.stories else (heading, say.draft_empty()),
        digest=told if told.stories else None,
        footer=(*_changes(draft), _state(draft, desk, times)),
        buttons=_decisions(draft) if draft.state in (DraftState.OPEN, DraftState.HELD) else (),
        zone=times[1],
    )


def _changes(draft: Draft) -> list[str]:
    dropped, edited = len(draft.changes.dropped), len(draft.changes.edited)
    return [
        *([say.points_dropped(dropped)] if dropped else []),
        *([say.points_edited(edited)] if edited else []),
    ]


def _state(draft: Draft, desk: EditorsDesk, times: tuple[datetime, str]) -> str:
    now, zone = times
    by = draft.decided_by or say.timed_out()
    match draft.state:
        case DraftState.APPROVED:
            return say.draft_approved(by)
        case DraftState.HELD:
            return say.draft_held(by)
        case DraftState.REPLACED:
            return say.draft_replaced()
    return say.decide_by(draft.decide_by, zone, now, sends=desk.on_timeout is OnTimeout.SEND)


def _decisions(draft: Draft) -> Rows:
    hold = Button(label=say.hold(), command=f"desk hold {draft.id}")
    first = Button(label=say.approve(), command=f"desk approve {draft.id}")
    return (
        (first, hold) if draft.state is DraftState.OPEN else (first,),
        (
            Button(label=say.edit_point(), command=f"desk edit {draft.id}"),
            Button(label=say.drop_point(), command=f"desk drop {draft.id}"),
        ),
    )


def choose_point(draft: Draft, digest: Digest, what: str) -> Reply:
    """One button for each point of the draft as it stands now; `what` is `drop` or `edit`."""
    question = say.which_to_drop() if what == "drop" else say.which_to_edit()
    rows = [
        (
            Button(
                label=say.numbered_point(number, point.text),
                command=f"desk {what} {draft.id} {number}",
            ),
        )
        for number, _, point in points_of(changed(digest, draft.changes))
    ]
    return Reply(lines=(question,), buttons=(*rows, (back(draft),)), in_place=True)


def back(draft: Draft) -> Button:
    return Button(label=say.back_to_draft(), command=f"desk show {draft.id}")


def edit_reply(draft: Draft, number: int, point: KeyPoint) -> Reply:
    """The point with its source, and how to put it into other words."""
    cited = point.citations[0]
    words = FormField(
        name="words",
        label=say.new_words(),
        kind=FieldKind.TEXT,
        values=(point.text,),
        hint=cited.quote,
        required=True,
    )
    form = Form(
        title=say.edit_form(),
        save=say.save_button(),
        cancel=say.cancel_button(),
        command=f"desk edit {draft.id} {number}",
        opens=f"desk form {draft.id} {number}",
        button=say.edit_point(),
        fields=(words,),
    )
    return Reply(
        lines=(
            say.point_now(point.text),
            say.point_stands_on(cited.quote, cited.outlet),
            say.how_to_edit(draft.id, number),
        ),
        buttons=((back(draft),),),
        form=form,
        in_place=True,
    )


def form_reply(draft: Draft, number: int, point: KeyPoint) -> Reply:
    """The same, at once in a window."""
    reply = edit_reply(draft, number, point)
    assert reply.form
    return replace(reply, form=replace(reply.form, now=True))
