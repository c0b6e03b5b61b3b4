"""SQL: a pure function from plans to one statement."""
