/** The provider whose schedules, box scores and rosters are read, by its name in `external_ids`. */
export const PRIMARY_PROVIDER = 'api-sports';
