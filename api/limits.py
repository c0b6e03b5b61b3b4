"""The bounds that both faces hold to, in one place."""

REST_PAGE = 100  # rows without `limit`
REST_PAGE_MAX = 1_000
REST_ALL = 10_000_000  # rows of `limit=all`: every list's
REST_EMBEDDED = 100  # rows of each list that `include` embeds
REST_ROWS_MAX = 101_000  # rows that one answer may hold, embedded ones included
GRAPHQL_NODES_MAX = 100  # ids of `nodes`
GRAPHQL_PAGE = 20
GRAPHQL_PAGE_MAX = 1_000
IN_VALUES_MAX = 250  # of one filter
