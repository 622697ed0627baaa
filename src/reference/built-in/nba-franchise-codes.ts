/** Codes of a franchise in the order in which it bore them; the last is its name here. */
const LINEAGES: readonly (readonly string[])[] = [
  ['TRI', 'MLH', 'STL', 'ATL'],
  ['NJA', 'NYA', 'NYN', 'NJN', 'BKN', 'BRK'],
  ['CHA', 'CHO'],
  ['DNR', 'DNA', 'DEN'],
  ['PHX', 'PHO'],
  ['FTW', 'DET'],
  ['PHW', 'SFW', 'GSW'],
  ['SDR', 'HOU'],
  ['INA', 'IND'],
  ['BUF', 'SDC', 'LAC'],
  ['MNL', 'LAL'],
  ['VAN', 'MEM'],
  ['CHH', 'NOH', 'NOK', 'NOP'],
  ['SEA', 'OKC'],
  ['SYR', 'PHI'],
  ['ROC', 'CIN', 'KCO', 'KCK', 'SAC'],
  ['DLC', 'TEX', 'SAA', 'SAS'],
  ['NOJ', 'UTA'],
  ['CHP', 'CHZ', 'BAL', 'CAP', 'WSB', 'WAS'],
  // Clubs of the ABA that did not join.
  ['PTP', 'MNP', 'PTC'],
  ['MNM', 'MMF', 'FLO'],
  ['SDA', 'SDS'],
  ['NOB', 'MMP', 'MMT', 'MMS'],
  ['HSM', 'CAR', 'SSL'],
  ['OAK', 'WSA', 'VIR'],
  ['ANA', 'LAS', 'UTS'],
];

/**
 * Codes of basketball-reference.com under which clubs of the NBA and the ABA played before they moved or were renamed, by
 * the franchise whose record they count to there, and two codes that the league itself writes otherwise. Every code means one franchise in all seasons.
 */
export const NBA_FRANCHISE_CODES = LINEAGES.flatMap((codes) =>
  codes.slice(0, -1).map((code) => ({ code, franchise: codes.at(-1) ?? code })),
);
