"""Everything about one polling station in one signed folder, for a court or whoever may ask for it."""
