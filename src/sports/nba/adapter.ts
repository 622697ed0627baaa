import { DateTime } from 'luxon';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { NbaClient } from '../../providers/api-sports/nba/client.ts';
import type { CallContext } from '../../providers/http/provider-call.ts';
import type { SportAdapter } from '../adapter.ts';
import { pickGame } from '../sides.ts';
import { checkPlayerLines, checkTeamLines } from './checks.ts';
import { writePlayerLines } from './write-players.ts';
import { writeTeamLines } from './write-teams.ts';

/**
 * The NBA: one shared call for the slate, one for all player lines of a game, one for both team lines.
 * The provider's days are UTC, and three games in four start on the UTC day after their own.
 */
export function createNbaAdapter(client: NbaClient): SportAdapter {
  async function findGame(game: GameToSeed, context: CallContext) {
    const day = DateTime.fromMillis(game.tipOffMs, { zone: 'utc' });
    // The tip-off's own day nearly always has it; its neighbours hold games that were moved by some hours.
    for (const offset of [0, 1, -1]) {
      const date = day.plus({ days: offset }).toISODate();
      if (date === null) throw new RangeError(`game ${game.gameId} has an impossible tip-off`);
      const slate = await client.gamesOn(date, context, {
        isEnough: (games) => pickGame(game, games)?.status === 'completed',
      });
      const found = pickGame(game, slate);
      if (found) return found;
    }
    return undefined;
  }

  return {
    sport: 'NBA',
    findGame,
    parts: [
      {
        entityType: 'player',
        async fetch(_game, providerGame, context) {
          const lines = await client.playerLines(providerGame.providerGameId, context, {
            providerTeamIds: [providerGame.home.providerTeamId, providerGame.away.providerTeamId],
          });
          checkPlayerLines(lines, providerGame);
          return { lineCount: lines.length, write: (tx, target) => writePlayerLines(tx, target, lines) };
        },
      },
      {
        entityType: 'team',
        async fetch(_game, providerGame, context) {
          const lines = await client.teamLines(providerGame.providerGameId, context, {
            providerTeamIds: [providerGame.home.providerTeamId, providerGame.away.providerTeamId],
          });
          checkTeamLines(lines, providerGame);
          return { lineCount: lines.length, write: (tx, target) => writeTeamLines(tx, target, lines) };
        },
      },
    ],
  };
}
