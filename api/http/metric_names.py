"""The metrics of this server: their names without the prefix, their labels, what they mean."""

PREFIX = "climate_record_"

COUNTERS = {
    "cache_hits_total": "Responses sent from the response cache.",
    "cache_misses_total": "Cacheable responses that had to be made first.",
    "graphql_declined_total": "GraphQL operations that the reference executor answered.",
    "log_lines_dropped_total": "Lines of the access log that could not be written in time.",
    "statement_seconds_total": "Seconds in which statements of requests ran or waited to be run.",
    "statements_in_threads_total": "Of the statements over SQLite, those that ran in a thread.",
    "steps_total": "Steps of SQLite's virtual machine, of statements that take 2,000 and more.",
    "statements_total": "SQL statements run for the releases that were served.",
}
GAUGES = {
    "cache_answers": "Responses that the response caches hold.",
    "cache_bytes": "Bytes that the response caches hold.",
    "connections": "Connections of clients that are open.",
    "export_bytes": "Bytes on disk that the export caches hold.",
    "exports": "Exports that are being made.",
    "pool_connections": "Connections to PostgreSQL that are open, for the release that is served.",
    "pool_connections_used": "Of these, connections on which a statement runs.",
    "queue": "Statements that wait for a thread or for a connection to PostgreSQL.",
    "release_age_seconds": "Seconds since the date of the release that is served.",
    "requests_in_flight": "Requests that are being answered, but for that of /metrics itself.",
}
# Of all workers the sum is shown, but for those of which each worker has the same.
GAUGE_MODES = {"release_age_seconds": "livemax"}

LABELLED = {
    "problems_total": (("face", "problem"), "Refusals and errors by face and type of problem."),
    "refused_total": (
        ("reason",),
        "Requests and connections that the server refused before the app saw them, by reason.",
    ),
    "requests_total": (("face", "status"), "Requests by face and status."),
    # What the histogram is made of: prometheus-client adds to a histogram one request at a time.
    "latency_counts_total": (("route", "le"), "Requests by route, in each bucket alone."),
    "latency_seconds_total": (("route",), "Seconds of requests by route."),
}
LATENCY = "request_duration_seconds", "Seconds until a response was sent, by route."
NO_ROUTE = "none"  # the route of a path that fits no template
LATENCY_BUCKETS_S = (
    0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0
)  # fmt: skip

RELEASE_INFO = "release_info", "The releases that workers serve (1) or have served (0)."

# Of prometheus-client's own collector, with its names: how the figures of workers become one.
PROCESS_GAUGES = {
    "process_max_fds": "livemax",
    "process_open_fds": "livesum",
    "process_resident_memory_bytes": "livesum",
    "process_start_time_seconds": "livemax",
    "process_virtual_memory_bytes": "livesum",
}
PROCESS_CPU = "process_cpu_seconds_total"
