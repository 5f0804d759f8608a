"""suffrage: from the statement signed at each polling station to declared seats, under the law of the day."""

__version__ = "0.1.0"
