import type { GameStatus } from '../../domain/statuses.ts';

const PATTERNS: readonly (readonly [RegExp, GameStatus])[] = [
  // Before the tip-off the status may be the start itself, by a clock that is not told.
  [/^(not started|ns|tbd|tba|time tbd)?$/i, 'scheduled'],
  [/^\d{1,2}:\d{2}(\s*[ap]m)?$/i, 'scheduled'],
  [/^delayed$/i, 'scheduled'],
  [/^(finished|final|ft|aot|after over ?time|final\/\d?ot)$/i, 'completed'],
  [/^(postponed|postp\.?|ppd)$/i, 'postponed'],
  [/^(cancell?ed|cancl\.?|abandoned|aban\.?)$/i, 'cancelled'],
  [/^(suspended|susp\.?|interrupted)$/i, 'suspended'],
  [/^(awarded|walk ?over)$/i, 'awarded'],
  [
    /^([1-4](st|nd|rd|th) quarter|q[1-4]|half ?time|ht|break( time)?|over ?time|ot|in progress)$/i,
    'in_progress',
  ],
  [/^\d{1,3}(\+\d{0,2})?$/, 'in_progress'],
];

/** What a status says, which is a word, a minute, or the start itself; any other word claims nothing. */
export function goalserveStatus(text: string): {
  status: GameStatus;
  statusText: string;
  isStatusKnown: boolean;
} {
  const words = text.trim();
  const found = PATTERNS.find(([pattern]) => pattern.test(words));
  return {
    status: found?.[1] ?? 'scheduled',
    statusText: words || 'Not Started',
    isStatusKnown: found !== undefined,
  };
}
