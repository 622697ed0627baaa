/** How long so many calls take, in words: `about 15 minutes at 300 calls a minute`. */
export function paceWords(calls: number, callsPerMinute: number): string {
  const minutes = calls / Math.max(1, callsPerMinute);
  const about =
    minutes < 1.5
      ? 'about a minute'
      : minutes < 90
        ? `about ${Math.round(minutes)} minutes`
        : `about ${Math.round(minutes / 60)} hours`;
  return `${about} at ${callsPerMinute.toLocaleString('en')} calls a minute`;
}
