/** Where play is in a game that is under way, as far as a source tells it. */
export type GameClock = {
  /** Quarter, half, period or inning, extra ones counted on: of four quarters 5 is the first overtime, of two halves 3 the first of extra time. */
  period: number | null;
  /** Play rests after that period. */
  isBreak: boolean;
  /** Kicks from the penalty mark, or the shots of a shoot-out, decide. */
  isShootout: boolean;
  /**
   * Time left of the period (`5:23`), the minute that is played (`45+2`) where the sport counts up, or the half of an
   * inning (`top`, `bottom`; in a break the one that has ended); null where it is not told.
   */
  time: string | null;
};
