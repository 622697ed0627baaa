import type { NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import type { RefusedRow, RowList } from '../../domain/refused-row.ts';
import type { Envelope } from '../client/provider-api.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { Parsed } from '../client/provider-call.ts';
import { NOT_THERE } from './espn-api.ts';
import { nbaPlayerLine, nbaTeamLine } from './nba-lines.ts';
import { Athlete, Summary, SummaryHeader } from './schema.ts';
import { type EspnGame, readEvent } from './scoreboard.ts';
import { foreignTeam, listOfRows, mismatch, ownerOf } from './summary-rows.ts';
import type { EspnSport } from './espn-leagues.ts';

/** One event with its box score, as far as ESPN has it; undefined where ESPN does not have the event. */
export type EspnSummary = Summary | undefined;

/** The summary of the event that was asked for. */
export function parseSummary({ response }: Envelope, eventId: string): Parsed<EspnSummary> {
  if (isNotThere(response)) return { ok: true, value: undefined };
  const summary = parsedBy(Summary, response);
  if (!summary.ok) return summary;
  const { id } = summary.value.header;
  return id === eventId ? summary : mismatch(`the answer is about event ${id}`);
}

function isNotThere(response: unknown): boolean {
  return (
    typeof response === 'object' &&
    response !== null &&
    Reflect.get(response, 'isNotThere') === NOT_THERE.isNotThere
  );
}

/** The event of a summary as a scoreboard would have it. */
export function gameOfSummary(sport: EspnSport, summary: Summary): Parsed<EspnGame> {
  const header = parsedBy(SummaryHeader, summary.header);
  if (!header.ok) return header;
  const { id, competitions, season, week } = header.value;
  const [competition] = competitions;
  return readEvent(sport, {
    id,
    date: competition?.date,
    season,
    ...(week === null || week === undefined ? {} : { week: { number: week } }),
    competitions,
  });
}

/** Lines of both sides' players; none while ESPN has none. A row that cannot be read is left out and named. */
export function nbaPlayerLines(
  summary: Summary,
  expected?: readonly string[],
): Parsed<RowList<NbaPlayerLine>> {
  const rows: NbaPlayerLine[] = [];
  const refused: RefusedRow[] = [];
  for (const { team, statistics } of summary.boxscore?.players ?? []) {
    const foreign = foreignTeam(team.id, expected);
    if (foreign) return foreign;
    for (const group of statistics)
      for (const raw of group.athletes) {
        const row = parsedBy(Athlete, raw);
        const line = row.ok ? nbaPlayerLine(team.id, group, row.value) : row;
        if (line.ok) rows.push(line.value);
        else refused.push({ ...ownerOf(raw), providerTeamId: team.id, problem: line.problem });
      }
  }
  return listOfRows({ rows: withoutTwins(rows, refused), refused });
}

/** Of a player who is listed twice with the same figures one line is kept, with others neither. */
function withoutTwins(rows: readonly NbaPlayerLine[], refused: RefusedRow[]): readonly NbaPlayerLine[] {
  const byPlayer = Map.groupBy(rows, ({ player }) => player.providerPlayerId);
  return [...byPlayer.values()].flatMap(([line, ...others]) => {
    if (line === undefined) return [];
    if (others.every((other) => JSON.stringify(other) === JSON.stringify(line))) return [line];
    const { providerPlayerId, firstName, lastName } = line.player;
    refused.push({
      entityType: 'player',
      providerEntityId: providerPlayerId,
      providerTeamId: line.providerTeamId,
      name: `${firstName} ${lastName}`.trim(),
      problem: 'is listed twice, with different figures',
    });
    return [];
  });
}

/** Lines of both sides; none while ESPN has none. */
export function nbaTeamLines(
  summary: Summary,
  game: EspnGame,
  expected?: readonly string[],
): Parsed<RowList<NbaTeamLine>> {
  const teams = summary.boxscore?.teams ?? [];
  const rows: NbaTeamLine[] = [];
  const refused: RefusedRow[] = [];
  for (const team of teams) {
    const foreign = foreignTeam(team.team.id, expected);
    if (foreign) return foreign;
    const points = team.team.id === game.home.providerTeamId ? game.homeScore : game.awayScore;
    const line = nbaTeamLine(team, { points, other: teams.find((one) => one.team.id !== team.team.id) });
    if (line?.ok) rows.push(line.value);
    else if (line)
      refused.push({
        entityType: 'team',
        providerEntityId: team.team.id,
        providerTeamId: team.team.id,
        name: team.team.displayName ?? null,
        problem: line.problem,
      });
  }
  return listOfRows({ rows, refused });
}
