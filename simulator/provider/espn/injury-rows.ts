import { pick, randomFor } from '../sampling.ts';
import type { AnswerContext } from '../simulated-api.ts';
import type { BoardLeague, BoardTeam } from './board-game.ts';

const DAY_MS = 86_400_000;
const STATUSES = ['Out', 'Questionable', 'Day-To-Day'] as const;
const PARTS = ['Knee', 'Ankle', 'Hamstring', "Coach's Decision"] as const;
/** Share of players who are reported on a day. */
const REPORTED_RATE = 0.06;

type Day = { seed: number; context: AnswerContext };

/** Who is reported today. Players have no id in this list but in the address of their page. */
export function injuryRows(board: BoardLeague, league: string, day: Day): object {
  const teams = board.teams(league).map((team) => ({
    id: team.id,
    displayName: team.name,
    injuries: rowsOf(board, team, day),
  }));
  return { status: 'success', injuries: teams.filter(({ injuries }) => injuries.length > 0) };
}

function rowsOf(board: BoardLeague, team: BoardTeam, { seed, context: { nowMs } }: Day): readonly object[] {
  const today = Math.floor(nowMs / DAY_MS);
  return board.playersOf(team).flatMap((player) => {
    // A player is out for three days at a time.
    const spell = Math.floor((today + Number(player.id)) / 3);
    const random = randomFor(seed, 'injury', player.id, spell);
    if (random() >= REPORTED_RATE) return [];
    const [status, part] = [pick(random, STATUSES), pick(random, PARTS)];
    return [
      {
        id: `${player.id}${spell % 100}`,
        status,
        date: `${new Date(today * DAY_MS).toISOString().slice(0, 16)}Z`,
        shortComment: `${player.name} (${part}) is ${status.toLowerCase()}.`,
        athlete: {
          displayName: player.name,
          links: [
            { rel: ['playercard'], href: `https://simulated.invalid/player/_/id/${player.id}/a-player` },
          ],
          position: { abbreviation: player.position },
        },
        details: { type: part, side: 'Not Specified' },
      },
    ];
  });
}
