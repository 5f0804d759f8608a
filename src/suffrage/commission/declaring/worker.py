"""The process of one run: `python -m suffrage.commission.declaring.worker NUMBER`, with its secret, if any, on standard input."""

import sys

import django


def main(run_id: int, secret: str) -> None:
    """Do the run's work while its row says that somebody is at it."""
    django.setup()
    from suffrage.commission.declaring.runs import execute, heard_of  # noqa: PLC0415 - after the settings

    with heard_of(run_id):
        execute(run_id, secret)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.stdin.read())
