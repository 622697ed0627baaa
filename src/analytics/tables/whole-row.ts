import type { CsvRecord } from '../../loads/csv-records.ts';
import type { RowProblems } from './row-problems.ts';

/** Whether a row has as many cells as its header; one that ends before, or goes on behind it, is noted. */
export function isWhole(
  { line, cells, isUnclosed }: CsvRecord,
  width: number,
  problems: RowProblems,
): boolean {
  if (isUnclosed) {
    const value = cells.find((cell) => cell.includes('"')) ?? '';
    problems.add(line, 'row', value, 'has a quotation mark that is not closed', 'Close it, or double it.');
    return false;
  }
  const isTooWide = cells.slice(width).some((cell) => cell.trim() !== '');
  if (cells.length >= width && !isTooWide) return true;
  const problem = `has ${cells.length} columns, the header ${width}`;
  problems.add(line, 'row', cells.join(','), problem, 'Look for a comma too many or too few.');
  return false;
}
