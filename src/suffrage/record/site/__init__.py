"""The static site of a record: pages that need no server, and no script to be read."""
