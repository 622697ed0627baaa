import { DateTime } from 'luxon';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { NflClient } from '../../providers/api-sports/nfl/client.ts';
import type { CallContext } from '../../providers/http/provider-call.ts';
import type { SportAdapter } from '../adapter.ts';
import { pickGame } from '../sides.ts';
import { checkPlayerLines, checkTeamLines } from './checks.ts';
import { isNflSide } from './sides.ts';
import { writePlayerLines } from './write-players.ts';
import { writeTeamLines } from './write-teams.ts';

/**
 * The NFL: one shared call for the slate, one for all player lines of a game, one for both team lines.
 * The provider's days are UTC: night games lie on the day after their own.
 */
export function createNflAdapter(client: NflClient): SportAdapter {
  async function findGame(game: GameToSeed, context: CallContext) {
    const day = DateTime.fromMillis(game.tipOffMs, { zone: 'utc' });
    // The kick-off's own day nearly always has it; its neighbours hold games that were moved by some hours.
    for (const offset of [0, 1, -1]) {
      const date = day.plus({ days: offset }).toISODate();
      if (date === null) throw new RangeError(`game ${game.gameId} has an impossible kick-off`);
      const slate = await client.gamesOn(date, context, {
        isEnough: (games) => pickGame(game, games, isNflSide)?.status === 'completed',
      });
      const found = pickGame(game, slate, isNflSide);
      if (found) return found;
    }
    return undefined;
  }

  return {
    sport: 'NFL',
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
