import type { ProviderGame } from '../../domain/box-score.ts';
import { plainName } from '../../domain/outcome-sides.ts';
import type { League } from '../../domain/league.ts';
import type { LiveScorePort } from '../ports.ts';
import type { Parsed } from '../client/provider-call.ts';
import { createSharedSlates, type SharedSlatesOptions } from '../client/shared-slates.ts';
import { CREDITS_OF_SCORES } from './limits.ts';
import { Rows, ScoreRow } from './schema.ts';
import { sportKeyOf } from './sport-keys.ts';

const DAY_MS = 86_400_000;
/** The furthest that scores of games which are over go back. */
const MOST_DAYS_BACK = 3;

/**
 * Scores of one league, two credits a look. Whatever day is asked for, the question is the same, and games that are over
 * are in its answer: an evening lies on two days of UTC, and a game is looked for on the days beside its own. Games that
 * ended more than three days ago are not told any more. Whoever asks shares one call, over all processes.
 */
export function createLiveScores(
  shared: SharedSlatesOptions,
  league: Pick<League, 'code' | 'ids'>,
): LiveScorePort {
  const sport = sportKeyOf(league) ?? league.code;
  const slate = createSharedSlates<ProviderGame>(shared);
  return {
    async gamesOn(dateUtc, context, { isEnough } = {}) {
      const daysBack = Math.ceil((shared.clock.nowMs() - Date.parse(dateUtc)) / DAY_MS);
      // The day's games may end on the next one.
      if (daysBack > MOST_DAYS_BACK + 1) return [];
      const query = { sport, dateFormat: 'iso', daysFrom: String(MOST_DAYS_BACK) };
      const ofDay = (games: readonly ProviderGame[]): readonly ProviderGame[] =>
        games.filter(({ startMs }) => new Date(startMs).toISOString().startsWith(dateUtc));
      const games = await slate({
        call: {
          endpoint: '/sports/{sport}/scores',
          query,
          credits: CREDITS_OF_SCORES,
        },
        context,
        isEnough: isEnough && ((all) => isEnough(ofDay(all))),
        parse: ({ response }) => parseScores(response),
      });
      return ofDay(games);
    },
  };
}

/** Games with their scores; an answer of which no row can be read is malformed. */
export function parseScores(response: unknown): Parsed<readonly ProviderGame[]> {
  const rows = Rows.safeParse(response);
  if (!rows.success) return { ok: false, kind: 'malformed', problem: 'the answer is no list of scores' };
  const read = rows.data.map((row) => ScoreRow.safeParse(row));
  const games = read.flatMap(({ data }) => (data === undefined ? [] : gameOf(data)));
  const issue = read.find(({ success }) => !success)?.error?.issues[0];
  if (games.length === 0 && issue)
    return { ok: false, kind: 'malformed', problem: `${issue.path.map(String).join('.')}: ${issue.message}` };
  const refused = read.flatMap(({ error }, index) =>
    error ? [refusedRow(rows.data[index], error.message)] : [],
  );
  return { ok: true, value: games, ...(refused.length > 0 ? { refused } : {}) };
}

function refusedRow(row: unknown, problem: string) {
  const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : null;
  return {
    entityType: 'game' as const,
    providerEntityId: typeof id === 'string' ? id : null,
    providerTeamId: null,
    name: null,
    problem: problem.replaceAll(/\s+/g, ' ').slice(0, 200),
  };
}

/** Teams have no other id than their name, and a game that goes on no word of its own. */
function gameOf({
  id,
  commence_time: startMs,
  home_team: home,
  away_team: away,
  completed,
  scores,
}: ScoreRow): ProviderGame {
  const scoreOf = (team: string): number | null => {
    const row = scores?.find(({ name }) => plainName(name) === plainName(team));
    const text = String(row?.score ?? '').trim();
    return /^\d+$/.test(text) ? Number(text) : null;
  };
  const [homeScore, awayScore] = [scoreOf(home), scoreOf(away)];
  const isOver = completed && homeScore !== null && awayScore !== null;
  const isOn = (scores ?? null) !== null && !completed;
  const teamOf = (name: string) => ({ providerTeamId: name, name, code: null });
  return {
    providerGameId: id,
    startMs,
    status: isOver ? 'completed' : isOn ? 'in_progress' : completed ? 'cancelled' : 'scheduled',
    statusText: completed ? 'completed' : isOn ? 'in play' : 'not begun',
    // One that is over without a score was not played, or is not told: nothing is to be made of it.
    isStatusKnown: !completed || isOver,
    home: teamOf(home),
    away: teamOf(away),
    homeScore,
    awayScore,
    homePeriodScores: [],
    awayPeriodScores: [],
  };
}
