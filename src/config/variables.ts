import { alertVariables } from './areas/alerts.ts';
import { backupVariables } from './areas/backups.ts';
import { databaseVariables } from './areas/database.ts';
import { featureVariables } from './areas/features.ts';
import { goalserveVariables } from './areas/goalserve.ts';
import { httpVariables } from './areas/http.ts';
import { nbaStatsVariables } from './areas/nba-stats.ts';
import { oddsVariables } from './areas/odds.ts';
import { processVariables } from './areas/process.ts';
import { providerVariables } from './areas/providers.ts';
import { queueVariables } from './areas/queue.ts';
import { refreshVariables } from './areas/refresh.ts';
import { seedingVariables } from './areas/seeding.ts';
import { traceVariables } from './areas/traces.ts';
import { type VariableFacts, type Variables, factsOf } from './variable.ts';

/** One environment variable: what `docs/configuration.md` says about it comes from here. */
export type VariableDescription = VariableFacts & { name: string };

/** The areas of the configuration, by the titles that documents give them. */
export const AREAS = {
  Database: databaseVariables,
  Queue: queueVariables,
  Providers: providerVariables,
  'NBA Stats': nbaStatsVariables,
  Goalserve: goalserveVariables,
  'Collection of odds': oddsVariables,
  Features: featureVariables,
  Seeding: seedingVariables,
  'Schedules, rosters and answers': refreshVariables,
  'HTTP server': httpVariables,
  Alerts: alertVariables,
  Backups: backupVariables,
  Traces: traceVariables,
  Processes: processVariables,
} as const satisfies Readonly<Record<string, Variables>>;

/** Every variable that Scoracle reads. Each may be given as a file instead, with `_FILE` behind its name. */
export const VARIABLES: readonly VariableDescription[] = Object.values(AREAS).flatMap(describeVariables);

/** What the schemas of an area say, in their order. */
export function describeVariables(variables: Variables): readonly VariableDescription[] {
  return Object.entries(variables).map(([name, schema]) => ({ name, ...factsOf(schema) }));
}
