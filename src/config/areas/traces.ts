import { headers } from '../value-lists.ts';
import { fraction, text, url } from '../values.ts';
import { type ValuesOf, secret, variable } from '../variable.ts';
import { withoutUndefined } from '../without-undefined.ts';

/** Where traces are sent, under the names that OpenTelemetry gives its variables. */
export const traceVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(
    url(['http', 'https']).optional(),
    'Base address of an OpenTelemetry receiver (OTLP over HTTP, JSON), such as http://localhost:4318. Set: traces are sent to it.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: secret(
    headers(),
    'Headers sent along with traces: comma-separated `name=value`.',
  ),
  OTEL_SERVICE_NAME: variable(text().optional(), 'Name under which the traces of this process are found.', {
    defaultText: 'scoracle-control, scoracle-worker or scoracle-cli',
  }),
  OTEL_TRACES_SAMPLER_ARG: variable(fraction().prefault('1'), 'Part of the traces that is recorded.'),
};

export type TraceConfig = {
  /** Base address of an OTLP/HTTP receiver; absent: nothing is traced. */
  endpoint: string | undefined;
  /** Absent: named after the kind of process. */
  serviceName: string | undefined;
  /** Part of the traces that is recorded, 0 to 1. */
  sampleRatio: number;
};

export type TraceSecrets = {
  /** Sent along with traces. */
  traceHeaders?: Readonly<Record<string, string>>;
};

export function traceConfig(values: ValuesOf<typeof traceVariables>): TraceConfig {
  return {
    endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    serviceName: values.OTEL_SERVICE_NAME,
    sampleRatio: values.OTEL_TRACES_SAMPLER_ARG,
  };
}

export function traceSecrets(values: ValuesOf<typeof traceVariables>): TraceSecrets {
  return withoutUndefined({ traceHeaders: values.OTEL_EXPORTER_OTLP_HEADERS });
}
