import type { MatchBox, ScoredGoal } from './box-score.ts';
import { clubRow } from './fixture-rows.ts';
import type { MatchResult, SideName } from './match-result.ts';
import { type Footballer, shortName } from './squads.ts';

type EventRow = {
  time: { elapsed: number; extra: number | null };
  team: ReturnType<typeof clubRow>;
  player: { id: number | null; name: string | null };
  assist: { id: number | null; name: string | null };
  type: string;
  detail: string;
  comments: string | null;
};

const NOBODY = { id: null, name: null };
const GOAL_DETAILS = { normal: 'Normal Goal', penalty: 'Penalty', own: 'Own Goal' } as const;

/** What happened up to a minute, in order. An own goal stands under the side that it counts for, as recorded. */
export function eventRows(box: MatchBox, result: MatchResult, upToMinute: number): EventRow[] {
  const rows: EventRow[] = [];
  for (const goal of box.goals) rows.push(goalRow(goal, box));
  for (const side of [box.home, box.away]) {
    const team = clubRow(side.clubId);
    for (const { minute, player, kind } of side.sheet.cards) {
      const detail = kind === 'yellow' ? 'Yellow Card' : 'Red Card';
      rows.push({
        ...at(minute),
        team,
        player: named(player),
        assist: NOBODY,
        type: 'Card',
        detail,
        comments: 'Foul',
      });
    }
    for (const [index, { minute, off, on }] of side.sheet.substitutions.entries()) {
      const detail = `Substitution ${index + 1}`;
      rows.push({
        ...at(minute),
        team,
        player: named(off),
        assist: named(on),
        type: 'subst',
        detail,
        comments: null,
      });
    }
  }
  rows.push(...shootoutRows(box, result));
  return rows
    .filter(({ time }) => time.elapsed <= upToMinute)
    .sort(
      (one, other) =>
        one.time.elapsed - other.time.elapsed || (one.time.extra ?? 0) - (other.time.extra ?? 0),
    );
}

function goalRow({ side, minute, extra, kind, scorer, assist }: ScoredGoal, box: MatchBox): EventRow {
  return {
    time: { elapsed: minute, extra },
    team: clubRow(box[side].clubId),
    player: named(scorer),
    assist: assist ? named(assist) : NOBODY,
    type: 'Goal',
    detail: GOAL_DETAILS[kind],
    comments: null,
  };
}

/** Kicks of a shoot-out look like goals; only the comment tells them apart. */
function shootoutRows(box: MatchBox, { shootout }: MatchResult): EventRow[] {
  const kicksOf = (side: SideName): EventRow[] =>
    (shootout?.[side] ?? []).flatMap((isScored, index) => {
      const taker = box.takers[side][index];
      if (!taker) return [];
      return [
        {
          time: { elapsed: 120, extra: index + 1 },
          team: clubRow(box[side].clubId),
          player: named(taker),
          assist: NOBODY,
          type: 'Goal',
          detail: isScored ? 'Penalty' : 'Missed Penalty',
          comments: 'Penalty Shootout',
        },
      ];
    });
  return [...kicksOf('home'), ...kicksOf('away')];
}

function at(minute: number): { time: EventRow['time'] } {
  return { time: { elapsed: minute, extra: null } };
}

function named(player: Footballer): { id: number; name: string } {
  return { id: player.id, name: shortName(player) };
}
