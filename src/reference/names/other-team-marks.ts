import { plainForm } from './name-forms.ts';

/**
 * Words that make another team of a club's name: its second, youth, academy or women's team. Sources: the names of
 * reserve teams in MLS Next Pro, the Primera Federación, the Regionalliga, Jong teams and UEFA's youth and women's
 * competitions.
 */
const MARKS = new Set(
  (
    'ii iii iv reserve reserves reservas riserve amateure castilla jong fabril mestalla vetusta promesas ' +
    'primavera juvenil youth academy akademie academia juniors junioren jugend under espoirs ' +
    'women womens woman ladies girls frauen damen femenino femenina femeni feminin feminine feminines feminas ' +
    'femminile fem wfc lfc'
  ).split(' '),
);

/** The same as the last word only, where one letter or digit cannot belong to a name that is spelt out. */
const LAST_MARKS = new Set(['b', 'c', 'w', '2', '3', 'atletic']);

/** Second teams that go by words of their club in another order or with one more. */
const NAMED_SECOND_TEAMS = ['bilbao athletic', 'atletico madrileno', 'betis deportivo', 'celta fortuna'];

/** Under-age teams: `U21`, `U 19`, `Sub 23`. */
const UNDER_AGE = /\b(?:u|sub|under) ?-?(?:1[4-9]|2[0-3])\b/;

/** The words of a name that show it to be a club's second, youth or women's team; undefined when there are none. */
export function otherTeamMark(name: string): string | undefined {
  const plain = plainForm(name);
  const underAge = UNDER_AGE.exec(plain)?.[0];
  if (underAge !== undefined) return underAge;
  const named = NAMED_SECOND_TEAMS.find((team) => plain.includes(team));
  if (named !== undefined) return named;
  if (isMarkedInBrackets(name)) return name.slice(name.search(/[([]/)).trim();
  const words = plain.split(' ');
  if (words.length < 2) return undefined;
  return words.find((word, index) => MARKS.has(word) || (index === words.length - 1 && LAST_MARKS.has(word)));
}

/** True for a name with a single letter in brackets, which stands for the women's or another team: `Arsenal (W)`. */
export function isMarkedInBrackets(name: string): boolean {
  return /[([]\s*[a-z]\s*[)\]]/i.test(name);
}
