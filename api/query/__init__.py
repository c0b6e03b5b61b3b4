"""Plans: the queries of both faces as inert data, and the SQL that answers them."""
