/** How many instruments of a coin are shown as one. */
export const venuesWords = (shown: number, all: number): string =>
  shown === 1 ? 'One' : shown === all ? `All ${all}` : `${shown} of ${all}`

/** The share of an instrument in the sum. */
export function shareWords({
  shown,
  missing,
  alone,
  share,
}: {
  readonly shown: boolean
  readonly missing: boolean
  readonly alone: boolean
  /** undefined where it is not known yet. */
  readonly share: number | undefined
}): string {
  if (!shown || alone) return ''
  if (missing) return 'no map'
  if (share === undefined || !Number.isFinite(share)) return '…'
  const percent = share * 100
  return percent > 0 && percent < 0.95 ? '< 1%' : `${Math.round(percent)}%`
}
