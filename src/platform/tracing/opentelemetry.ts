import {
  type Span as OtelSpan,
  SpanKind,
  SpanStatusCode,
  type Tracer as OtelTracer,
  context,
  propagation,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, NodeTracerProvider, type TracerConfig } from '@opentelemetry/sdk-trace-node';
import { hostname } from 'node:os';
import { createQuietExporter } from './quiet-exporter.ts';
import { createSampler } from './sampler.ts';
import { type Span, type SpanAttributes, type SpanOptions, type Tracer, UNRECORDED_SPAN } from './tracer.ts';
import type { TracerOptions } from './tracer-options.ts';

/** A receiver that does not answer costs a stopping process this long at the most. */
const CLOSE_DEADLINE_MS = 3_000;

/** One export is given up after this long. */
const EXPORT_TIMEOUT_MS = 5_000;

/** Spans that wait for their export; what comes on top while the receiver is away is dropped. */
const MAX_WAITING_SPANS = 8_192;

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
} as const satisfies Record<NonNullable<SpanOptions['kind']>, SpanKind>;

type Resource = NonNullable<TracerConfig['resource']>;

/**
 * Traces with OpenTelemetry: batches of spans go to `<endpoint>/v1/traces` as JSON over HTTP. Registers the
 * process-wide context and propagation, which the queue's telemetry finds there; `close` takes them away again.
 */
export function createOpenTelemetryTracer(options: TracerOptions & { endpoint: string }): Tracer {
  const provider = createProvider(options);
  provider.register();
  const tracer = trace.getTracer('scoracle', options.serviceVersion);
  let closing: Promise<void> | undefined;
  return {
    isOn: true,
    span: (name, spanOptions, work) => spanOf(tracer, { name, ...spanOptions }, work),
    close() {
      closing ??= close(provider, options);
      return closing;
    },
  };
}

function createProvider(options: TracerOptions & { endpoint: string }): NodeTracerProvider {
  const { endpoint, headers, sampleRatio, logger } = options;
  const exporter = createQuietExporter(
    new OTLPTraceExporter({
      url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
      headers: { ...headers },
      timeoutMillis: EXPORT_TIMEOUT_MS,
    }),
    logger,
  );
  return new NodeTracerProvider({
    resource: resourceOf(options),
    sampler: createSampler(sampleRatio),
    spanProcessors: [
      new BatchSpanProcessor(exporter, {
        maxQueueSize: MAX_WAITING_SPANS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
}

async function close(
  provider: NodeTracerProvider,
  { clock, logger }: Pick<TracerOptions, 'clock' | 'logger'>,
): Promise<void> {
  const deadline = new AbortController();
  await Promise.race([
    provider
      .shutdown()
      .catch((error: unknown) => logger.debug({ err: error }, 'the last spans were not sent')),
    clock.sleep(CLOSE_DEADLINE_MS, deadline.signal).catch(() => undefined),
  ]);
  deadline.abort();
  trace.disable();
  context.disable();
  propagation.disable();
}

/** Runs work in a span; a part alone is not worth one where nobody records the whole. */
async function spanOf<T>(
  tracer: OtelTracer,
  { name, attributes = {}, kind = 'internal', isPartOnly = false }: SpanOptions & { name: string },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  if (isPartOnly && trace.getActiveSpan()?.isRecording() !== true) return work(UNRECORDED_SPAN);
  const options = { kind: KINDS[kind], attributes: defined(attributes) };
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(portOf(span));
    } catch (error) {
      // Its message may hold the values of a statement.
      span.setStatus({ code: SpanStatusCode.ERROR, message: nameOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

function portOf(span: OtelSpan): Span {
  return {
    traceId: span.spanContext().traceId,
    note: (attributes) => {
      span.setAttributes(defined(attributes));
    },
    rename: (name) => {
      span.updateName(name);
    },
    fail: (problem) => {
      span.setStatus({ code: SpanStatusCode.ERROR, message: problem });
    },
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

function defined(attributes: SpanAttributes): Record<string, string | number | boolean> {
  const entries: [string, string | number | boolean][] = [];
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) entries.push([name, value]);
  return Object.fromEntries(entries);
}

/** Who sends the spans. Nothing here is found out later, so that a plain record is all it takes. */
function resourceOf({ serviceName, serviceVersion }: TracerOptions): Resource {
  const attributes = {
    'service.name': serviceName,
    'service.version': serviceVersion,
    'service.instance.id': `${hostname()}-${process.pid}`,
    'host.name': hostname(),
    'process.pid': process.pid,
  };
  const resource: Resource = {
    attributes,
    merge: () => resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  return resource;
}
