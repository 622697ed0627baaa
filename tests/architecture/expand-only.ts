/** Tables and columns that a migration itself makes: what it says of those concerns no older version. */
type Made = {
  tables: ReadonlySet<string>;
  columns: ReadonlySet<string>;
  constraints: ReadonlySet<string>;
  lifted: ReadonlySet<string>;
};

/**
 * What in a migration would break an older version that keeps running beside it, in words. Taken away, renamed or
 * narrowed is whatever that version may still write or rely upon; new tables, columns with a default and plain
 * indexes are not.
 */
export function contractions(migration: string): string[] {
  const statements = statementsOf(migration);
  const made: Made = {
    tables: found(
      statements,
      /^create (?:(?:unlogged )?table|materialized view) (?:if not exists )?"?(\w+)"?/g,
    ),
    columns: found(statements, /\badd column (?:if not exists )?"?(\w+)"?/g),
    constraints: found(statements, /\badd constraint "?(\w+)"?/g),
    lifted: found(statements, /\bdrop constraint (?:if exists )?"?(\w+)"?/g),
  };
  return statements.flatMap((statement) => {
    const problem = problemOf(statement, made);
    return problem === undefined ? [] : [`${problem}: ${statement.slice(0, 160)}`];
  });
}

function problemOf(statement: string, made: Made): string | undefined {
  const [, dropped] = /^drop (?!index)(\w+(?: view)?)/.exec(statement) ?? [];
  if (dropped) return `drops a ${dropped}`;
  const [, index] = /^drop index (?:concurrently )?(?:if exists )?"?(\w+)"?/.exec(statement) ?? [];
  if (index?.startsWith('unique_')) return 'drops what upserts of older versions lean on';
  if (/^truncate\b/.test(statement)) return 'empties a table';
  const [, indexed] = /^create unique index .*? on (?:only )?"?(\w+)"?/.exec(statement) ?? [];
  if (indexed && !made.tables.has(indexed)) return 'makes unique what older versions may write twice';
  const [, altered] =
    /^alter table (?:only )?(?:if exists )?(?:"?public"?\.)?"?(\w+)"?/.exec(statement) ?? [];
  return altered && !made.tables.has(altered) ? problemOfAltered(statement, made) : undefined;
}

/** An `alter table` of a table that older versions know. */
function problemOfAltered(statement: string, made: Made): string | undefined {
  if (/\brename\b/.test(statement)) return 'renames';
  if (/\bdrop column\b/.test(statement)) return 'drops a column';
  if (/\balter column\b.*\b(type|set not null|drop default)\b/.test(statement)) return 'narrows a column';
  if (/\badd column\b.*\bnot null\b/.test(statement) && !/\b(default|generated)\b/.test(statement))
    return 'adds a column that older versions leave empty';
  const [, lifted] = /\bdrop constraint (?:if exists )?"?(\w+)"?/.exec(statement) ?? [];
  if (lifted && !made.constraints.has(lifted)) return 'drops a constraint and puts none in its place';
  const [, name, rule = ''] = /\badd constraint "?(\w+)"? (.*)$/.exec(statement) ?? [];
  // Dropped and added again under its name is a widened rule, which only people can judge.
  if (name === undefined || made.lifted.has(name)) return undefined;
  const columns = rule.startsWith('foreign key')
    ? found([rule.slice(0, rule.indexOf(')'))], /"(\w+)"/g)
    : found([rule], /"\w+"\."(\w+)"/g);
  const isOfNewColumns = columns.size > 0 && [...columns].every((column) => made.columns.has(column));
  return isOfNewColumns ? undefined : 'adds a rule that older versions do not keep';
}

/** The statements of a migration in small letters and one line each, without comments and bodies of functions. */
function statementsOf(migration: string): string[] {
  return migration
    .replace(/--.*$/gm, '')
    .replace(/(\$\w*\$)[\s\S]*?\1/g, "''")
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim().toLowerCase())
    .filter((statement) => statement !== '');
}

function found(texts: readonly string[], pattern: RegExp): Set<string> {
  return new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')));
}
