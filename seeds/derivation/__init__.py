"""What follows from the facts and no file states: pure functions from rows to rows."""
