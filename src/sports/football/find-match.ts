import { DateTime } from 'luxon';
import type { FootballBoxScore, FootballGame } from '../../domain/football-lines.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import type { CallContext } from '../../providers/client/provider-call.ts';
import type { FootballBoxScorePort } from '../../providers/ports.ts';
import { pickGame } from '../../reference/identities/pick-game.ts';
import { type TeamRecogniser, sideMatcher } from '../../reference/teams/team-recogniser.ts';
import { areOfBothSides } from '../line-owners.ts';
import type { MatchIds } from './match-ids.ts';

/** Where matches are found: a provider, the names of teams, and the ids that are known of matches. */
export type MatchSource = {
  client: FootballBoxScorePort;
  teamsOf: TeamRecogniser;
  matchIds: MatchIds;
};

/** An answer of some minutes ago is enough for who has never been seeded, and for a sweep over games long over. */
export async function lookAt(
  { client, matchIds }: MatchSource,
  game: GameToSeed,
  providerGameId: string,
  context: CallContext,
): Promise<FootballBoxScore | undefined> {
  const { siblingIds, isSeeded } = game;
  if (siblingIds !== undefined) {
    return client.boxScore(providerGameId, context, { isEnough: isWhole, siblings: siblingIds });
  }
  const due = context.priority === 'first_pass' ? await matchIds.dueTogether(game) : [];
  return client.boxScore(providerGameId, context, {
    ...(due.length > 0 ? { siblings: due } : {}),
    // Who asks again wants to know what the provider says now.
    ...(isSeeded || context.doubtsFinals === true ? {} : { isEnough: isWhole }),
  });
}

/** The match as the provider has it; ids that are not known are learnt on the way. */
export async function findMatch(
  source: MatchSource,
  game: GameToSeed,
  context: CallContext,
): Promise<FootballGame | undefined> {
  const known = game.providerGameId ?? (await source.matchIds.find(game, context));
  if (known !== undefined) {
    const boxScore = await lookAt(source, game, known, context);
    if (boxScore) return boxScore.game;
  }
  // Only the id is wanted of a slate: the match itself says how it stands, and has its lines with it.
  const found = await findInSlates(source, game, context, () => true);
  if (!found) return undefined;
  return (await lookAt(source, game, found.providerGameId, context))?.game ?? found;
}

/** Looks for a match in the slates around its day; `isEnough` says whether an older slate still serves. */
export async function findInSlates(
  { client, teamsOf }: MatchSource,
  game: GameToSeed,
  context: CallContext,
  isEnough: (found: FootballGame) => boolean,
): Promise<FootballGame | undefined> {
  const leagueId = game.leagueExternalId ?? client.leagueIdOf?.(game.leagueName);
  if (leagueId === undefined) throw leagueNotKnown(game);
  const isSide = await sideMatcher(teamsOf, game.leagueName);
  const pick = (slate: readonly FootballGame[]): FootballGame | undefined =>
    pickGame(
      game,
      slate.filter((candidate) => candidate.providerLeagueId === leagueId),
      isSide,
    );
  const day = DateTime.fromMillis(game.tipOffMs, { zone: 'utc' });
  // The kick-off's own day nearly always has it; its neighbours hold matches that were moved by some hours.
  for (const offset of [0, 1, -1]) {
    const date = day.plus({ days: offset }).toISODate();
    if (date === null) throw new RangeError(`game ${game.gameId} has an impossible kick-off`);
    const slate = await client.gamesOn(date, context, {
      isEnough: (games) => {
        const candidate = pick(games);
        return candidate !== undefined && isEnough(candidate);
      },
    });
    const found = pick(slate);
    if (found) return found;
  }
  return undefined;
}

/** A final match with all of its lines, on both sides, does not get better within minutes. */
export function isWhole({ game, playerLines, teamLines, refused }: FootballBoxScore): boolean {
  return (
    game.status === 'completed' &&
    refused.length === 0 &&
    areOfBothSides(playerLines, game) &&
    areOfBothSides(teamLines, game)
  );
}

/** No call can tell which of a day's matches are those of a league whose id is not known. */
function leagueNotKnown({ sport, leagueName }: GameToSeed): ProviderError {
  const options = { '--sport': sport, '--league': leagueName, '--id': 'PROVIDER=ID' };
  return new ProviderError(
    `No id of ${leagueName} at the provider is known: tell it, and retry the task. ${scoracleCommand('leagues update', { options })}`,
    { kind: 'bad_request', host: '', endpoint: '' },
  );
}
