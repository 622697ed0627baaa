import type {
  FootballBoxScore,
  FootballGame,
  FootballPlayerLine,
  FootballTeamLine,
} from '../../domain/football-lines.ts';
import type { RefusedRow, RowList } from '../../domain/refused-row.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { Parsed } from '../client/provider-call.ts';
import { halvesOfEvents } from './football-events.ts';
import { footballGame, isAfterExtraTime } from './football-game.ts';
import { footballPlayerLine, footballTeamLine } from './football-lines.ts';
import { RosterEntry, SummaryHeader, type Summary } from './schema.ts';
import { foreignTeam, listOfRows, mismatch, ownerOf } from './summary-rows.ts';
import { gameOfSummary } from './summary.ts';

const REGULAR_MINUTES = 90;
const EXTRA_MINUTES = 120;

/** Everything that a summary says of a football match. Lines are there once it has begun. */
export function footballBoxScore(summary: Summary): Parsed<FootballBoxScore> {
  const event = gameOfSummary('FOOTBALL', summary);
  if (!event.ok) return event;
  const league = SummaryHeader.safeParse(summary.header).data?.league?.slug ?? '';
  const game = footballGame(event.value, league, halvesOfEvents(summary.keyEvents ?? [], event.value));
  const hasBegun = game.status !== 'scheduled' && game.status !== 'postponed';
  const length = isAfterExtraTime(event.value) ? EXTRA_MINUTES : REGULAR_MINUTES;
  const players = playersOf(hasBegun ? summary : {}, game, length);
  const teams = teamsOf(hasBegun ? summary : {}, game);
  return {
    ok: true,
    value: {
      game,
      playerLines: players.ok ? players.value.rows : [],
      teamLines: teams.ok ? teams.value.rows : [],
      refused: [players, teams].flatMap((list) => (list.ok ? list.value.refused : [])),
      unreadable: { player: players.ok ? undefined : players, team: teams.ok ? undefined : teams },
      events: ownGoalsOf(summary, game),
      starterCounts: starterCounts(summary),
    },
  };
}

type Bodies = Pick<Summary, 'rosters' | 'boxscore'>;

/** Lines of both sides; none of a side whose players have no figures yet. */
function playersOf(
  { rosters }: Bodies,
  game: FootballGame,
  length: number,
): Parsed<RowList<FootballPlayerLine>> {
  const rows = new Map<string, FootballPlayerLine>();
  const refused: RefusedRow[] = [];
  for (const { team, roster } of rosters ?? []) {
    const foreign = foreignTeam(team.id, sidesOf(game));
    if (foreign) return foreign;
    const entries = (roster ?? []).map((raw) => ({ raw, entry: parsedBy(RosterEntry, raw) }));
    if (!entries.some(({ entry }) => entry.ok && (entry.value.stats ?? []).length > 0)) continue;
    for (const { raw, entry } of entries) {
      const line = entry.ok
        ? footballPlayerLine(team.id, entry.value, game.status === 'completed' ? length : undefined)
        : entry;
      if (line.ok && rows.has(line.value.player.providerPlayerId))
        return mismatch(`player ${line.value.player.providerPlayerId} is listed twice`);
      if (line.ok) rows.set(line.value.player.providerPlayerId, line.value);
      else refused.push({ ...ownerOf(raw), providerTeamId: team.id, problem: line.problem });
    }
  }
  return listOfRows({ rows: [...rows.values()], refused });
}

function teamsOf({ boxscore, rosters }: Bodies, game: FootballGame): Parsed<RowList<FootballTeamLine>> {
  const rows: FootballTeamLine[] = [];
  const refused: RefusedRow[] = [];
  for (const block of boxscore?.teams ?? []) {
    const { id, displayName } = block.team;
    const foreign = foreignTeam(id, sidesOf(game));
    if (foreign) return foreign;
    const line = footballTeamLine(block, game, rosters ?? []);
    if (line?.ok) rows.push(line.value);
    else if (line)
      refused.push({
        entityType: 'team',
        providerEntityId: id,
        providerTeamId: id,
        name: displayName,
        problem: line.problem,
      });
  }
  return listOfRows({ rows, refused });
}

function sidesOf({ home, away }: FootballGame): readonly string[] {
  return [home.providerTeamId, away.providerTeamId];
}

/**
 * Own goals by the side that they count for: the other one than that of who scored them. Undefined where somebody who
 * was on the pitch has no such figure: then the goals of the players need not make the score.
 */
function ownGoalsOf({ rosters }: Summary, game: FootballGame): FootballBoxScore['events'] {
  const ownGoalsFor = new Map<string, number>();
  for (const { team, roster } of rosters ?? []) {
    const other = sidesOf(game).find((id) => id !== team.id);
    for (const raw of roster ?? []) {
      const entry = parsedBy(RosterEntry, raw);
      if (!entry.ok) continue;
      const figure = entry.value.stats?.find(({ name }) => name === 'ownGoals')?.value;
      const wasOnPitch = entry.value.starter === true || entry.value.subbedIn.didSub;
      if (wasOnPitch && typeof figure !== 'number') return undefined;
      if (other !== undefined && (figure ?? 0) > 0)
        ownGoalsFor.set(other, (ownGoalsFor.get(other) ?? 0) + (figure ?? 0));
    }
  }
  return (rosters ?? []).length === 2 ? { ownGoalsFor } : undefined;
}

function starterCounts({ rosters }: Summary): ReadonlyMap<string, number> {
  return new Map(
    (rosters ?? []).flatMap(({ team, roster }) => {
      const entries = (roster ?? []).map((raw) => parsedBy(RosterEntry, raw));
      const count = entries.filter((entry) => entry.ok && entry.value.starter === true).length;
      return count > 0 ? [[team.id, count] as const] : [];
    }),
  );
}
