"""One indicator a file: each says what it looks for, after whom, what it assumes, when it errs, and whether it has a p-value."""
