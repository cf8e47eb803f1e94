/** What is not known is null on the wire, and so is what JSON has no number for. */
export const known = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value
