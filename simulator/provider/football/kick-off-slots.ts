/** A kick-off, as days after Friday and the league's own time. */
export type Slot = { day: number; hour: number; minute: number };

/** `day hour:minute xcount`, how many matches begin then; the rest goes into the last. */
const WEEKEND_SLOTS: Readonly<Record<string, string>> = {
  'Premier League': '0 20:00 x1, 1 12:30 x1, 1 17:30 x1, 2 14:00 x2, 2 16:30 x1, 1 15:00 x4',
  'La Liga':
    '0 21:00 x1, 1 14:00 x1, 1 16:15 x1, 1 18:30 x1, 1 21:00 x1, 2 14:00 x1, 2 16:15 x1, 2 18:30 x1, 2 21:00 x1, 3 21:00 x1',
  Bundesliga: '0 20:30 x1, 1 18:30 x1, 2 15:30 x1, 2 17:30 x1, 1 15:30 x5',
  'Serie A':
    '0 20:45 x1, 1 18:00 x1, 1 20:45 x1, 2 12:30 x1, 2 18:00 x1, 2 20:45 x1, 3 20:45 x1, 1 15:00 x1, 2 15:00 x2',
  'Ligue 1': '0 20:45 x1, 1 17:00 x1, 1 19:00 x1, 1 21:05 x1, 2 15:00 x1, 2 20:45 x1, 2 17:15 x3',
  'Major League Soccer': '2 16:00 x1, 2 19:00 x1, 1 20:30 x4, 1 22:30 x3, 1 19:30 x6',
};

/** Tuesday and Wednesday evening. */
const MIDWEEK_SLOTS = '4 20:00 x4, 5 20:00 x6';

/** On the last day all begin at the same minute. */
const LAST_ROUND = '2 16:00 x1';

/** The kick-offs of a round with `count` matches. */
export function kickOffSlots(
  leagueName: string,
  count: number,
  { isMidweek, isLast }: { isMidweek: boolean; isLast: boolean },
): Slot[] {
  const text = isLast ? LAST_ROUND : isMidweek ? MIDWEEK_SLOTS : (WEEKEND_SLOTS[leagueName] ?? LAST_ROUND);
  const slots = text.split(', ').flatMap((entry) => {
    const [, day, hour, minute, times] = /^(\d) (\d+):(\d+) x(\d+)$/.exec(entry) ?? [];
    const slot = { day: Number(day), hour: Number(hour), minute: Number(minute) };
    return Array.from({ length: Number(times) }, () => slot);
  });
  const last = slots.at(-1);
  return Array.from({ length: count }, (_, index) => slots[index] ?? last).filter(
    (slot) => slot !== undefined,
  );
}
