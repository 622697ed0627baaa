import { settledWords, type SettledReason } from '../domain/source-difference.ts';
import { instantWords } from './output/time-words.ts';

/** A value with who says it. */
export function said(value: string | null, source: string | null): string {
  return `${value ?? 'nothing'}${source === null ? '' : ` (${source})`}`;
}

type Settled = { settled_at: Date | null; settled_because: SettledReason | null };

/** `open`, or since when and why it is settled. */
export function differenceStatus({ settled_at: at, settled_because: reason }: Settled): string {
  if (at === null) return 'open';
  return `settled ${instantWords(at)}${reason === null ? '' : `: ${settledWords(reason)}`}`;
}
