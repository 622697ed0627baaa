import { z } from 'zod';
import { WorkerSchema } from './operations.ts';
import { ProviderStatusSchema } from './providers.ts';

const HealthStatus = z
  .enum(['ok', 'degraded', 'down'])
  .meta({ description: '`degraded`: everything works, but something deserves a look.' });

const CheckSchema = z
  .strictObject({
    name: z.enum(['database', 'migrations', 'queue', 'clock', 'workers', 'providers', 'tonight']),
    status: HealthStatus,
    detail: z.string(),
    duration_ms: z.number(),
  })
  .meta({ id: 'HealthCheck' });

export const ReadinessSchema = z
  .strictObject({ ready: z.boolean(), checks: z.array(CheckSchema) })
  .meta({ id: 'Readiness' });

const BRIEF = { status: HealthStatus, version: z.string(), uptime_seconds: z.number() };

export const HealthSchema = z.strictObject(BRIEF).meta({ id: 'Health' });

export const DetailedHealthSchema = z
  .strictObject({
    ...BRIEF,
    checks: z.array(CheckSchema),
    workers: z.array(WorkerSchema),
    providers: z.array(ProviderStatusSchema),
    tonight: z
      .strictObject({
        level: z.enum(['safe', 'watch', 'danger']),
        headline: z.string(),
        reasons: z.array(z.string()),
      })
      .nullable()
      .meta({ description: 'Null where it could not be read.' }),
  })
  .meta({ id: 'DetailedHealth' });
