"""Plans: what is asked of the record as inert data, whichever face asked it."""
