"""Second rounds that never took place: who would have gone where; given, estimated from two votes, or swept over."""

from suffrage.compare.transfers.table import (
    ABSTENTION,
    HOME,
    TransferTable,
    parse_share,
    read_transfers,
    second_round,
    swept,
    write_transfers,
)

__all__ = [
    "ABSTENTION",
    "HOME",
    "TransferTable",
    "parse_share",
    "read_transfers",
    "second_round",
    "swept",
    "write_transfers",
]
