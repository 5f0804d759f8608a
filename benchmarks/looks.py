"""Many looks at one quick count: with `--together` some interval may miss in at most 5 % of samples (docs/quick-counts.md)."""

from tests.observe.looks import missed_by_looks

from benchmarks.rows import Row

TITLE = "Quick counts looked at twelve times: how often some interval misses"
SAMPLES = 2000


def run() -> list[Row]:
    alone, together, _ = missed_by_looks(SAMPLES)
    ours, beside = f"{together:.2%} miss", f"5 % ({alone:.1%} with each look by itself)"
    return [Row("twelve looks, intervals that hold together", ours, beside, together / 0.05, "≤ 1", together <= 0.05)]
