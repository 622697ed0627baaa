import { UnknownNameError, needKnown } from '../../../domain/unknown-name.ts';

/** A team as lists of teams have it. */
export type ListedTeam = {
  id: number;
  name: string;
  league: string;
  text_id: string | null;
  abbreviation: string | null;
  known_names: readonly string[];
  aliases: readonly string[];
};

/** A name that several teams have; the message names them. */
export class AmbiguousTeamError extends UnknownNameError {
  override readonly name = 'AmbiguousTeamError';
}

/**
 * The one of these teams that a name, an abbreviation or an id means, in any case. Throws UnknownNameError where it is
 * nobody's, or several teams'.
 */
export function ratedTeamNamed<Team extends ListedTeam>(
  teams: readonly Team[],
  { team, league }: { team: string; league?: string | undefined },
): Team {
  const among = league === undefined ? teams : teams.filter((one) => one.league === league);
  const wanted = team.trim().toLowerCase();
  const meant = among.filter((one) => namesOf(one).some((name) => name.toLowerCase() === wanted));
  const [one, other] = meant;
  if (one === undefined) {
    const what = `team${league === undefined ? '' : ` of ${league}`}`;
    needKnown('team', what, team, among.flatMap(namesOf));
    throw new UnknownNameError('team', `"${team}" is no ${what}`, 'Use its full name.');
  }
  if (other !== undefined) throw several(team, meant, league);
  return one;
}

function namesOf(team: ListedTeam): string[] {
  const { id, name, text_id: textId, abbreviation, known_names: known, aliases } = team;
  return [name, textId ?? '', abbreviation ?? '', ...known, ...aliases, String(id)].filter(
    (one) => one !== '',
  );
}

function several(team: string, meant: readonly ListedTeam[], league: string | undefined): AmbiguousTeamError {
  const names = meant.map((one) => `${one.name} (${one.league})`).join(', ');
  const remedy =
    league === undefined && new Set(meant.map((one) => one.league)).size > 1
      ? 'Name the league as well, or use the full name.'
      : `Use its id: ${meant.map(({ id, name }) => `${id} for ${name}`).join(', ')}.`;
  return new AmbiguousTeamError('team', `"${team}" means several teams: ${names}`, remedy);
}
