import type { IChartApi } from 'lightweight-charts'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'

/** CSS pixels of a label with its room: two of them never stand in a day that is narrower. */
const LABEL = 75

/**
 * Whether a time axis may name times of day: where days are narrower than a label, one among dates would
 * not say of which day it is.
 * @param barSpacing CSS pixels from bar to bar
 */
export const hasTimesOfDay = (barSpacing: number, bar: Millis): boolean =>
  (barSpacing * DAY) / bar >= LABEL

/** Names marks within a day by their date where days are narrow. Returns what is told the length of bars. */
export function timesWhereDaysAreWide(chart: IChartApi): (bar: Millis) => void {
  let length: Millis = DAY
  let isShown = true
  const fit = (): void => {
    const wanted = hasTimesOfDay(chart.timeScale().options().barSpacing, length)
    if (wanted === isShown) return
    isShown = wanted
    chart.timeScale().applyOptions({ timeVisible: wanted })
  }
  chart.timeScale().subscribeVisibleLogicalRangeChange(fit)
  return (bar) => {
    length = bar
    fit()
  }
}
