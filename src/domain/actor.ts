/** Who acts, and why. */
export type Actor = { name: string; reason?: string | undefined };
