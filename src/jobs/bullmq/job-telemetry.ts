import type { Telemetry } from 'bullmq';

/** What BullMQ traces with; undefined for nothing. */
export type JobTelemetry = Telemetry;

/**
 * Lets BullMQ hand the trace of whoever adds a job on to whoever runs it. Needs OpenTelemetry to be registered, and is
 * loaded only then.
 */
export async function openJobTelemetry(): Promise<JobTelemetry> {
  const { BullMQOtel } = await import('bullmq-otel');
  return new BullMQOtel({ tracerName: 'scoracle-queue' });
}
