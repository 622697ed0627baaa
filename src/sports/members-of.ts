type Member = { conference: string; division: string };

/** Teams by division, `East Atlantic` or `AFC North`: the first word is the conference; names by commas. */
export function membersOf(divisions: Readonly<Record<string, string>>): ReadonlyMap<string, Member> {
  return new Map(
    Object.entries(divisions).flatMap(([division, teams]) =>
      teams
        .split(',')
        .map((team): [string, Member] => [
          team.trim(),
          { division, conference: division.split(' ')[0] ?? '' },
        ]),
    ),
  );
}
