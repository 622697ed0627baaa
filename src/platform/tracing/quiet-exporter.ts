import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Logger } from '../logger.ts';

/** `ExportResultCode.SUCCESS` of OpenTelemetry's core. */
const SUCCESS = 0;

/**
 * An exporter whose failures disturb nobody: one line when the receiver goes away, one when it is back; the spans of
 * a failed export are lost.
 */
export function createQuietExporter(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isAway = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const code: number = result.code;
        const failed = code !== SUCCESS;
        if (failed && !isAway)
          logger.warn({ problem: reasonOf(result.error) }, 'traces cannot be sent now; spans are dropped');
        if (!failed && isAway) logger.info('traces are sent again');
        isAway = failed;
        // What is told here reaches only OpenTelemetry's own log, which nobody has switched on.
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => {
      await exporter.forceFlush?.();
    },
  };
}

/** The error's code or name: its message may hold what the receiver answered. */
function reasonOf(error: Error | undefined): string {
  if (error === undefined) return 'unknown';
  if ('code' in error && (typeof error.code === 'string' || typeof error.code === 'number'))
    return String(error.code);
  return error.name;
}
