import { type Command, Option } from 'commander';
import { QUERIES, type NamedQuery, needQuery } from '../../analytics/queries/query-catalog.ts';
import { PARAMETERS } from '../../analytics/queries/query-parameters.ts';
import type { QueryAnswer } from '../../analytics/queries/run-query.ts';
import type { CommandContext } from '../context.ts';
import { joinSections } from '../output/sections.ts';
import { instantWords } from '../output/time-words.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type Options = Readonly<Record<string, string | boolean | undefined>>;

/** `queries list` and `queries run NAME`: the named questions, each a file of SQL. */
export function registerQueries(program: Command, context: CommandContext): void {
  const queries = program
    .command('queries')
    .description('Named questions of betting: edges, trends, moves, rest, meetings, props, closing value.')
    .addHelpText(
      'after',
      examples('queries list', 'queries run ats-trends --league NBA --situation back_to_back'),
    );
  queries
    .command('list')
    .description('The questions, with what each takes.')
    .addHelpText('after', examples('queries list'))
    .action(() => {
      const items = QUERIES.map(({ name, title, meaning, parameters, required }) => ({
        name,
        title,
        meaning,
        parameters,
        required,
      }));
      context.finish({ document: { items }, render: (view) => listTable(items, view) });
    });
  registerRun(queries, context);
}

function registerRun(queries: Command, context: CommandContext): void {
  const run = queries
    .command('run')
    .description('Ask one of the questions.')
    .argument('<name>', 'which one: queries list has their names');
  for (const [name, parameter] of Object.entries(PARAMETERS)) {
    const option = new Option(`--${name.replaceAll('_', '-')} <value>`, wordsOf(parameter));
    run.addOption('choices' in parameter ? option.choices([...parameter.choices]) : option);
  }
  run
    .addHelpText(
      'after',
      examples(
        'queries run edges --league NBA',
        'queries run head-to-head --league NBA --team Lakers --opponent Celtics --last 5',
      ),
    )
    .action(async (name: string, options: Options) => {
      const query = needQuery(name);
      const { runQuery } = await import('../../analytics/queries/run-query.ts');
      const answer = await context.withServices(async ({ app }) => {
        const leagues = await app.leagueRegister.current();
        const names = { leagues, teamsOf: (league: string) => app.teamService.list({ league }) };
        const now = new Date(app.clock.nowMs());
        return runQuery(app.database.db, names, { query, given: givenOf(options), now });
      });
      context.finish({ document: answer, render: (view) => answerTable(answer, view) });
    });
}

function wordsOf(parameter: { meaning: string; default?: string }): string {
  return parameter.default === undefined ? parameter.meaning : `${parameter.meaning} (${parameter.default})`;
}

/** Options by the names that the SQL has for them. */
function givenOf(options: Options): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.keys(PARAMETERS).map((name) => {
      const value = options[name.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())];
      return [name, typeof value === 'string' ? value : undefined];
    }),
  );
}

function listTable(
  items: readonly Pick<NamedQuery, 'name' | 'meaning' | 'parameters' | 'required'>[],
  view: View,
): string {
  return view.table(
    [
      { title: 'NAME', text: (row) => row.name },
      { title: 'TELLS', text: (row) => row.meaning, yields: 1, minWidth: 20 },
      {
        title: 'TAKES',
        text: (row) => row.parameters.map((one) => (row.required.includes(one) ? one : `[${one}]`)).join(' '),
        yields: 2,
        minWidth: 16,
      },
    ],
    items,
    '',
  );
}

function answerTable({ items, n, data_as_of: asOf }: QueryAnswer, view: View): string {
  const names = Object.keys(items[0] ?? {}).filter((name) => name !== 'data_as_of');
  const table = view.table(
    names.map((name, index) => ({
      title: name.replaceAll('_', ' ').toUpperCase(),
      text: (row: QueryAnswer['items'][number]) => cellWords(row[name]),
      isOptional: index > 7 && name !== 'n',
    })),
    items,
    'No rows: nothing of that is known.',
  );
  return joinSections(table, asOf === null ? `n = ${n}` : `n = ${n}; data as of ${instantWords(asOf)}`);
}

/** A value of a row in a cell. */
function cellWords(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return instantWords(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
