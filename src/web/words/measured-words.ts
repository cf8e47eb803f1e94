import type { MeasuredAnswer } from '../../api/live.ts'
import { formatAge } from '../../api/format.ts'

/** An age from which on what was measured is drawn in grey: positions change within minutes. */
export const OLD_FROM = 10 * 60_000

/** How long ago half of the positions were seen at most; undefined where there are none. */
export const ageOf = ({ medianAgeMs, asOf }: MeasuredAnswer, now: number): number | undefined =>
  medianAgeMs === null ? undefined : medianAgeMs + Math.max(0, now - asOf)

/** The same of the position that was not seen for longest. */
export const oldestOf = ({ oldestAgeMs, asOf }: MeasuredAnswer, now: number): number | undefined =>
  oldestAgeMs === null ? undefined : oldestAgeMs + Math.max(0, now - asOf)

/** Whether it is too old to be shown as if it were so now. */
export const isOld = (answer: MeasuredAnswer, now: number): boolean =>
  (ageOf(answer, now) ?? 0) > OLD_FROM

/** Part of the open interest, without a sign: 34%, 3.4%, under 0.1%. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 0.05) return 'under 0.1%'
  return `${percent.toFixed(percent < 9.95 && percent > 0 ? 1 : 0)}%`
}

/** "Measured 34% of OI · 2 min": how much is measured, and how long ago. */
export function chipWords(
  answer: MeasuredAnswer | undefined,
  { on, now }: { readonly on: boolean; readonly now: number },
): string {
  if (!on) return 'Measured: off'
  if (answer === undefined) return 'Measured: asking'
  const age = ageOf(answer, now)
  if (age === undefined) return 'Measured: nothing yet'
  const { coverage } = answer
  const share = coverage === null ? 'share unknown' : `${formatShare(coverage.share)} of OI`
  return `Measured ${share} · ${formatAge(age)}`
}
