/** The schema of views under the names and columns that readers' SQL expects; its tables' metrics bear its name. */
export const READER_SCHEMA = 'nba';
