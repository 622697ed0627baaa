import { singleQuoted } from '../../domain/shell-command.ts';
import type { Candidates, CompletionPlace } from './completion-model.ts';

/**
 * The tables that the completions of bash and zsh look things up in, as three functions in the syntax that both
 * share: `_scoracle_is_place PATH`; `_scoracle_words PLACE`, what may follow, into `values` and `about`; and
 * `_scoracle_values PLACE OPTION`, which fails for an option without a value. `kind` is `words`, `file` or
 * `anything`.
 */
export function lookupTables(places: readonly CompletionPlace[], hasDescriptions: boolean): string {
  return [
    '_scoracle_is_place() {',
    '  case "$1" in',
    `    ${places.flatMap(({ path }) => (path === '' ? [] : singleQuoted(path))).join(' | ')}) return 0 ;;`,
    '  esac',
    '  return 1',
    '}',
    '_scoracle_words() {',
    '  kind=words',
    '  case "$1|$2" in',
    ...places.flatMap((place) => wordCases(place, hasDescriptions)),
    '  esac',
    '}',
    '_scoracle_values() {',
    '  case "$1|$2" in',
    ...valueCases(places),
    '    *) return 1 ;;',
    '  esac',
    '}',
  ].join('\n');
}

/** What may follow at a place: what is no option, where there is such a thing, and the options. */
function wordCases({ path, commands, options, argument }: CompletionPlace, isDescribed: boolean): string[] {
  const described = options.flatMap(({ flags, description }) => flags.map((name) => ({ name, description })));
  const isArgument = commands.length === 0 && argument !== undefined;
  return [
    `    ${singleQuoted(`${path}|options`)}) ${describedWords(described, isDescribed)} ;;`,
    ...(commands.length > 0
      ? [`    ${singleQuoted(`${path}|words`)}) ${describedWords(commands, isDescribed)} ;;`]
      : []),
    ...(isArgument ? [`    ${singleQuoted(`${path}|words`)}) ${assignment(argument)} ;;`] : []),
  ];
}

function valueCases(places: readonly CompletionPlace[]): string[] {
  const keys = new Map<string, string[]>();
  for (const { path, options } of places) {
    for (const { flags, value } of options) {
      if (value === undefined) continue;
      const same = keys.get(assignment(value)) ?? [];
      same.push(...flags.map((flag) => singleQuoted(`${path}|${flag}`)));
      keys.set(assignment(value), same);
    }
  }
  return [...keys].map(([words, cases]) => `    ${cases.join(' | ')}) ${words} ;;`);
}

function describedWords(
  words: readonly { name: string; description: string }[],
  isDescribed: boolean,
): string {
  const values = `values=(${words.map(({ name }) => singleQuoted(name)).join(' ')})`;
  if (!isDescribed) return values;
  const about = words.map(({ name, description }) => singleQuoted(`${name}  -- ${description}`));
  return `${values} about=(${about.join(' ')})`;
}

function assignment(candidates: Candidates): string {
  if (typeof candidates === 'string') return `kind=${candidates}`;
  return `kind=words values=(${candidates.map(singleQuoted).join(' ')})`;
}
