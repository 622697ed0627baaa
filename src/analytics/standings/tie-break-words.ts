import type { TieBreak } from '../../sports/standings-rules.ts';

/** What people read of the comparison that parted teams that were level. */
export const TIE_BREAK_WORDS: Readonly<Record<TieBreak, string>> = {
  wins: 'more wins',
  head_to_head: 'games between them',
  head_to_head_sweep: 'a sweep of the others',
  head_to_head_points: 'points between them',
  head_to_head_difference: 'goal difference between them',
  head_to_head_goals: 'goals between them',
  head_to_head_away_goals: 'away goals between them',
  difference: 'difference',
  points_for: 'scored in all',
  away_goals: 'scored away',
  away_wins: 'wins away',
  division_leader: 'first of a division',
  division_record: 'record in the division',
  conference_record: 'record in the conference',
  common_opponents: 'record against common opponents',
  common_opponents_of_four_games: 'record against common opponents',
  playoff_teams_of_conference: 'record against play-off teams of the conference',
  playoff_teams_of_other_conference: 'record against play-off teams of the other conference',
  strength_of_victory: 'strength of victory',
  strength_of_schedule: 'strength of schedule',
  ranking_in_conference: 'points scored and allowed in the conference',
  ranking_in_league: 'points scored and allowed in the league',
  difference_against_common_opponents: 'difference against common opponents',
  difference_in_conference: 'difference in the conference',
};

/** The words for a stored reason; the reason itself where a later version has written it. */
export function reasonWords(row: { decided_by: string | null; is_shared: boolean }): string {
  if (row.is_shared) return 'undecided: nothing parts them';
  if (row.decided_by === null) return '';
  return Object.entries(TIE_BREAK_WORDS).find(([name]) => name === row.decided_by)?.[1] ?? row.decided_by;
}

/** How a season parts teams that are level, in a sentence. */
export function orderWords({
  order,
  source,
  beyond,
}: {
  order: readonly TieBreak[];
  source: string | null;
  beyond: string | null;
}): string {
  const by = order.map((one) => TIE_BREAK_WORDS[one]).join(', ');
  const then = beyond === null ? '' : `; then ${beyond}`;
  return `Level teams stand by ${by}${then}. ${source === null ? 'Unsourced for this season: the order of later ones.' : `Source: ${source}.`}`;
}
