import type { Sport } from '../../src/domain/sport.ts';
import { shellWord } from '../../src/domain/shell-command.ts';
import { simulatedSport } from '../provider/sports.ts';
import type { DemoOptions } from './options.ts';

/** The key that the simulated provider of the demonstration accepts. */
export const DEMO_KEY = 'demonstration';

/** The settings of a small installation, with pauses short enough to watch. */
export function appSettings(parts: {
  databaseUrl: string;
  redisUrl: string | undefined;
  providerUrls: ReadonlyMap<Sport, string>;
  options: DemoOptions;
}): Record<string, string> {
  const ofProviders = [...parts.providerUrls].map(([sport, url]) =>
    simulatedSport(sport).settings({ url, key: DEMO_KEY }),
  );
  return {
    DATABASE_URL: parts.databaseUrl,
    ...(parts.redisUrl === undefined ? {} : { REDIS_URL: parts.redisUrl }),
    ...Object.fromEntries(ofProviders.flatMap((settings) => Object.entries(settings))),
    SPORTS_ENABLED: parts.options.sports.join(','),
    API_SPORTS_PLAN: 'mega',
    // The summary counts calls; what is asked for beside the seeding would blur it.
    SCHEDULE_REFRESH_HOURS: '0',
    ROSTER_REFRESH: 'off',
    PORT: String(parts.options.port),
    RETRY_BACKOFF_SECONDS: '1,2,4',
    RETRY_MAX_ATTEMPTS: '6',
    NOT_FINAL_STEP_SECONDS: '3',
    SHUTDOWN_DEADLINE_SECONDS: '3',
  };
}

/**
 * The call of the command line that works in any terminal and folder: `SCORACLE_ENV` stands for everything that is set
 * there and in `.env`, which belong to the user's own installation.
 */
export function commandLineFor(file: string, projectRoot: string): string {
  return `SCORACLE_ENV=${shellWord(file)} npm --prefix ${shellWord(projectRoot)} run -s scoracle --`;
}

/** Variables in the form that dotenv reads: as they are between quotes that they do not hold. */
export function environmentFile(settings: Readonly<Record<string, string>>): string {
  const quoted = (value: string): string => (value.includes("'") ? `"${value}"` : `'${value}'`);
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('');
}

/** Variables of the user's own installation have no place in the demonstration. */
const KEPT_VARIABLES = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'USER', 'NODE_OPTIONS'];

export function withoutOurs(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    KEPT_VARIABLES.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
