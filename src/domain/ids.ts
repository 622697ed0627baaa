/** The largest id that a row can have: all ids are PostgreSQL's `integer`. */
export const MAX_ID = 2_147_483_647;
