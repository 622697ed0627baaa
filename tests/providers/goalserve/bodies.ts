/** Small feeds, written for tests. */

type Player = { id: string; more?: Record<string, string> };

function player({ id, more = {} }: Player): Record<string, string> {
  return { id, name: `Pat Number-${id}`, pos: 'G', minutes: '20:30', points: '2', plus_minus: '+3', ...more };
}

const five = (first: number): Player[] =>
  Array.from({ length: 5 }, (_, index) => ({ id: String(first + index) }));

export function match(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: '400',
    date: 'Nov 05',
    formatted_date: '05.11.2025',
    time: '7:00 PM',
    datetime_utc: '06.11.2025 00:00',
    status: 'Finished',
    hometeam: {
      id: '1',
      name: 'Boston Celtics',
      totalscore: '110',
      q1: '30',
      q2: '30',
      q3: '25',
      q4: '25',
      ot: '',
    },
    awayteam: {
      id: '2',
      name: 'Miami Heat',
      totalscore: '101',
      q1: '20',
      q2: '30',
      q3: '26',
      q4: '25',
      ot: '',
    },
    ...more,
  };
}

export function withBox(starters = five(10)): Record<string, unknown> {
  const side = (first: readonly Player[], bench: string) => ({
    starters: { player: first.map(player) },
    bench: { player: player({ id: bench }) },
  });
  return match({ player_stats: { hometeam: side(starters, '30'), awayteam: side(five(20), '31') } });
}

export function scores(...matches: unknown[]): string {
  const category = { name: 'USA: NBA', match: matches.length === 1 ? matches[0] : matches };
  return JSON.stringify({ scores: { category } });
}
