"""/mydata and /forget: what is stored about a chat, and how it goes."""

from __future__ import annotations

from bot import say
from bot.commands.spec import Ask
from bot.model import Button, Reply

SURE = "everything"


async def my_data(ask: Ask) -> Reply:
    """Every row about this chat, a line each."""
    rows = await ask.store.stored_about(ask.chat.id)
    lines = [f"{table}: {_row(row)}" for table, found in rows.items() for row in found]
    return Reply(lines=(say.stored_about_chat(), *lines), private=True)


def _row(row: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.items() if value not in (None, ""))


async def forget(ask: Ask) -> Reply:
    """Ask first; then delete the chat with all that belongs to it."""
    if ask.argument.casefold() != SURE:
        sure = Button(label=say.forget_it(), command=f"forget {SURE}")
        return Reply(lines=(say.really_forget(),), buttons=((sure,),))
    await ask.store.forget_chat(ask.chat.id)
    return Reply(lines=(say.forgotten(),))
