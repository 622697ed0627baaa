import type { Database } from '../../db/database.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { Lineup } from '../../domain/lineup.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { identifyPlayers } from '../identify-players.ts';
import { knownPlayers, learnPlayerIds } from '../known-players.ts';
import type { SideLineup } from './lineup-changes.ts';
import { type LineupOutcome, writeLineups } from './write-lineups.ts';

/** Keeps the line-up that a source told of a game, with who its players are, in one transaction. */
export async function keepToldLineup(
  db: Database,
  { game, source, lineup, runId }: { game: GameToSeed; source: string; lineup: Lineup; runId: string },
): Promise<LineupOutcome> {
  const teamIdOf = (side: string): number => (side === 'home' ? game.home.teamId : game.away.teamId);
  return db.transaction(async (tx) => {
    const told = lineup.sides.flatMap(({ side, players }) =>
      players.map((player, index) => ({
        ...player,
        side,
        place: player.order ?? index + 1,
        providerPlayerId: player.externalId,
        jerseyNumber: player.number ?? null,
        playerName: player.name.slice(0, 200),
        // A side is a team of the game, whatever the source calls it.
        providerTeamId: side,
        teamName: side,
      })),
    );
    const origin = { source, sportId: game.sportId };
    const known = await knownPlayers(tx, origin, told, teamIdOf);
    const identified = identifyPlayers(told, known, game.seasonYear);
    const sides = lineup.sides.map(
      ({ side, formation }): SideLineup => ({
        gameId: game.gameId,
        teamId: teamIdOf(side),
        kind: lineup.kind,
        source,
        formation: formation?.slice(0, 20) ?? null,
        toldAtMs: lineup.observedAtMs,
        players: identified
          .filter((player) => player.side === side)
          .map(({ subject, playerId, playerName, isStarter, position, number, place }) => ({
            subject: subject.slice(0, 60),
            playerId,
            playerName,
            isStarter,
            position: position?.slice(0, 20) ?? null,
            shirtNumber: number?.slice(0, 10) ?? null,
            place,
          })),
      }),
    );
    const { startersPerSide } = SPORT_FACTS[game.sport];
    const outcome = await writeLineups(tx, sides, { startersPerSide, runId });
    await learnPlayerIds(tx, origin, identified);
    return outcome;
  });
}
