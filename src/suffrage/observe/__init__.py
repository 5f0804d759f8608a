"""What observers do with a sample and with a result: quick counts, observation forms, and stations worth a second look."""
