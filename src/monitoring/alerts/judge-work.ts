import { scoracleCommand, shellWord } from '../../domain/shell-command.ts';
import { type Verdict, ok, warn } from '../doctor/finding.ts';
import type { WorkTrouble } from '../facts/work-trouble.ts';
import type { AlertKind, Finding } from './alert.ts';
import { WARNING, plural } from './finding-forms.ts';

const MINUTE_MS = 60_000;

type Form = {
  alert: AlertKind;
  /** How long it must last: a worker that restarts, or a burst, is no reason to tell anybody. */
  lastsMs: number;
  title: (items: string, kind: string) => string;
  remedy: string;
};

const FORMS: Readonly<Record<WorkTrouble['trouble'], Form>> = {
  failed: {
    alert: 'work_failed',
    lastsMs: 0,
    title: (items, kind) => `${items} of the work ${kind} failed for good`,
    remedy: 'Correct what the error names, then retry them; cancel those that are not needed any more.',
  },
  overdue: {
    alert: 'work_overdue',
    lastsMs: 10 * MINUTE_MS,
    title: (items, kind) => `${items} of the work ${kind} are due, and no worker takes them`,
    remedy:
      'See that a worker that takes the queue work is alive (`scheduler status`) and not busy with something else.',
  },
  unknown_kind: {
    alert: 'work_unknown_kind',
    lastsMs: 10 * MINUTE_MS,
    title: (items, kind) => `${items} are of the kind ${kind}, which no worker knows`,
    remedy:
      'Start a worker of the version that has this kind of work, or cancel the items where it is not done any more.',
  },
};

/** Durable work in trouble, an alert for each kind. Pure. */
export function judgeWork(troubles: readonly WorkTrouble[]): Finding[] {
  return troubles.map(({ kind, trouble, items, since, example }) => {
    const { alert, lastsMs, title, remedy } = FORMS[trouble];
    return {
      ...WARNING,
      key: `${alert}:${kind}`,
      kind: alert,
      lastsMs,
      count: items,
      since,
      title: title(plural(items, 'item', 'items'), kind),
      detail: `The newest: ${example}`,
      remedy,
      command: `work list --kind ${shellWord(kind)} ${trouble === 'failed' ? '--status failed' : '--overdue'}`,
      path: `/work?${new URLSearchParams({ kind, ...FILTERS[trouble] }).toString()}`,
    };
  });
}

const FILTERS: Readonly<Record<WorkTrouble['trouble'], Readonly<Record<string, string>>>> = {
  failed: { status: 'failed' },
  overdue: { overdue: 'true' },
  unknown_kind: { overdue: 'true' },
};

/** The same for doctor. */
export function examineWork(troubles: readonly WorkTrouble[]): readonly Verdict[] {
  if (troubles.length === 0) return [ok('no item has failed, is overdue or of a kind that no worker knows')];
  return troubles.map(({ kind, trouble, items, since, example }) => {
    const { title, remedy } = FORMS[trouble];
    const list = scoracleCommand('work list', {
      options: {
        '--kind': kind,
        ...(trouble === 'failed' ? { '--status': 'failed' } : { '--overdue': true }),
      },
    });
    return warn(
      `${title(plural(items, 'item', 'items'), kind)}, the first since ${since.toISOString()}; the newest: ${example}`,
      `${remedy} They are listed by: \`${list}\`.`,
    );
  });
}
