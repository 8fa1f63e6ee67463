"""The line in front of a token, on an event loop whose time is ours."""

import asyncio
import random
from itertools import pairwise

from bot.delivery import Pacer
from bot.errors import Held
from bot.model import Limits
from tests.bot.virtual_time import run

TELEGRAM = Limits(per_second=30, chat_interval=1.0, group_per_minute=20)


class Server:
    """Notes when requests arrive: at any moment between their start and their end."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self.arrivals: list[tuple[float, str]] = []

    async def request(
        self, pacer: Pacer, chat: str, *, group: bool = False, reply: bool = False
    ) -> None:
        async with pacer.turn(chat, group=group, reply=reply) as turn:
            await turn.leave()
            way, back = self.random.uniform(0, 0.05), self.random.uniform(0, 0.02)
            await asyncio.sleep(way)
            self.arrivals.append((asyncio.get_running_loop().time(), chat))
            await asyncio.sleep(back)

    def most_in(self, seconds: float, chat: str | None = None) -> int:
        times = sorted(at for at, who in self.arrivals if chat in (None, who))
        return max(
            sum(1 for other in times[first:] if other < at + seconds)
            for first, at in enumerate(times)
        )


def test_no_second_sees_more_than_the_limit_whatever_the_jitter() -> None:
    async def scenario() -> tuple[Server, float]:
        server, pacer = Server(), Pacer(TELEGRAM)
        await asyncio.gather(*(server.request(pacer, str(chat)) for chat in range(600)))
        return server, asyncio.get_running_loop().time()

    server, seconds = run(scenario())
    assert server.most_in(1.0) <= 30
    assert 600 / seconds / 30 > 0.9  # requests of up to 70 ms


def test_with_quick_answers_nearly_all_of_the_rate_is_used() -> None:
    async def scenario() -> float:
        pacer = Pacer(TELEGRAM)

        async def request(chat: str) -> None:
            async with pacer.turn(chat) as turn:
                await turn.leave()
                await asyncio.sleep(0.005)

        await asyncio.gather(*(request(str(chat)) for chat in range(3000)))
        return asyncio.get_running_loop().time()

    assert 3000 / run(scenario()) / 30 >= 0.97


def test_a_chat_gets_one_message_a_second_in_order() -> None:
    async def scenario() -> list[float]:
        pacer, ends = Pacer(TELEGRAM), []

        async def request(number: int) -> None:
            async with pacer.turn("1") as turn:
                await turn.leave()
                ends.append((asyncio.get_running_loop().time(), number))

        await asyncio.gather(*(request(number) for number in range(5)))
        assert [number for _, number in ends] == list(range(5))
        return [at for at, _ in ends]

    times = run(scenario())
    assert all(later - earlier >= 1 for earlier, later in pairwise(times))


def test_a_group_gets_twenty_a_minute_and_holds_nobody_else_up() -> None:
    async def scenario() -> tuple[Server, float]:
        server, pacer = Server(), Pacer(TELEGRAM)
        group = [server.request(pacer, "group", group=True) for _ in range(50)]
        others = asyncio.gather(*(server.request(pacer, str(n)) for n in range(30)))
        work = asyncio.gather(*group)
        await others
        others_done = asyncio.get_running_loop().time()
        await work
        return server, others_done

    server, others_done = run(scenario())
    assert server.most_in(60, "group") <= 20
    assert others_done < 3


def test_replies_go_before_digests() -> None:
    async def scenario() -> list[str]:
        pacer, order = Pacer(Limits(per_second=10)), []

        async def request(name: str, reply: bool) -> None:
            async with pacer.turn(name, reply=reply) as turn:
                await turn.leave()
                order.append(name)

        digests = [asyncio.create_task(request(f"digest {n}", False)) for n in range(20)]
        await asyncio.sleep(0.35)
        reply = asyncio.create_task(request("reply", True))
        await asyncio.gather(*digests, reply)
        return order

    assert run(scenario()).index("reply") <= 5


def test_a_held_token_starts_nothing_until_the_wait_is_over() -> None:
    async def scenario() -> float:
        pacer = Pacer(TELEGRAM)
        pacer.hold(90)
        async with pacer.turn("1") as turn:
            await turn.leave()
            return asyncio.get_running_loop().time()

    assert run(scenario()) >= 90


def test_what_left_before_a_restart_still_counts() -> None:
    async def scenario() -> float:
        pacer = Pacer(TELEGRAM)
        for number in range(20):
            pacer.remember("group", 30 - number, group=True)
        async with pacer.turn("group", group=True) as turn:
            await turn.leave()
            return asyncio.get_running_loop().time()

    assert run(scenario()) >= 30


def test_whoever_gives_up_waiting_leaves_the_line() -> None:
    async def scenario() -> bool:
        pacer = Pacer(Limits(chat_interval=10))

        async def request() -> None:
            async with pacer.turn("1") as turn:
                await turn.leave()

        await request()
        waiting = asyncio.create_task(request())
        await asyncio.sleep(1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await request()
        return True

    assert run(scenario())


def test_without_limits_nobody_waits() -> None:
    async def scenario() -> float:
        pacer = Pacer(Limits())
        for _ in range(100):
            async with pacer.turn("1", group=True) as turn:
                await turn.leave()
        return asyncio.get_running_loop().time()

    assert run(scenario()) == 0


def test_requests_prepare_themselves_before_their_moment() -> None:
    """Writing down that a request begins takes 100 ms here, and costs the token nothing."""

    async def scenario() -> float:
        pacer = Pacer(TELEGRAM)

        async def request(chat: str) -> None:
            async with pacer.turn(chat) as turn:
                await asyncio.sleep(0.1)
                await turn.leave()
                await asyncio.sleep(0.005)

        await asyncio.gather(*(request(str(chat)) for chat in range(1500)))
        return asyncio.get_running_loop().time()

    assert 1500 / run(scenario()) / 30 >= 0.97


def test_who_prepared_must_not_leave_once_the_token_has_to_wait() -> None:
    async def scenario() -> tuple[bool, float]:
        pacer, held = Pacer(TELEGRAM), False
        async with pacer.turn("1") as turn:
            pacer.hold(90)
            try:
                await turn.leave()
            except Held:
                held = True
        async with pacer.turn("1") as turn:
            await turn.leave()
            return held, asyncio.get_running_loop().time()

    held, at = run(scenario())
    assert held and at >= 90


def test_who_waits_for_its_moment_hears_that_the_token_has_to_wait() -> None:
    async def scenario() -> int:
        pacer, held = Pacer(Limits(per_second=10)), []

        async def request(number: int) -> None:
            async with pacer.turn(str(number)) as turn:
                try:
                    await turn.leave()
                except Held:
                    held.append(number)

        waiting = [asyncio.create_task(request(number)) for number in range(4)]
        await asyncio.sleep(0.01)
        pacer.hold(10)
        pacer.release()
        await asyncio.gather(*waiting)
        return len(held)

    assert run(scenario()) == 3


def test_a_chat_that_was_told_to_wait_rests_and_nobody_else() -> None:
    async def scenario() -> tuple[float, float]:
        pacer = Pacer(TELEGRAM)
        pacer.rest("1", 40)
        assert 39 < pacer.rest_of("1") <= 40 and pacer.rest_of("2") == 0
        async with pacer.turn("2") as turn:
            await turn.leave()
            other = asyncio.get_running_loop().time()
        async with pacer.turn("1") as turn:
            await turn.leave()
            return other, asyncio.get_running_loop().time()

    other, resting = run(scenario())
    assert other < 1 and resting >= 40


def test_a_group_whose_minute_is_used_up_says_how_long_it_rests() -> None:
    async def scenario() -> float:
        pacer = Pacer(TELEGRAM)
        for number in range(20):
            pacer.remember("group", 30 - number, group=True)
        return pacer.rest_of("group")

    assert 29 < run(scenario()) <= 30
