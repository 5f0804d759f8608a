"""The API: scanners, a tabulation centre's own tools and machines that enter again, each with a token bound to a person."""
