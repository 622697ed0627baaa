import { oneLine } from './output/plain-text.ts';
import { instantWithHint } from './output/time-words.ts';
import type { View } from './output/view.ts';

/** Whether a sport is seeded, in words; `isOff` where it is not enabled. */
export function pauseWords(pausedAt: Date | null, reason: string | null, view: View, isOff = false): string {
  if (pausedAt === null && isOff) return view.colors.dim('off (not in SPORTS_ENABLED)');
  if (pausedAt === null) return view.colors.green('seeding');
  const why = reason ? `, by ${oneLine(reason)}` : '';
  return view.colors.yellow(`paused since ${instantWithHint(pausedAt, view.nowMs)}${why}`);
}
