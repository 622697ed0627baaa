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
import { footballGame, hadExtraTime } from './football-game.ts';
import { footballPlayerLine, footballTeamLine } from './football-lines.ts';
import { EXTRA_MINUTES, REGULAR_MINUTES, isClockBeyond } from './football-minutes.ts';
import { rostersOf } from './football-rosters.ts';
import { type Roster, RosterEntry, SummaryHeader, type Summary } from './schema.ts';
import { foreignTeam, listOfRows, mismatch, ownerOf } from './summary-rows.ts';
import { gameOfSummary } from './summary.ts';

/** Everything that a summary says of a football match. Lines are there once it has begun. */
export function footballBoxScore(summary: Summary): Parsed<FootballBoxScore> {
  const event = gameOfSummary('FOOTBALL', summary);
  if (!event.ok) return event;
  const league = SummaryHeader.safeParse(summary.header).data?.league?.slug ?? '';
  const { sides, refused } = rostersOf(summary);
  const keyEvents = summary.keyEvents ?? [];
  const isBeyond = isClockBeyond([...keyEvents, ...playsOf(sides)]);
  const halves = halvesOfEvents(keyEvents, event.value);
  const game = footballGame(event.value, league, { halves, isClockBeyond: isBeyond });
  const hasBegun = game.status !== 'scheduled' && game.status !== 'postponed';
  const length = hadExtraTime(event.value, isBeyond) ? EXTRA_MINUTES : REGULAR_MINUTES;
  const players = playersOf(hasBegun ? { sides, refused } : NOBODY, game, length);
  const teams = teamsOf(hasBegun ? summary : {}, game, sides);
  return {
    ok: true,
    value: {
      game,
      playerLines: players.ok ? players.value.rows : [],
      teamLines: teams.ok ? teams.value.rows : [],
      refused: [players, teams].flatMap((list) => (list.ok ? list.value.refused : [])),
      unreadable: { player: players.ok ? undefined : players, team: teams.ok ? undefined : teams },
      events: ownGoalsOf(sides, game),
      starterCounts: starterCounts(sides),
    },
  };
}

type Squads = ReturnType<typeof rostersOf>;
const NOBODY: Squads = { sides: [], refused: [] };

/** What befell players, each with its clock. */
function playsOf(sides: readonly Roster[]): readonly unknown[] {
  return sides.flatMap(({ roster }) =>
    (roster ?? []).flatMap((raw) => {
      const entry = parsedBy(RosterEntry, raw);
      return entry.ok ? (entry.value.plays ?? []) : [];
    }),
  );
}

/** Lines of both sides; none of a side whose players have no figures yet. */
function playersOf(squads: Squads, game: FootballGame, length: number): Parsed<RowList<FootballPlayerLine>> {
  const rows = new Map<string, FootballPlayerLine>();
  const refused: RefusedRow[] = [...squads.refused];
  for (const { team, roster } of squads.sides) {
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

function teamsOf(
  { boxscore }: Pick<Summary, 'boxscore'>,
  game: FootballGame,
  sides: readonly Roster[],
): Parsed<RowList<FootballTeamLine>> {
  const rows: FootballTeamLine[] = [];
  const refused: RefusedRow[] = [];
  for (const block of boxscore?.teams ?? []) {
    const { id, displayName } = block.team;
    const foreign = foreignTeam(id, sidesOf(game));
    if (foreign) return foreign;
    const line = footballTeamLine(block, game, sides);
    if (line?.ok) rows.push(line.value);
    else if (line)
      refused.push({
        entityType: 'team',
        providerEntityId: id,
        providerTeamId: id,
        name: displayName ?? null,
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
function ownGoalsOf(sides: readonly Roster[], game: FootballGame): FootballBoxScore['events'] {
  const ownGoalsFor = new Map<string, number>();
  for (const { team, roster } of sides) {
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
  return sides.length === 2 ? { ownGoalsFor } : undefined;
}

function starterCounts(sides: readonly Roster[]): ReadonlyMap<string, number> {
  return new Map(
    sides.flatMap(({ team, roster }) => {
      const entries = (roster ?? []).map((raw) => parsedBy(RosterEntry, raw));
      const count = entries.filter((entry) => entry.ok && entry.value.starter === true).length;
      return count > 0 ? [[team.id, count] as const] : [];
    }),
  );
}
