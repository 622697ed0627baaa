import type { Tonight } from '../monitoring/overview/tonight.ts';
import type { View } from './output/view.ts';

/** Whether tonight is safe, in the words of the dashboard, with every reason against it on a line of its own. */
export function tonightWords({ level, headline, reasons }: Tonight, { colors }: View): string {
  const color = { safe: colors.green, watch: colors.yellow, danger: colors.red }[level];
  return color([`${headline}.`, ...reasons.map((reason) => `  ${reason}`)].join('\n'));
}
