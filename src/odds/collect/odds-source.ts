import type { OddsPort } from '../../providers/ports.ts';
import type { Sport } from '../../domain/sport.ts';

/** A provider whose odds are collected. */
export type OddsSource = {
  name: string;
  displayName: string;
  /** Under which the quota knows it, by sport. */
  hosts: Readonly<Partial<Record<Sport, string>>>;
  ports: Readonly<Partial<Record<Sport, OddsPort>>>;
};

/**
 * Credits of this month at a source's host: used by anybody, what the plan has, and the day of the month on which they
 * begin anew; undefined without such.
 */
export type CreditsUsed = (
  source: Pick<OddsSource, 'hosts'>,
) => Promise<{ used: number; most: number; resetDay: number } | undefined>;
