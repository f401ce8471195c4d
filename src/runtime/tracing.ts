import type { RequestTrace, Tracer } from '../core/trace.ts';

/** Spans on their way to a collector. */
export interface Tracing {
  readonly tracer: Tracer;
  /** Sends what has not been sent yet. */
  close(): Promise<void>;
}

interface TracingOptions {
  /** Base address of an OpenTelemetry collector, e.g. `http://localhost:4318`; spans go to its `/v1/traces`. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly version: string;
}

/**
 * @jsquash leaves a `location` behind that leads nowhere, and the exporter takes every `location` for that of a page that its
 * address has to be resolved against.
 */
function withoutLocation<T>(make: () => T): T {
  const scope: { location?: unknown } = globalThis;
  const { location } = scope;
  if (location === undefined) return make();
  delete scope.location;
  try {
    return make();
  } finally {
    scope.location = location;
  }
}

/** Exports a span per request, and one for each of its steps, by OTLP over HTTP. Its libraries are loaded now: without it they never are. */
export async function createTracing({ endpoint, serviceName, version }: TracingOptions): Promise<Tracing> {
  const [{ ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace }, sdk, exporter, resources] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.AlwaysOnSampler() }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: withoutLocation(() => new exporter.OTLPTraceExporter({ url })),
      }),
    ],
  });
  const tracer = provider.getTracer('inkwell', version);
  const epoch = (time: number) => performance.timeOrigin + time;

  return {
    tracer: {
      begin(parent, begin): RequestTrace {
        const above =
          parent === undefined
            ? ROOT_CONTEXT
            : trace.setSpanContext(ROOT_CONTEXT, {
                traceId: parent.traceId,
                spanId: parent.spanId,
                traceFlags: parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
                isRemote: true,
              });
        const span = tracer.startSpan('request', { kind: SpanKind.SERVER, startTime: epoch(begin) }, above);
        const within = trace.setSpan(above, span);
        return {
          traceId: span.spanContext().traceId,
          step: (name, from, to) => tracer.startSpan(name, { startTime: epoch(from) }, within).end(epoch(to)),
          end({ method, route, status }) {
            span.updateName(`${method} ${route}`);
            span.setAttributes({
              'http.request.method': method,
              'http.route': route,
              'http.response.status_code': status,
            });
            if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
            span.end();
          },
        };
      },
    },
    close: () => provider.shutdown(),
  };
}
