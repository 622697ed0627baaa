import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/database.ts';
import type { Sport } from '../../domain/sport.ts';
import type { SportAdapter } from '../../sports/adapter.ts';
import type { LeagueSource } from '../../sports/league-source.ts';

/** What the box scores of a unit of a back-fill are read with. */
export type LinesDeps = {
  db: Database;
  sources: ReadonlyMap<Sport, LeagueSource>;
  adapters: ReadonlyMap<Sport, SportAdapter>;
  delayMs: Config['seeding']['delayMs'];
  maxRetries: number;
};
