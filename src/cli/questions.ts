import type { Question } from '../schedule/ingest-request.ts';
import { countWords, oneLine, plural } from './output/plain-text.ts';
import type { View } from './output/view.ts';

/** The command as it was given, with one more flag; ready for copying. */
export type CommandWith = (flag: string) => string;

/** Each question once, with the whole command that gives each of its answers; empty without any. */
export function questionsText(questions: readonly Question[], commandWith: CommandWith, view: View): string {
  if (questions.length === 0) return '';
  const title = `${plural(questions.length, 'question')}: the rows wait until one of these commands says how they are meant`;
  return [
    view.colors.yellow(title),
    ...questions.map((question) => questionText(question, commandWith, view)),
  ].join('\n');
}

function questionText(
  { code, detail, rows, lines, answers }: Question,
  commandWith: CommandWith,
  view: View,
) {
  const named = lines.slice(0, LINES_SHOWN).join(', ');
  const more = rows > LINES_SHOWN ? ', …' : '';
  const head = `${view.colors.bold(code)}  ${oneLine(detail)} (${plural(rows, 'row')}: ${named}${more})`;
  const ways = answers.flatMap(({ flag, meaning, fits }) => [
    `  ${oneLine(meaning)}${fits < rows ? ` (possible in ${countWords(fits)} of ${countWords(rows)} rows)` : ''}:`,
    `    ${commandWith(flag)}`,
  ]);
  return [head, ...ways].join('\n');
}

/** Lines that are named before "…". */
const LINES_SHOWN = 5;

/** Rows that need mending: those that wait for an answer are told as questions. */
export function withoutQuestions<Row extends { answers?: readonly unknown[] }>(rows: readonly Row[]): Row[] {
  return rows.filter(({ answers = [] }) => answers.length === 0);
}
