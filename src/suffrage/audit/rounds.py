"""How many to draw in the next round."""

from suffrage.audit.casefile import Case
from suffrage.audit.plan import plan_contest
from suffrage.model import BadInput


def next_draws(case: Case, contest_id: str) -> int:
    """So many in all: first as planned for nine clean draws in ten, then half as many again; never more than there are.

    `BadInput`: all are drawn.
    """
    contest, opened, drawn = case.audited.contest(contest_id), case.opened, case.progress(contest_id).drawn
    plan = plan_contest(
        case.audited,
        contest,
        limit=float(opened.limit),
        bet=float(opened.bet),
        replacement=opened.replacement,
        records=opened.method == "comparison",
    )
    (work,) = (each for each in plan.work if each.method == opened.method and each.scenario == "clean")
    wanted = drawn + max(1, drawn // 2) if drawn else work.ninetieth
    if opened.replacement:
        return max(wanted, drawn + 1)
    if drawn >= work.of:
        raise BadInput(f"Contest {contest_id}: all {drawn} are drawn; there is nothing left to draw.")
    return min(wanted, work.of)
