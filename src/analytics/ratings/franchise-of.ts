import type { FranchiseCode } from '../../sports/rating-rules.ts';

/**
 * The franchise that a code means in a season; a code that no list has is a franchise itself. Without a season only codes
 * count that mean the same in all of them.
 */
export function franchiseOf(codes: readonly FranchiseCode[], code: string, startYear?: number): string {
  return codes.find((one) => one.code === code && isValid(one, startYear))?.franchise ?? code;
}

function isValid({ fromYear, toYear }: FranchiseCode, startYear: number | undefined): boolean {
  if (startYear === undefined) return fromYear === undefined && toYear === undefined;
  return startYear >= (fromYear ?? startYear) && startYear <= (toYear ?? startYear);
}
