"""The command `suffrage`: a thin face over the rooms below. One module per command."""


def main() -> None:
    """Run the command line."""
