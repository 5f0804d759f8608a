"""An election set up: its areas, contests, options, candidates and stations, from official files."""
