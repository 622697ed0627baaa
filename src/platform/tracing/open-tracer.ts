import { type Tracer, noTracer } from './tracer.ts';
import type { TracerOptions } from './tracer-options.ts';

/** Traces are asked for and the packages that send them are not there: they are optional. */
export class TracingPackagesMissingError extends Error {
  override readonly name = 'TracingPackagesMissingError';

  constructor(cause: unknown) {
    super(
      'OTEL_EXPORTER_OTLP_ENDPOINT is set, and OpenTelemetry is not installed: install the optional packages too (`npm ci`, ' +
        'without --omit=optional), or leave the setting out',
      { cause },
    );
  }
}

/**
 * The tracer of this process. OpenTelemetry is loaded only where an endpoint is named. Throws TracingPackagesMissingError
 * where it is not installed.
 */
export async function openTracer(options: TracerOptions): Promise<Tracer> {
  const { endpoint } = options;
  if (endpoint === undefined) return noTracer();
  const { createOpenTelemetryTracer } = await import('./opentelemetry.ts').catch((error: unknown) => {
    throw isMissingPackage(error) ? new TracingPackagesMissingError(error) : error;
  });
  return createOpenTelemetryTracer({ ...options, endpoint });
}

function isMissingPackage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
