import { type Tracer, noTracer } from './tracer.ts';
import type { TracerOptions } from './tracer-options.ts';

/** The tracer of this process. OpenTelemetry is loaded only where an endpoint is named. */
export async function openTracer(options: TracerOptions): Promise<Tracer> {
  const { endpoint } = options;
  if (endpoint === undefined) return noTracer();
  const { createOpenTelemetryTracer } = await import('./opentelemetry.ts');
  return createOpenTelemetryTracer({ ...options, endpoint });
}
