import { existsSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT, type SourceFile, type SyntaxNode, isNode } from './source-files.ts';

/** Files that are started, not imported: only they may do something when they are loaded. */
export const ENTRY_POINTS = [
  'src/app/compile-main.ts',
  'src/app/control-main.ts',
  'src/cli/main.ts',
  'src/platform/embedded-postgres/guard.ts',
  'simulator/demo.ts',
  'workers/main.ts',
  'simulator/main.ts',
] as const;

/** Hosts by which providers are known, now or later. */
const PROVIDER_HOSTS =
  /(api-sports\.io|rapidapi\.com|espn\.com|the-odds-api\.com|goalserve\.com|stats\.nba\.com|cdn\.nba\.com)/i;

/** drizzle's `alias` makes a column anew at each look at it; ours makes it once. */
export function slowAliases(files: readonly SourceFile[]): string[] {
  return findInNodes(files, (node, file) => {
    if (file.path === 'src/db/alias.ts' || node.type !== 'ImportDeclaration') return undefined;
    const { source, specifiers } = node;
    if (!isNode(source) || !literalText(source).startsWith('drizzle-orm') || !Array.isArray(specifiers))
      return undefined;
    const isAlias = specifiers.some((one) => isNode(one) && isNamed(one['imported'], 'alias'));
    return isAlias ? 'takes alias from drizzle: take it from db/alias.ts' : undefined;
  });
}

const VAGUE_NAMES = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'stuff', 'shared']);

/** Runs a rule over every node of every file and words what it finds. */
function findInNodes(
  files: readonly SourceFile[],
  rule: (node: SyntaxNode, file: SourceFile) => string | undefined,
): string[] {
  return files.flatMap((file) =>
    file.nodes.flatMap((node) => {
      const problem = rule(node, file);
      return problem === undefined ? [] : [`${file.path}:${file.lineOf(node.start)} ${problem}`];
    }),
  );
}

/** `process.env` is read in one place, so that every variable is known, checked and documented. */
export function environmentReaders(files: readonly SourceFile[]): string[] {
  return findInNodes(files, (node, file) =>
    isMember(node, 'process', 'env') && !file.path.startsWith('src/config/')
      ? 'touches process.env: only config/ does (use processEnvironment())'
      : undefined,
  );
}

/** A provider's address is named where it can be configured and where it is spoken to, nowhere else. */
export function providerHosts(files: readonly SourceFile[]): string[] {
  return findInNodes(files, (node, file) => {
    if (/^src\/(providers|config)\//.test(file.path)) return undefined;
    const match = PROVIDER_HOSTS.exec(literalText(node));
    return match ? `names the provider host ${match[0]}` : undefined;
  });
}

/** Named exports only: a thing has one name everywhere. And no file that only passes on what others own. */
export function exportForms(files: readonly SourceFile[]): string[] {
  return findInNodes(files, (node) => {
    if (node.type === 'ExportDefaultDeclaration') return 'has a default export: export by name';
    const isPassedOn = node.type === 'ExportAllDeclaration' || node.type === 'ExportNamedDeclaration';
    return isPassedOn && isNode(node['source'])
      ? 'exports what another file owns: import it from there'
      : undefined;
  });
}

/** Guards of the process itself, which measure real time whatever the application believes. */
const REAL_TIME_KEEPERS = ['src/app/process-life.ts'];

/** Time and chance are handed in, so that tests can hold them. */
export function hiddenInputs(files: readonly SourceFile[]): string[] {
  return findInNodes(files, (node, file) => {
    if (file.path.startsWith('src/platform/') || REAL_TIME_KEEPERS.includes(file.path)) return undefined;
    if (isMember(node, 'Date', 'now') || isMember(node, 'performance', 'now'))
      return 'reads the clock by itself';
    if (isMember(node, 'Math', 'random')) return 'draws chance by itself';
    const takesNothing = Array.isArray(node['arguments']) && node['arguments'].length === 0;
    if (node.type === 'NewExpression' && takesNothing && isNamed(node['callee'], 'Date'))
      return 'reads the clock by itself';
    const isLuxonNow =
      node.type === 'CallExpression' &&
      takesNothing &&
      ['now', 'utc', 'local'].some((method) => isMember(node['callee'], 'DateTime', method));
    return isLuxonNow ? 'reads the clock by itself' : undefined;
  });
}

/** Loading a file does nothing; only entry points act. */
export function workOnImport(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => !ENTRY_POINTS.some((entry) => entry === file.path))
    .flatMap((file) => {
      const [program] = file.nodes;
      const body = program && Array.isArray(program['body']) ? program['body'] : [];
      return body
        .filter((node): node is SyntaxNode => isNode(node) && node.type === 'ExpressionStatement')
        .map((node) => `${file.path}:${file.lineOf(node.start)} does something when it is imported`);
    });
}

/** Node finds a file only by its full name. */
export function brokenImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter((one) => one.isOwnFile && !existsSync(path.join(PROJECT_ROOT, one.target)))
      .map((one) => `${file.path}:${one.line} imports ${one.target}, which does not exist`),
  );
}

/** Where an item of durable work is written: one module owns its transitions. */
const LEDGER_WRITERS = /^src\/jobs\/ledger\//;

/** Who notes that the queue has a task's job: a column that is no part of its state. */
const ACKNOWLEDGERS = ['src/jobs/open-tasks.ts'];

/** Who may write where a game stands: what follows from its task, and what its lines say. */
const STANDING_WRITERS = ['src/jobs/ledger/game-standing.ts', 'src/seeding/game-standing.ts'];

const WRITES_LEDGER_TABLE = /(?:update|insert\s+into)\s+(?:only\s+)?"?(?:seeding_tasks|work_items)\b/i;
const ENDS_BEFORE_TABLE = /(?:update|insert\s+into)\s+$/i;
const LEDGER_TABLES = ['seedingTasks', 'workItems'];
const WRITES_STANDING = /update\s+games\b[^;]*?\bset\b[^;]*?\bseeding_status\s*=/is;

/** Only the ledger writes the tables of durable work: everybody else names a transition. */
export function ledgerWriters(files: readonly SourceFile[]): string[] {
  return findInNodes(files, (node, file) => {
    if (LEDGER_WRITERS.test(file.path) || ACKNOWLEDGERS.includes(file.path)) return undefined;
    const isText = WRITES_LEDGER_TABLE.test(literalText(node));
    const isBuilder =
      node.type === 'CallExpression' &&
      ['update', 'insert'].some((method) => isMethod(node['callee'], method)) &&
      Array.isArray(node['arguments']) &&
      LEDGER_TABLES.some((table) => isNamed((node['arguments'] as unknown[])[0], table));
    return isText || isBuilder || isTableInTemplate(node)
      ? 'writes a table of durable work: name a transition (jobs/ledger/write-transitions.ts)'
      : undefined;
  });
}

/** Where a game stands is written in two places, so that nobody else can call one completed. */
export function standingWriters(files: readonly SourceFile[]): string[] {
  return findInNodes(files, (node, file) => {
    if (STANDING_WRITERS.includes(file.path) || node.type !== 'TemplateLiteral') return undefined;
    const isText = WRITES_STANDING.test(file.text.slice(node.start, endOf(node)));
    return isText ? 'writes games.seeding_status: it follows from the transition of the task' : undefined;
  });
}

/** Where monitoring holds statements: its facts, the records of alerts, what prunes, and providers and their quota. */
const STATEMENTS_OF_MONITORING =
  /^src\/monitoring\/(facts|alerts\/records|quota|providers)\/|^src\/monitoring\/prune-records\.ts$/;

const READS_TABLES = /^\s*(?:select|with)\b/i;

/** A figure is defined once, in monitoring/facts/: health, doctor, alerts, metrics, reports and pages hold no SQL. */
export function statementsBesideFacts(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path: file }) => file.startsWith('src/monitoring/') && !STATEMENTS_OF_MONITORING.test(file))
    .flatMap((file) => {
      const imported = file.imports
        .filter(
          (one) => !one.isTypeOnly && /^drizzle-orm(\/|$)|^src\/db\/(rows\.ts|schema\/)/.test(one.target),
        )
        .map((one) => `${file.path}:${one.line} imports ${one.target}: define a fact (monitoring/facts/)`);
      const written = findInNodes([file], (node) =>
        READS_TABLES.test(literalText(node)) && /\bfrom\b/i.test(literalText(node))
          ? 'holds a statement: define a fact (monitoring/facts/)'
          : undefined,
      );
      return [...imported, ...written];
    });
}

/** `update ${seedingTasks} …` in a template. */
function isTableInTemplate(node: SyntaxNode): boolean {
  const [texts, values] = [node['quasis'], node['expressions']];
  if (node.type !== 'TemplateLiteral' || !Array.isArray(texts) || !Array.isArray(values)) return false;
  return values.some(
    (value: unknown, index) =>
      LEDGER_TABLES.some((table) => isNamed(value, table)) &&
      ENDS_BEFORE_TABLE.test(isNode(texts[index]) ? literalText(texts[index]) : ''),
  );
}

function isMethod(callee: unknown, method: string): boolean {
  return isNode(callee) && callee.type === 'MemberExpression' && isNamed(callee['property'], method);
}

function endOf(node: SyntaxNode): number {
  return typeof node['end'] === 'number' ? node['end'] : node.start;
}

/** Names say what is inside: kebab-case, and none of the words that fit everything. */
export function vagueNames(paths: readonly string[]): string[] {
  return paths.flatMap((file) => {
    const names = file.split('/').map((name) => name.replace(/(\.test|\.config)?\.[a-z]+$/, ''));
    const vague = names.find((name) => VAGUE_NAMES.has(name));
    if (vague !== undefined) return [`${file}: "${vague}" says nothing about what is inside`];
    const isCode = /\.(ts|mjs)$/.test(file);
    const badlySpelt = names.find((name) => !/^[a-z0-9.]+(-[a-z0-9.]+)*$/.test(name));
    return isCode && badlySpelt !== undefined ? [`${file}: "${badlySpelt}" is not in kebab-case`] : [];
  });
}

/** An option of a command at the end of a text, before the value that is put in. */
const OPTION_BEFORE_VALUE = /(?:[ \n]--[a-z][a-z-]*[ =]|^--[a-z][a-z-]* )["']?$/;

/** A command that is offered for copying must survive whatever its values hold: one function quotes them all. */
export function unquotedCommands(files: readonly SourceFile[]): string[] {
  return findInNodes(files, (node) => {
    if (node.type !== 'TemplateLiteral') return undefined;
    const [texts, values] = [node['quasis'], node['expressions']];
    if (!Array.isArray(texts) || !Array.isArray(values)) return undefined;
    const isBare = values.some((value: unknown, index) => {
      const text: unknown = texts[index];
      const raw = isNode(text) ? (text['value'] as { raw?: string } | undefined)?.raw : undefined;
      const isQuoted =
        isNode(value) && value.type === 'CallExpression' && isNamed(value['callee'], 'shellWord');
      return !isQuoted && OPTION_BEFORE_VALUE.test(raw ?? '');
    });
    return isBare ? 'puts a value into a command by itself: use domain/shell-command.ts' : undefined;
  });
}

/** Tests that are switched off or run alone. `skipIf` with a reason is something else. */
export function switchedOffTests(files: readonly SourceFile[]): string[] {
  return findInNodes(files, (node) => {
    const callee = node.type === 'CallExpression' ? node['callee'] : undefined;
    for (const block of ['it', 'test', 'describe']) {
      for (const way of ['skip', 'only', 'todo']) {
        if (isMember(callee, block, way)) return `has ${block}.${way}`;
      }
    }
    return undefined;
  });
}

function isMember(node: unknown, object: string, property: string): boolean {
  if (!isNode(node) || node.type !== 'MemberExpression' || !isNamed(node['object'], object)) return false;
  const key = node['property'];
  return isNamed(key, property) || (isNode(key) && key['value'] === property);
}

function isNamed(node: unknown, name: string): boolean {
  return isNode(node) && node.type === 'Identifier' && node['name'] === name;
}

/** What a string or a piece of a template says; empty for every other node. */
export function literalText(node: SyntaxNode): string {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  const value = node.type === 'TemplateElement' ? node['value'] : undefined;
  if (typeof value !== 'object' || value === null || !('raw' in value)) return '';
  return String(value.raw);
}

/** Names of providers, in any spelling that code or texts use. */
const PROVIDER_WORDS = /api[-_ ]?sports|api-football|api-nba|rapidapi|goalserve|the[-_ ]odds[-_ ]api/i;

/** Rooms that know a provider by name: its own, where it is configured, and where it is wired. */
const KNOW_PROVIDERS = /^src\/(providers|config|app)\//;

/** Data about providers, and columns of old releases: the crosswalk's ids by provider are nothing else. */
const PROVIDER_DATA = [
  /^src\/reference\/(built-in\/|seed-reference-data\.ts|identities\/)/,
  /^src\/domain\/league\.ts$/,
  /^src\/schedule\/provided\/provider-source\.ts$/,
  /^src\/db\/schema\//,
];

/** Columns and fields of the crosswalk's forerunner, which its own rows replace. */
const OLD_ID_NAMES = /api_?sports_?id|unique_(team|player)_api_sports/gi;

/** Who serves what is configuration: nobody else names a provider, in code, comments or texts. */
export function namedProviders(files: readonly { path: string; text: string }[]): string[] {
  return files.flatMap(({ path: file, text }) => {
    if (!file.startsWith('src/') || KNOW_PROVIDERS.test(file)) return [];
    if (PROVIDER_DATA.some((place) => place.test(file))) return [];
    return text.split('\n').flatMap((line, index) => {
      const match = PROVIDER_WORDS.exec(line.replaceAll(OLD_ID_NAMES, ''));
      return match
        ? [`${file}:${index + 1} names ${match[0]}: take the name from the registry (ProviderTerms)`]
        : [];
    });
  });
}

/** The columns that older versions keep ids in; a command's output has a field of the same name. */
const ID_COLUMNS = /api_?sports_?id|provider_game_id/i;
const KNOWS_ID_COLUMNS =
  /^src\/(db\/schema\/|read\/games\/game-(queries|row)\.ts$|http\/answers\/games\.ts$)/;

/** Ids at providers are read and written in `external_ids`; the old columns follow by triggers. */
export function oldIdColumns(files: readonly SourceFile[]): string[] {
  return findInNodes(files, (node, file) => {
    if (!file.path.startsWith('src/') || KNOWS_ID_COLUMNS.test(file.path)) return undefined;
    const name =
      node.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : literalText(node);
    const match = ID_COLUMNS.exec(name);
    return match ? `names ${match[0]}: ids at providers are in external_ids` : undefined;
  });
}
