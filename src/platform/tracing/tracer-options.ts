import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';

export type TracerOptions = {
  /** Base address of an OTLP/HTTP receiver, such as `http://localhost:4318`; without it nothing is traced. */
  endpoint: string | undefined;
  /** Sent with every export; secret. */
  headers: Readonly<Record<string, string>>;
  serviceName: string;
  serviceVersion: string;
  /** Part of the traces that is recorded, 0 to 1. */
  sampleRatio: number;
  clock: Clock;
  logger: Logger;
};
