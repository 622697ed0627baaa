import type { Database } from '../db/database.ts';
import type { BoxScoreSport } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import type { ProviderPorts } from '../providers/ports.ts';
import type { SportAdapter } from './adapter.ts';
import type { LineTable } from './line-table.ts';
import type { SeasonForm } from './season-form.ts';

/** Whose season it is. */
export type SeasonEntity = 'player' | 'team';

/** What an adapter is opened over. */
export type AdapterDeps = {
  /** The ports of one provider. */
  ports: ProviderPorts;
  db: Database;
  clock: Pick<Clock, 'nowMs'>;
  /** Games that are due together may share calls. */
  sharesCalls: boolean;
};

/** What a sport with box scores has beside its facts (`all-facts.ts`): its tables, its season and its adapter. */
export type SportDefinition = {
  sport: BoxScoreSport;
  /** The tables of its game lines. */
  lines: Readonly<Record<SeasonEntity, LineTable>>;
  /** How its lines are added up to a season. */
  seasons: Readonly<Record<SeasonEntity, SeasonForm>>;
  /** The total or rate by which leaders of a season are told. */
  leaders: Readonly<Record<SeasonEntity, string>>;
  /** Its adapter over the box scores of a provider; undefined where that has none of this sport. */
  openAdapter: (deps: AdapterDeps) => SportAdapter | undefined;
};
