// Loaded before an entry (`node --import`) or by a test: the wall clock of this process is off by TEST_CLOCK_OFFSET_MS,
// for our code and for every library alike, and moves when a test sets that anew. Timers go by another clock and stay
// as they are.
const RealDate = Date;

/** By how much this process is off now, in milliseconds. */
export function clockOffsetMs(): number {
  return Number(process.env['TEST_CLOCK_OFFSET_MS'] ?? 0);
}

const nowMs = (): number => RealDate.now() + clockOffsetMs();

class ShiftedDate extends RealDate {
  constructor(...parts: [] | [value: number | string | Date]) {
    if (parts.length === 0) super(nowMs());
    else super(...parts);
  }

  static override now(): number {
    return nowMs();
  }
}

// Dates made of single fields (year, month, …) name a moment whatever the clock says.
globalThis.Date = new Proxy(RealDate, {
  construct: (_target, parts: unknown[]) =>
    parts.length > 1 ? Reflect.construct(RealDate, parts) : Reflect.construct(ShiftedDate, parts),
  apply: () => new ShiftedDate().toString(),
  get: (target, key) => (key === 'now' ? nowMs : Reflect.get(target, key)),
});
