import { SPORTS } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';

/** Margins of a sport that matter more than others; undefined where it has none. */
export function keyNumbersOf(name: string): readonly number[] | undefined {
  const sport = SPORTS.find((one) => one === name);
  return sport === undefined ? undefined : SPORT_FACTS[sport].keyNumbers;
}
