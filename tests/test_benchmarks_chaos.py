"""The judge of the chaos benchmark finds what is lost, and what is repeated without an excuse."""

from __future__ import annotations

from pathlib import Path

from benchmarks.chaos_history import Verdict

PARTS = ["first", "second"]


def notes(folder: Path, *lines: str) -> Path:
    path = folder / "notes.txt"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_everything_once_is_no_fault(tmp_path: Path) -> None:
    verdict = Verdict()
    done = notes(tmp_path, "7 1 1.0 began", "7 1 1.1 sent", "7 2 2.0 began", "7 2 2.1 sent")
    verdict.killed(done, [])
    verdict.judge(7, PARTS, PARTS)
    assert (verdict.lost, verdict.repeated, verdict.repeated_outside_flight) == (0, 0, 0)


def test_a_missing_part_is_lost_and_a_wrong_order_is_a_fault() -> None:
    verdict = Verdict()
    verdict.judge(7, ["first"], PARTS)
    verdict.judge(8, ["second", "first"], PARTS)
    assert (verdict.lost, verdict.repeated_outside_flight) == (1, 1)


def test_a_repeat_needs_a_request_without_a_clear_end(tmp_path: Path) -> None:
    for end, excused in (("sent", False), ("refused", False), ("unclear", True), ("", True)):
        verdict = Verdict()
        lines = ["7 1 1.0 began", *([f"7 1 1.1 {end}"] if end else [])]
        verdict.killed(notes(tmp_path, *lines), [])
        verdict.judge(7, ["first", "first", "second"], PARTS)
        assert verdict.repeated == 1
        assert (verdict.repeated_outside_flight == 0) is excused, end


def test_an_answer_that_did_not_reach_the_ledger_is_an_excuse(tmp_path: Path) -> None:
    verdict = Verdict()
    verdict.killed(notes(tmp_path, "7 1 1.0 began", "7 1 1.1 sent"), [(7, 1)])
    verdict.judge(7, ["first", "first", "second"], PARTS)
    assert verdict.repeated_outside_flight == 0


def test_two_parts_of_a_chat_under_way_at_once_are_a_fault(tmp_path: Path) -> None:
    verdict = Verdict()
    at_once = notes(tmp_path, "7 1 1.0 began", "7 2 1.1 began", "7 1 1.5 sent", "7 2 1.6 sent")
    verdict.killed(at_once, [(7, 1), (7, 2)])
    verdict.judge(7, PARTS, PARTS)
    assert len(verdict.faults) == 2
