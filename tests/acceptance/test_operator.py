"""What the person who runs it does: edit the configuration, back up, restore, move house."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from tests.acceptance.process import Process, until
from tests.servers.telegram import ChatRecord, TelegramServer

TOPIC = '[[topics]]\nname = "owls"\ntitle = "Owls"\nwords = ["owl"]\n'


def seen(telegram: TelegramServer, chat: ChatRecord) -> str:
    return "\n".join(message.text for message in telegram.visible(chat))


async def test_a_topic_is_added_without_a_restart(bot: Process, telegram: TelegramServer) -> None:
    ann = telegram.private(100)
    await bot.start()
    telegram.say(ann, "/topics")
    await until(lambda: telegram.visible(ann), bot)
    assert "Owls" not in seen(telegram, ann)
    (bot.folder / "config.toml").write_text(TOPIC)
    await until(lambda: "Read the configuration again" in bot.log, bot)
    telegram.say(ann, "/topics")
    await until(lambda: "Owls" in seen(telegram, ann), bot)
    assert await bot.stop() == 0


async def test_a_hangup_signal_reads_a_bad_edit_and_nothing_breaks(
    bot: Process, telegram: TelegramServer
) -> None:
    ann = telegram.private(100)
    (bot.folder / "config.toml").write_text(TOPIC)
    await bot.start()
    await until(lambda: "Running on" in bot.log, bot)
    (bot.folder / "config.toml").write_text(TOPIC + "colour = 5\n")
    assert bot.alive
    bot.signal(signal.SIGHUP)
    await until(lambda: "The configuration stays as it was" in bot.log, bot)
    telegram.say(ann, "/topics")
    await until(lambda: "Owls" in seen(telegram, ann), bot)
    assert bot.log.count("stays as it was") == 1
    assert await bot.stop() == 0


async def test_backups_are_made_while_it_runs_and_can_be_put_back(
    bot: Process, telegram: TelegramServer
) -> None:
    ann = telegram.private(100)
    bot.environ["DIGESTBOT_BACKUP__FOLDER"] = str(bot.folder / "backups")
    telegram.say(ann, "/start")
    await bot.start()
    await until(lambda: list((bot.folder / "backups").glob("digestbot-*.db")), bot)
    (made,) = (bot.folder / "backups").glob("digestbot-*.db")
    code, _, err = await bot.run("restore", str(made), "--yes")
    assert (code, "stop that one first" in err) == (1, True)
    assert await bot.stop() == 0
    code, out, err = await bot.run("restore", str(made), "--yes")
    assert code == 0, err
    assert "What was there before is" in out
    code, out, _ = await bot.run("status", "--json")
    assert json.loads(out)["counts"]["articles"] > 0


async def test_a_house_is_moved(bot: Process, tmp_path: Path) -> None:
    code, out, err = await bot.run("export", "all.jsonl.gz")
    assert code == 0, err
    assert "import-state" in out
    code, _, err = await bot.run("export", "all.jsonl.gz")
    assert (code, "is there already" in err) == (1, True)
    there = tmp_path / "there"
    there.mkdir()
    new = Process(there)
    code, out, err = await new.run("import-state", str(bot.folder / "all.jsonl.gz"))
    assert code == 0, err
    assert "Stop the old bot" in out
    again = await new.run("import-state", str(bot.folder / "all.jsonl.gz"))
    assert (again[0], "holds something already" in again[2]) == (1, True)
    for process in (bot, new):
        code, out, _ = await process.run("preview", "coalition", "--days", "3000", "--json")
        assert code == 0
        assert "Interflex" in out


async def test_status_says_how_much_there_is_and_what_room_it_takes(bot: Process) -> None:
    code, out, err = await bot.run("status")
    assert code == 0, err
    assert "Articles: " in out
    assert "Newest backup: none" in out
    assert "Arrivals: 0 wait to be taken in" in out
    assert " articles " in " ".join(out.split())
    code, out, err = await bot.run("status", "--json")
    assert (code, json.loads(out)["arrivals"]["waiting"]) == (0, 0), err


async def test_a_backup_without_a_place_says_what_to_name(bot: Process) -> None:
    code, _, err = await bot.run("backup")
    assert (code, "digestbot backup FOLDER" in err) == (1, True)
    code, out, _ = await bot.run("backup", "here", "--keep", "2")
    assert (code, "here/digestbot-" in out) == (0, True)


async def test_what_is_no_export_is_refused_in_one_line(bot: Process) -> None:
    (bot.folder / "diary.jsonl").write_text("Dear diary,\n")
    bot.environ["DIGESTBOT_DATABASE_URL"] = f"sqlite:///{bot.folder}/other.db"
    code, _, err = await bot.run("import-state", "diary.jsonl")
    assert code == 1
    assert err.strip().endswith("make one with `digestbot export FILE`.")
    assert "Traceback" not in err
