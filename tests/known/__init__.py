"""Questions with known answers, asked of a record at any address."""
