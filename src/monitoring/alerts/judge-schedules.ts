import { shellWord } from '../../domain/shell-command.ts';
import type { HeldCancellations } from '../facts/refreshes.ts';
import type { Finding } from './alert.ts';
import { WARNING, plural } from './finding-forms.ts';

/** Leagues whose list has shrunk by more than leagues call off: it is not known yet whether those games are played. */
export function judgeHeldCancellations(held: readonly HeldCancellations[]): Finding[] {
  return held.map(({ league, games, warning }) => ({
    ...WARNING,
    key: `cancellations_held:${league}`,
    kind: 'cancellations_held',
    isUrgent: true,
    count: games,
    title: `${league}: ${plural(games, 'game is', 'games are')} not listed any more`,
    detail: `None of them was cancelled. ${warning}`.trim(),
    remedy:
      'Look them up elsewhere. Where the provider lists them again, this ends by itself; where they are off, confirm it by this command.',
    command: `refresh-schedules --league ${shellWord(league)} --confirm-cancellations`,
    path: '/',
  }));
}
