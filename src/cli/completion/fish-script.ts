import type { Candidates, CompletionPlace } from './completion-model.ts';

/** The text that teaches fish to complete `scoracle`; see `completionScript`. */
export function fishScript(places: readonly CompletionPlace[], launch: readonly string[]): string {
  const withValue = places.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      value === undefined ? [] : flags.map((flag) => quote(`${path}|${flag}`)),
    ),
  );
  const paths = places.flatMap(({ path }) => (path === '' ? [] : quote(path)));
  return [
    `type -q scoracle; or function scoracle; ${launch.map(quote).join(' ')} $argv; end`,
    'function __scoracle_place',
    "    set -l place ''",
    '    set -l is_value 0',
    '    for word in (commandline -opc)[2..-1]',
    '        if test $is_value = 1',
    '            set is_value 0',
    '            continue',
    '        end',
    '        switch "$place|$word"',
    `            case ${withValue.join(' ')}`,
    '                set is_value 1',
    '                continue',
    '        end',
    '        set -l longer (string trim -- "$place $word")',
    '        switch $longer',
    `            case ${paths.join(' ')}`,
    '                set place $longer',
    '        end',
    '    end',
    '    echo $place',
    'end',
    'function __scoracle_at',
    '    test (__scoracle_place) = "$argv[1]"',
    'end',
    'complete -c scoracle -f',
    ...places.flatMap(placeLines),
    '',
  ].join('\n');
}

function placeLines({ path, commands, options, argument }: CompletionPlace): string[] {
  const here = `complete -c scoracle -n ${quote(`__scoracle_at ${quote(path)}`)}`;
  return [
    ...commands.map(({ name, description }) => `${here} -a ${quote(name)} -d ${quote(description)}`),
    ...(argument === undefined || commands.length > 0 ? [] : [`${here} ${candidateFlags(argument)}`]),
    ...options.map(({ flags, description, value }) => {
      const names = flags.map((flag) =>
        flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      );
      const taken =
        value === undefined ? '' : ` ${value === 'file' ? '-r -F' : `-x ${candidateFlags(value)}`}`;
      return `${here} ${names.join(' ')}${taken} -d ${quote(description)}`;
    }),
  ];
}

function candidateFlags(candidates: Candidates): string {
  if (candidates === 'file') return '-F';
  return candidates === 'anything' ? '' : `-a ${quote(candidates.map(quote).join(' '))}`;
}

/** A word that fish takes as it is. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
