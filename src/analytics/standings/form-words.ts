/** `7-3`, or `6-3-1` where some ended level. */
export function formWords({ wins, losses, level }: { wins: number; losses: number; level: number }): string {
  return level === 0 ? `${wins}-${losses}` : `${wins}-${losses}-${level}`;
}

/** `W3`, `L1`, or `T2` of level games; empty before the first. */
export function streakWords({ result, games }: { result: number; games: number }): string {
  if (games === 0) return '';
  return `${result === 0 ? 'T' : result > 0 ? 'W' : 'L'}${games}`;
}
