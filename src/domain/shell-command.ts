/** How the command line is called, wherever a text offers a command. */
export const INVOCATION = 'npm run -s scoracle --';

/**
 * A text with every command called by `commandLine` instead. `inForm` puts that into the form of the text, such as
 * escaped markup.
 */
export function asCalledHere(
  text: string,
  commandLine: string,
  inForm: (words: string) => string = (words) => words,
): string {
  return commandLine === INVOCATION ? text : text.replaceAll(INVOCATION, () => inForm(commandLine));
}

/** Words inside a JSON string. */
export function inJsonString(words: string): string {
  return JSON.stringify(words).slice(1, -1);
}

/** Words that every POSIX shell takes as they are. */
const PLAIN_WORD = /^[A-Za-z0-9_@%+:,./-]+$/;

/** What a terminal acts on, a page swallows or a reader cannot see: controls, formats, line and paragraph ends. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What `printf` and a shell take as it is, wherever it stands between quotes. */
const PLAIN_IN_FORMAT = /^[\p{L}\p{N}\p{M} _.,:/@+=-]$/u;

/**
 * A value as one word of a POSIX shell (sh, dash, bash, zsh): bare where that is safe, else in single quotes. The
 * word shows on one line whatever the value holds: control characters and invisible ones are written as octal
 * numbers, which `printf` turns back. No shell can hand over a NUL or half a surrogate pair: both become U+FFFD.
 * Line breaks at the very end of a value are lost. A value that begins with `-` is still taken for an option by
 * the program that gets it: `scoracleCommand` sees to that.
 */
export function shellWord(value: string | number): string {
  const text = String(value).toWellFormed().replaceAll('\0', '\uFFFD');
  if (PLAIN_WORD.test(text)) return text;
  if (!UNSHOWABLE.test(text)) return singleQuoted(text);
  const format = Array.from(text).map((character, index) =>
    PLAIN_IN_FORMAT.test(character) && !(index === 0 && character === '-') ? character : octal(character),
  );
  return `"$(printf '${format.join('')}')"`;
}

/** A text in single quotes, as sh, bash and zsh read it. For texts that are known to show on one line. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** What follows the name of a command; an option that is `undefined` or `false` is left out. */
export type CommandWords = {
  options?: Readonly<Record<`--${string}`, string | number | boolean | undefined>>;
  operands?: readonly (string | number)[];
};

/**
 * A command of the command line that can be copied into a POSIX shell and does what it shows, whatever the values
 * hold: `npm run -s scoracle -- teams alias add --alias 'Nott'\''m Forest'`. Values that begin with `-` stay values.
 */
export function scoracleCommand(name: string, words: CommandWords = {}): string {
  return `${INVOCATION} ${commandWords(name, words)}`;
}

/** The same without the call of the program, for texts that speak of a command by its name. */
export function commandWords(name: string, { options = {}, operands = [] }: CommandWords = {}): string {
  const shown = Object.entries(options).flatMap(([flag, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [flag];
    const text = String(value);
    return text.startsWith('-') ? [`${flag}=${shellWord(text)}`] : [flag, shellWord(text)];
  });
  const rest = operands.map(String);
  const guard = rest.some((operand) => operand.startsWith('-')) ? ['--'] : [];
  return [name, ...shown, ...guard, ...rest.map((operand) => shellWord(operand))].join(' ');
}

/** A character as the octal numbers of its UTF-8 bytes, in the escapes of `printf`. */
function octal(character: string): string {
  return Array.from(
    new TextEncoder().encode(character),
    (byte) => `\\${byte.toString(8).padStart(3, '0')}`,
  ).join('');
}
