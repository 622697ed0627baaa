import type { RowList } from '../../domain/refused-row.ts';
import type { ProviderApi } from '../client/provider-api.ts';
import type { CallContext, Parsed } from '../client/provider-call.ts';
import type { SlateBoxScorePort } from '../ports.ts';
import { type EspnClient, mustRead } from './espn-client.ts';
import { type EspnSport, summaryPath } from './espn-leagues.ts';
import type { Summary } from './schema.ts';
import type { EspnGame } from './scoreboard.ts';
import { gameOfSummary } from './summary.ts';

/** How the lines of a sport are read from a summary. */
export type SummaryLines<PlayerLine, TeamLine> = {
  players: (summary: Summary, expected?: readonly string[]) => Parsed<RowList<PlayerLine>>;
  teams: (summary: Summary, game: EspnGame, expected?: readonly string[]) => Parsed<RowList<TeamLine>>;
};

type Place = { client: EspnClient; api: ProviderApi; sport: EspnSport };

/** Box scores of a sport whose players and teams of a game are in one body. */
export function createBoxScores<
  PlayerLine extends { providerTeamId: string; player: { providerPlayerId: string } },
  TeamLine extends { providerTeamId: string },
>(
  { client, api, sport }: Place,
  { players, teams }: SummaryLines<PlayerLine, TeamLine>,
): SlateBoxScorePort<PlayerLine, TeamLine> {
  const place = { api, endpoint: summaryPath(sport) };
  async function read<Row>(
    eventId: string,
    context: CallContext,
    rowsOf: (summary: Summary) => Parsed<RowList<Row>>,
  ): Promise<RowList<Row>> {
    const summary = await client.summary(eventId, context);
    return summary === undefined ? { rows: [], refused: [] } : mustRead(rowsOf(summary), place);
  }
  return {
    gamesOn: client.gamesOn,
    gameById: client.gameById,
    async playerLines(eventId, context, expected, only) {
      const list = await read(eventId, context, (summary) => players(summary, expected?.providerTeamIds));
      return only === undefined ? list : { ...list, rows: list.rows.filter((line) => isOf(line, only)) };
    },
    async teamLines(eventId, context, expected, only) {
      const list = await read(eventId, context, (summary) =>
        teams(summary, mustRead(gameOfSummary(sport, summary), place), expected?.providerTeamIds),
      );
      return only === undefined ? list : { ...list, rows: list.rows.filter((line) => isOf(line, only)) };
    },
  };
}

function isOf(
  line: { providerTeamId: string; player?: { providerPlayerId: string } },
  only: { providerPlayerId?: string; providerTeamId?: string },
): boolean {
  const { providerPlayerId = line.player?.providerPlayerId, providerTeamId = line.providerTeamId } = only;
  return line.providerTeamId === providerTeamId && line.player?.providerPlayerId === providerPlayerId;
}
