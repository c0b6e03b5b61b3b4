"""OpenTelemetry, if it is installed: a span for each request, as its access line has it.

It is set up by its own environment variables; without `OTEL_EXPORTER_OTLP_ENDPOINT` there are no
spans. A span has the id that `traceresponse` names, and the names of the HTTP semantic conventions.
"""

import logging
import os
import time
from typing import Any

from api.http.request import Request
from api.http.response import Response

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"

_LOG = logging.getLogger("api")
_SERVER_ERROR = 500


class Tracing:
    """Makes spans of requests that have been answered.

    Args:
        processor: OpenTelemetry's processor, which exports them.
    """

    def __init__(self, processor: Any) -> None:
        from opentelemetry import trace
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

        class SpanIds(RandomIdGenerator):  # type: ignore[misc]
            """The id that was set, else a random one."""

            span_id = 0

            def generate_span_id(self) -> int:
                return self.span_id or int(super().generate_span_id())

        self._api, self._ids = trace, SpanIds()
        self._provider = TracerProvider(id_generator=self._ids)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("climate-record")

    @classmethod
    def of_environment(cls) -> "Tracing | None":
        """The spans that the environment asks for; None if it does not, or the packages lack."""
        if not os.environ.get(ENDPOINT):
            return None
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError as error:
            _LOG.warning("%s is set, but there are no spans: %s", ENDPOINT, error)
            return None
        return cls(BatchSpanProcessor(OTLPSpanExporter()))

    def add(self, request: Request, response: Response, seconds: float) -> None:
        """Make the span of a request that took so many seconds until now."""
        api, trace, end_ns = self._api, request.trace, time.time_ns()
        self._ids.span_id = 0 if trace is None else int(trace.span_id, 16)
        context = api.set_span_in_context(api.INVALID_SPAN)
        if trace is not None:
            flags = api.TraceFlags(int(trace.flags, 16))
            parent = int(trace.trace_id, 16), int(trace.parent_id, 16), True, flags
            context = api.set_span_in_context(api.NonRecordingSpan(api.SpanContext(*parent)))
        attributes = {
            "http.request.method": request.method,
            "http.route": request.route.path,
            "http.response.status_code": response.status,
            "error.type": request.problem,
        }
        span = self._tracer.start_span(
            f"{request.method} {request.route.path}".strip(),
            context,
            api.SpanKind.SERVER,
            {name: value for name, value in attributes.items() if value},
            start_time=end_ns - int(seconds * 1e9),
        )
        if response.status >= _SERVER_ERROR:
            span.set_status(api.StatusCode.ERROR)
        span.end(end_ns)

    def stop(self) -> None:
        """Export what is left."""
        self._provider.shutdown()
