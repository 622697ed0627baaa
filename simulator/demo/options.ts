import { parseArgs } from 'node:util';
import { BOX_SCORE_SPORTS, type BoxScoreSport, hasBoxScores, parseSport } from '../../src/domain/sport.ts';

export type DemoOptions = {
  /** Leave as soon as every game is seeded. */
  isOnce: boolean;
  sports: readonly BoxScoreSport[];
  /** Games of each sport. */
  gamesPerSport: number;
  port: number;
  useRedis: boolean;
  /** Share of provider calls that fail, 0 to 1. */
  faultRate: number;
  isJson: boolean;
};

/** More than this would say nothing more, and takes longer than anybody watches. */
const MAX_GAMES = 800;

const DEFAULT_GAMES = 15;

export const DEMO_USAGE = `Usage: npm run demo -- [options]
  --once            leave when every game is seeded: exit 0, or 1 if one was not
  --games N         how many games (1 to ${MAX_GAMES}, default 15 of each sport)
  --sport NAME      NBA, NFL, FOOTBALL or all (default NBA)
  --port N          port of the dashboard (default: PORT of the environment, or 3000)
  --redis           keep the queue in a local redis-server instead of PostgreSQL
  --fault-rate F    share of provider calls that fail, 0 to 1 (default 0)
  --json            print one JSON document instead of progress and summary`;

/** Reads the flags of the demonstration; a text says what was wrong with them. `defaultPort` is used without --port. */
export function parseDemoOptions(argv: readonly string[], defaultPort?: string): DemoOptions | string {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        once: { type: 'boolean' },
        games: { type: 'string' },
        sport: { type: 'string' },
        port: { type: 'string' },
        redis: { type: 'boolean' },
        'fault-rate': { type: 'string' },
        json: { type: 'boolean' },
      },
    }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const sports = readSports(String(values['sport'] ?? 'NBA'));
  if (sports === undefined)
    return `--sport is "${values['sport']}": choose ${BOX_SCORE_SPORTS.join(', ')} or all.`;
  const games = Number(values['games'] ?? DEFAULT_GAMES * sports.length);
  if (!Number.isInteger(games) || games < sports.length || games > MAX_GAMES) {
    return `--games is "${values['games']}": give a whole number from ${sports.length} to ${MAX_GAMES}.`;
  }
  const portText = values['port'] ?? (defaultPort || '3000');
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return `${values['port'] === undefined ? 'PORT' : '--port'} is "${portText}": give a port number.`;
  const faultRate = Number(values['fault-rate'] ?? 0);
  if (!(faultRate >= 0 && faultRate <= 1)) {
    return `--fault-rate is "${values['fault-rate']}": give a number from 0 to 1, such as 0.1.`;
  }
  return {
    isOnce: values['once'] === true,
    sports,
    gamesPerSport: Math.ceil(games / sports.length),
    port,
    useRedis: values['redis'] === true,
    faultRate,
    isJson: values['json'] === true,
  };
}

function readSports(text: string): readonly BoxScoreSport[] | undefined {
  if (text.toLowerCase() === 'all') return BOX_SCORE_SPORTS;
  const sport = parseSport(text);
  return sport && hasBoxScores(sport) ? [sport] : undefined;
}
