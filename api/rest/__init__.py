"""REST: paths and query strings to plans, rows to JSON, CSV and NDJSON."""
