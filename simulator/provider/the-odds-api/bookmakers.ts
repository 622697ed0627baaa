/** A bookmaker as the answers name it. */
export type Bookmaker = {
  key: string;
  title: string;
  region: string;
  /** Exchanges quote lay prices beside those for backing. */
  isExchange: boolean;
  /** How often it looks at its prices, and how far it is behind. */
  everyMs: number;
  lagMs: number;
  /** What it adds to fair prices. */
  overround: number;
};

const MINUTE_MS = 60_000;

function book(
  region: string,
  key: string,
  title: string,
  [everyMinutes, lagSeconds, overround]: readonly [number, number, number],
): Bookmaker {
  const isExchange = overround < 0.02 && key !== 'pinnacle';
  return {
    key,
    title,
    region,
    isExchange,
    everyMs: everyMinutes * MINUTE_MS,
    lagMs: lagSeconds * 1_000,
    overround,
  };
}

/** Books of four regions. Some of them look at their prices often, some lag by minutes. */
export const BOOKMAKERS: readonly Bookmaker[] = [
  book('us', 'draftkings', 'DraftKings', [1, 35, 0.045]),
  book('us', 'fanduel', 'FanDuel', [1, 30, 0.045]),
  book('us', 'betmgm', 'BetMGM', [2, 60, 0.048]),
  book('us', 'williamhill_us', 'Caesars', [3, 80, 0.047]),
  book('us', 'betrivers', 'BetRivers', [5, 142, 0.052]),
  book('us', 'bovada', 'Bovada', [15, 300, 0.046]),
  book('us2', 'espnbet', 'ESPN BET', [2, 60, 0.05]),
  book('uk', 'betfair_ex_uk', 'Betfair', [1, 20, 0.005]),
  book('uk', 'williamhill', 'William Hill', [3, 60, 0.055]),
  book('uk', 'skybet', 'Sky Bet', [5, 90, 0.06]),
  book('eu', 'pinnacle', 'Pinnacle', [1, 20, 0.025]),
  book('eu', 'betfair_ex_eu', 'Betfair', [1, 20, 0.005]),
  book('eu', 'unibet_eu', 'Unibet', [3, 75, 0.055]),
  book('au', 'sportsbet', 'SportsBet', [3, 60, 0.055]),
  book('au', 'betfair_ex_au', 'Betfair', [1, 20, 0.005]),
];

export const REGIONS: readonly string[] = [...new Set(BOOKMAKERS.map(({ region }) => region))];

/** Bookmakers that are named cost as much as a region for each ten. */
export const BOOKMAKERS_OF_A_REGION = 10;
