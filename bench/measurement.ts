/** One measured relation: how our way compares with a floor or a peer, in the same run. */
export type Measurement = {
  name: string;
  /** What `ours` and `floor` are, in words. */
  description: string;
  items: number;
  oursMs: number;
  floorMs: number;
  /** ours / floor; 1 is as quick as the floor. */
  ratio: number;
  /** The most memory that a process of either took, where it was measured. */
  peakMiB?: { ours: number; floor: number };
};
