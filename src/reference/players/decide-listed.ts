import type { Executor } from '../../db/database.ts';
import { type OurPlayer, type PlayerDecision, decidePlayer, withoutRivals } from './decide-player.ts';
import { loadMates } from './our-players.ts';
import type { ListedPlayer } from './listed-player.ts';
import { type Figures, type MetIn, hasSameFigures, linesInGame } from './same-figures.ts';

export type DecidedPlayer = { their: ListedPlayer; decision: PlayerDecision };

/** Whose list it is, and in which season and game. */
export type Meeting = {
  sportId: number;
  provider: string;
  seasonYear?: number | undefined;
  game?: MetIn | undefined;
};

/** Decides who the players of a provider's list are, whom it has given no id that is known. */
export async function decideListed(
  tx: Executor,
  { sportId, provider, seasonYear, game }: Meeting,
  listed: readonly ListedPlayer[],
): Promise<readonly DecidedPlayer[]> {
  const mates = await loadMates(tx, {
    sportId,
    provider,
    teamIds: listed.map(({ teamId }) => teamId),
    gameId: game?.gameId,
    externalIds: listed.map(({ externalId }) => externalId),
  });
  const allMates = listed.flatMap(({ teamId }) => mates.ofTeam(teamId).map(({ id }) => id));
  const lines = game ? await linesInGame(tx, game, [...new Set(allMates)]) : new Map<number, Figures>();
  return withoutRivals(
    listed.map((their) => {
      const ours = mates
        .ofTeam(their.teamId)
        .filter(({ id }) => !mates.isKnownWrong(their.externalId, id))
        .map((player) => withFigures(player, their.figures, lines.get(player.id)));
      const theirs = {
        name: fullNameOf(their),
        birthDate: their.facts?.birthDate ?? null,
        jerseyNumber: their.facts?.jerseyNumber ?? null,
        seasonYear: their.seasonYear ?? seasonYear ?? null,
        fromYear: their.facts?.fromYear ?? null,
      };
      return { their, decision: decidePlayer(theirs, ours) };
    }),
  );
}

function withFigures(player: OurPlayer, theirs: Figures | undefined, ours: Figures | undefined): OurPlayer {
  if (theirs === undefined || ours === undefined) return player;
  return { ...player, hasSameFigures: hasSameFigures(theirs, ours) };
}

export function fullNameOf({ firstName, lastName }: Pick<ListedPlayer, 'firstName' | 'lastName'>): string {
  return `${firstName} ${lastName}`.trim().slice(0, 200);
}
