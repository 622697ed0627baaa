import type { Config, Secrets } from '../config/config.ts';
import { createLaterStore } from '../jobs/later-store.ts';
import { createPatientStore } from '../jobs/patient-store.ts';
import { storeName } from '../jobs/store-name.ts';
import type { QueueStore } from '../jobs/store.ts';
import type { JobTelemetry } from '../jobs/bullmq/job-telemetry.ts';
import type { StoreClock } from '../jobs/bullmq/store-time.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Tracer } from '../platform/tracing/tracer.ts';
import { redisTarget } from './redis-target.ts';

export type StoreParts = {
  config: Config;
  secrets: Secrets;
  /** Where a session of its own leads, for the queue on PostgreSQL. */
  databaseUrl: string;
  clock: Clock & StoreClock;
  logger: Logger;
  tracer: Tracer;
};

/**
 * The queue store that the configuration asks for, as a kind of process needs it. BullMQ is the largest of all
 * libraries: a command, of which few ask the queue, imports it with the first question.
 */
export async function openStore(
  parts: StoreParts,
  processName: 'control' | 'worker' | 'cli',
): Promise<QueueStore> {
  const { config, clock, logger } = parts;
  const { store: kind, prefix } = config.queue;
  // A PostgreSQL that hangs keeps everything waiting, which has limits of its own; a Redis must not.
  const isWaitedFor = processName !== 'worker' && kind !== 'postgres';
  const open = async (): Promise<QueueStore> => {
    const opened = await openNow(parts);
    return isWaitedFor ? createPatientStore(opened, { clock, logger }) : opened;
  };
  return processName === 'cli' ? createLaterStore({ kind, name: storeName(kind, prefix) }, open) : open();
}

async function openNow({
  config,
  secrets,
  databaseUrl,
  clock,
  logger,
  tracer,
}: StoreParts): Promise<QueueStore> {
  const telemetry = tracer.isOn ? await telemetryOfJobs() : undefined;
  const { prefix } = config.queue;
  const target = redisTarget(secrets);
  if (target) {
    const { openRedisStore } = await import('../jobs/bullmq/redis-store.ts');
    return openRedisStore({ target, prefix, clock, logger, telemetry });
  }
  const { openPostgresStore } = await import('../jobs/bullmq/postgres-store.ts');
  return openPostgresStore({ databaseUrl, clock, logger, telemetry });
}

async function telemetryOfJobs(): Promise<JobTelemetry> {
  const { openJobTelemetry } = await import('../jobs/bullmq/job-telemetry.ts');
  return openJobTelemetry();
}
