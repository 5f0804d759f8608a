"""The fewest further votes for an option, of people who stayed at home, all other votes as they are."""

from collections.abc import Callable, Mapping

from suffrage.compare.closest.counted import Counted


def fewest_added(counted: Counted, option: str, certain: Callable[[Mapping[str, int]], bool], stride: int = 1) -> int | None:
    """The fewest further votes for an option that make it certain; None: not even a great many do."""
    votes = counted.totals.votes
    offset = stride - 1 - counted.voters % stride

    def enough(added: int) -> bool:
        return certain({**votes, option: votes[option] + added})

    # The last number of added votes in the stride numbered 0, 1, 2 …
    low, high = 0, 1
    most = 100 * (counted.totals.valid_votes + counted.voters + (counted.totals.registered or 0) + 1) * (counted.seats + 1)
    while not enough(offset + high * stride):
        low, high = high + 1, high * 2
        if high * stride > most:
            return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(offset + middle * stride) else (middle + 1, high)
    last = offset + low * stride
    first = max(0, last - stride + 1)
    return next(added for added in range(first, last + 1) if enough(added))
