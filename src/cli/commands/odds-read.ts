import type { Command } from 'commander';
import type { OddsEventListing, OddsLine, readMovement } from '../../odds/read/odds-queries.ts';
import type { PublishedOfGame } from '../../odds/read/published-of-game.ts';
import type { App } from '../../app/app.ts';
import type { CommandContext } from '../context.ts';
import { needMarketKey } from '../../domain/market-key.ts';
import { commandWords } from '../../domain/shell-command.ts';
import { noSuchGame } from '../no-such-game.ts';
import { dateOption, gameIdArgument, limitArgument } from '../options.ts';
import { usageError } from '../outcome.ts';
import { joinSections } from '../output/sections.ts';
import { instantWords } from '../output/time-words.ts';
import { countWords } from '../output/plain-text.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';
import { type ClosingListing, closingTable } from '../closing-table.ts';
import { publishedTable } from '../published-table.ts';

const DEFAULT_LIMIT = 200;

/** What is known of the odds of games, and of events that belong to none. */
export function registerOddsReading(odds: Command, context: CommandContext): void {
  registerLines(odds, context);
  registerMovement(odds, context);
  registerClosing(odds, context);
  registerEvents(odds, context);
}

function registerLines(odds: Command, context: CommandContext): void {
  odds
    .command('lines')
    .description('What bookmakers offer on a game, by market and book.')
    .requiredOption('--game-id <id>', 'id of the game', gameIdArgument)
    .option('--market <key>', 'only this market, such as spreads')
    .addHelpText('after', examples('odds lines --game-id 1319', 'odds lines --game-id 1319 --market spreads'))
    .action(async ({ gameId, market }: { gameId: number; market?: string }) => {
      const wanted = market === undefined ? undefined : needMarketKey(market);
      const { readLines } = await import('../../odds/read/odds-queries.ts');
      const lines = await context.withServices(({ app }) => readLines(app.database.db, gameId));
      if (!lines) throw noSuchGame(gameId);
      const isWanted = (row: { market: string }) => wanted === undefined || row.market === wanted;
      const items = lines.items.filter(isWanted);
      const published = lines.published.filter(isWanted);
      context.finish({
        document: { ...lines, items, published },
        render: (view) => linesWords(items, published, view),
      });
    });
}

function linesWords(items: readonly OddsLine[], published: readonly PublishedOfGame[], view: View): string {
  if (items.length === 0 && published.length > 0) return publishedTable(published, view);
  return joinSections(linesTable(items, view), publishedTable(published, view));
}

function linesTable(items: readonly OddsLine[], view: View): string {
  return view.table<OddsLine>(
    [
      { title: 'MARKET', text: (row) => row.market },
      { title: 'BOOK', text: (row) => row.bookmaker },
      { title: 'OUTCOME', text: (row) => [row.subject, row.outcome].filter(Boolean).join(' ') },
      { title: 'LINE', text: (row) => row.point, align: 'right' },
      { title: 'PRICE', text: (row) => row.price.toFixed(4), align: 'right' },
      { title: 'AS WRITTEN', text: (row) => row.price_text, align: 'right', isOptional: true },
      { title: 'SINCE', text: (row) => instantWords(row.captured_at) },
      { title: 'SEEN LAST', text: (row) => instantWords(row.last_seen_at), isOptional: true },
      { title: 'LIVE', text: (row) => (row.is_live ? 'yes' : ''), isOptional: true },
    ],
    items,
    'No odds of the game are known.',
  );
}

type Movement = NonNullable<Awaited<ReturnType<typeof readMovement>>>;
type MarketRow = Movement['markets'][number];

function registerMovement(odds: Command, context: CommandContext): void {
  odds
    .command('movement')
    .description(
      'How the lines of a game moved until its start: open, now, high, low, steam and key numbers.',
    )
    .requiredOption('--game-id <id>', 'id of the game', gameIdArgument)
    .option('--market <key>', 'only this market, such as spreads')
    .addHelpText('after', examples('odds movement --game-id 1319 --market spreads'))
    .action(async ({ gameId, market: named }: { gameId: number; market?: string }) => {
      const market = named === undefined ? undefined : needMarketKey(named);
      const [{ readMovement: read }, { keyNumbersOf }] = await Promise.all([
        import('../../odds/read/odds-queries.ts'),
        import('../../odds/read/key-numbers.ts'),
      ]);
      const movement = await context.withServices(({ app }) =>
        read(app.database.db, gameId, { market, keyNumbersOf }),
      );
      if (!movement) throw noSuchGame(gameId);
      context.finish({ document: movement, render: (view) => renderMovement(movement, view) });
    });
}

function renderMovement(movement: Movement, view: View): string {
  const published = publishedTable(movement.published, view);
  if (movement.markets.length === 0)
    return joinSections('No odds from before the start of the game were captured.', published);
  const head = `${countWords(movement.changes)} changes in ${countWords(movement.captures)} captures before ${instantWords(movement.starts_at)}`;
  return joinSections(head, ...movement.markets.map((market) => marketTable(market, view)), published);
}

function marketTable(market: MarketRow, view: View): string {
  const rows = [
    ...(market.consensus ? [{ who: 'consensus', outcome: '', ...market.consensus }] : []),
    ...market.series.map((one) => ({ who: one.bookmaker, ...one })),
  ];
  const words = ({ point, price }: { point: number | null; price: number }) =>
    point === null ? price.toFixed(3) : `${point} @ ${price.toFixed(3)}`;
  const table = view.table<(typeof rows)[number]>(
    [
      { title: market.market.toUpperCase(), text: (row) => row.who },
      { title: 'OUTCOME', text: (row) => row.outcome },
      { title: 'OPEN', text: (row) => words(row.open), align: 'right' },
      { title: 'NOW', text: (row) => words(row.now), align: 'right' },
      { title: 'HIGH', text: (row) => words(row.high), align: 'right' },
      { title: 'LOW', text: (row) => words(row.low), align: 'right' },
      { title: 'STEPS', text: (row) => row.path.length - 1, align: 'right' },
      {
        title: 'GONE SINCE',
        text: (row) => (row.gone_since === null ? '' : instantWords(row.gone_since)),
        isOptional: true,
      },
      { title: 'KEY NUMBERS', text: (row) => row.crossed.map(({ key }) => key).join(', '), isOptional: true },
    ],
    rows,
    '',
  );
  const steam = market.steam.map(
    ({ outcome, from, moves }) =>
      `steam to ${outcome} at ${instantWords(from)}: ${moves.map(({ bookmaker }) => bookmaker).join(', ')}`,
  );
  return [table, ...steam].join('\n');
}

function registerClosing(odds: Command, context: CommandContext): void {
  odds
    .command('closing')
    .description(
      'Where lines of games opened and closed: the consensus before the start, without the margin.',
    )
    .option('--game-id <id>', 'only this game', gameIdArgument)
    .option('--league <name>', 'only games of this league')
    .addOption(dateOption('--date', 'only games of the slate of this day'))
    .addHelpText(
      'after',
      examples('odds closing --game-id 1319', 'odds closing --league NBA --date 2026-01-15'),
    )
    .action(async ({ gameId, league, date }: { gameId?: number; league?: string; date?: string }) => {
      if (gameId === undefined && league === undefined && date === undefined) {
        throw usageError(
          'no games are named',
          'Name one (--game-id 1319), or a day: --league NBA --date 2026-01-15.',
        );
      }
      const { readClosing } = await import('../../odds/read/odds-queries.ts');
      const closing = await context.withServices(async ({ app }) => {
        const leagueName = await leagueNamed(app, league);
        if (gameId === undefined && date === undefined) throw noDayNamed(leagueName ?? '');
        return readClosing(app.database.db, { gameId, leagueName, date });
      });
      context.finish({ document: closing, render: (view) => closingWords(closing, view) });
    });
}

/** The lines of all games of a league are more than an answer holds. */
function noDayNamed(leagueName: string) {
  return usageError(
    'no day is named: lines of a league are listed by the day of the slate',
    `Add it: ${commandWords('odds closing', { options: { '--league': leagueName, '--date': '2026-01-15' } })}.`,
  );
}

function closingWords({ items, is_pending: isPending }: ClosingListing, view: View): string {
  const table = closingTable(items, view);
  return isPending ? `${table}\n\nLines of these games are about to be computed anew.` : table;
}

async function leagueNamed(app: App, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const leagues = await app.leagueRegister.current();
  const league = leagues.findOfAnySport(name);
  if (league !== undefined) return league.name;
  throw usageError(
    `there is no league "${name}"`,
    `Leagues are ${leagues.all.map((one) => one.name).join(', ')}.`,
  );
}

function registerEvents(odds: Command, context: CommandContext): void {
  odds
    .command('events')
    .description('Games as providers of odds know them: the game that each is, or why that is a question.')
    .option('--league <name>', 'only events of this league')
    .option('--all', 'those that belong to a game as well')
    .option('--limit <rows>', 'as many at most', limitArgument, DEFAULT_LIMIT)
    .addHelpText('after', examples('odds events', 'odds events --league NFL --all'))
    .action(async ({ league, all, limit }: { league?: string; all?: boolean; limit: number }) => {
      const { readEvents } = await import('../../odds/read/odds-queries.ts');
      const items = await context.withServices(async ({ app }) =>
        readEvents(app.database.db, {
          leagueName: await leagueNamed(app, league),
          isOpen: all === true ? undefined : true,
          limit,
        }),
      );
      context.finish({ document: { items }, render: (view) => eventsTable(items, view) });
    });
}

function eventsTable(items: readonly OddsEventListing[], view: View): string {
  const table = view.table<OddsEventListing>(
    [
      { title: 'ID THERE', text: (row) => row.external_id },
      { title: 'STARTS', text: (row) => instantWords(row.starts_at) },
      { title: 'EVENT', text: (row) => `${row.away} at ${row.home}`, yields: 1, minWidth: 20 },
      { title: 'LEAGUE', text: (row) => row.league, isOptional: true },
      { title: 'GAME', text: (row) => row.game_id, align: 'right' },
      { title: 'QUESTION', text: (row) => row.question },
      { title: 'MAY BE', text: (row) => row.candidates?.map((one) => one.game_id).join(', ') },
    ],
    items,
    'Every event belongs to a game.',
  );
  const evidence = items.flatMap((row) =>
    (row.candidates ?? []).map(
      (one) =>
        `  ${row.external_id}: game ${one.game_id}, ${one.away} at ${one.home}, ${instantWords(new Date(one.starts_at))}, ${one.hours_apart} h apart: ${one.why_not}`,
    ),
  );
  const isOpen = items.some((row) => row.game_id === null);
  const how = isOpen
    ? 'Tie one to a game with: ids link --type game --sport … --provider … --external-id … --entity …'
    : '';
  return joinSections(table, evidence.join('\n'), how);
}
