import type { NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import type { RowList } from '../../domain/refused-row.ts';
import type { ProviderApi } from '../client/provider-api.ts';
import type { CallContext, Parsed } from '../client/provider-call.ts';
import type { SlateBoxScorePort } from '../ports.ts';
import { type EspnClient, mustRead } from './espn-client.ts';
import { summaryPath } from './espn-leagues.ts';
import type { Summary } from './schema.ts';
import { gameOfSummary, nbaPlayerLines, nbaTeamLines } from './summary.ts';

/** Box scores of the NBA: players and teams of a game are in one body. */
export function createNbaBoxScores({
  client,
  api,
}: {
  client: EspnClient;
  api: ProviderApi;
}): SlateBoxScorePort<NbaPlayerLine, NbaTeamLine> {
  const place = { api, endpoint: summaryPath('NBA') };
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
      const list = await read(eventId, context, (summary) =>
        nbaPlayerLines(summary, expected?.providerTeamIds),
      );
      return only === undefined ? list : { ...list, rows: list.rows.filter((line) => isOf(line, only)) };
    },
    async teamLines(eventId, context, expected, only) {
      const list = await read(eventId, context, (summary) =>
        nbaTeamLines(summary, mustRead(gameOfSummary('NBA', summary), place), expected?.providerTeamIds),
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
