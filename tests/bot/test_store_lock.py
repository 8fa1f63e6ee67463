"""Only one bot runs on a database."""

import pytest

from bot.store import only_instance
from digests import Database, StoreError


async def test_a_second_bot_on_the_same_database_is_refused(any_database_url: str) -> None:
    first, second = Database.open(any_database_url), Database.open(any_database_url)
    try:
        async with only_instance(first):
            with pytest.raises(StoreError, match="Another digestbot runs"):
                async with only_instance(second):
                    pytest.fail("two at once")
        async with only_instance(second):
            pass
    finally:
        await first.close()
        await second.close()
