import type { IChartApi, IPriceLine, ISeriesApi, MouseEventParams, Time } from 'lightweight-charts'
import { createEffect } from 'solid-js'
import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  LineStyle,
  PriceScaleMode,
  TickMarkType,
  createChart,
} from 'lightweight-charts'
import type { Bars } from './bars.ts'
import type { Bar } from './bars.ts'
import { extremes, pricesAround } from './bars.ts'
import { formatAxisTime, formatTime } from '../../api/format.ts'
import { amountStyle, formatPriceTicks } from '../words/amounts.ts'
import { axisPrices } from './axis-prices.ts'
import { timesWhereDaysAreWide } from './axis-times.ts'
import type { Geometry } from './geometry.ts'
import { geometryOf } from './geometry.ts'
import { endOf } from './open-bars.ts'
import { FONT, THEME } from '../theme/theme.ts'

/** A place on the chart: a time and a price, and where they are in CSS pixels of the plot. */
export interface ChartPoint {
  readonly time: number
  readonly price: number
  readonly x: number
  readonly y: number
}

export interface PriceChart {
  readonly chart: IChartApi
  readonly series: ISeriesApi<'Candlestick'>
  readonly geometry: () => Geometry | undefined
  /** `later` are drawn after the bars, dimmed. */
  readonly setBars: (bars: Bars | undefined, later?: readonly Bar[]) => void
  /** Where the bars end, in CSS pixels of the plot; undefined out of sight. */
  readonly endX: () => number | undefined
  /** Moves the view so that the bars end there. */
  readonly moveEnd: (x: number) => void
  /** `stale` greys the line: the price is the last that is known, not the price now. */
  readonly setLastPrice: (price: number, decimals: number, stale: boolean) => void
  readonly setAxis: (axis: 'linear' | 'log') => void
  /** Shows the newest `length` milliseconds with `room` CSS pixels free at the right. */
  readonly showNewest: (length: number, room: number) => void
  /** Calls back when fewer than `bars` bars are left of the plot. */
  readonly onNearStart: (bars: number, use: () => void) => void
  /** The time and price that are now at a place; undefined while the chart is empty. */
  readonly pointOf: (place: Pick<ChartPoint, 'x' | 'y'>) => ChartPoint | undefined
  /** Puts the crosshair on a time and price, as a keyboard does. */
  readonly pointAt: (time: number, price: number) => void
  readonly close: () => void
}

export interface PriceChartOptions {
  readonly container: HTMLElement
  readonly onPoint: (point: ChartPoint | undefined) => void
  /** The time under the crosshair, also in a pane under the chart. */
  readonly onTime: (time: number | undefined) => void
}

const TICK_KINDS = {
  [TickMarkType.Year]: 'year',
  [TickMarkType.Month]: 'month',
  [TickMarkType.DayOfMonth]: 'day',
  [TickMarkType.Time]: 'time',
  [TickMarkType.TimeWithSeconds]: 'time',
} as const

const millis = (time: Time): number => (typeof time === 'number' ? time * 1000 : Number.NaN)

/**
 * The candle chart with its axes and crosshair, on a grid of bars without holes. Must be called inside a
 * Solid root: it follows the theme.
 */
export function createPriceChart({ container, onPoint, onTime }: PriceChartOptions): PriceChart {
  const chart = createChart(container, {
    autoSize: true,
    layout: {
      fontFamily: FONT,
      fontSize: 11,
      // Its style element is refused by the page's content policy; attribution.tsx does its work.
      attributionLogo: false,
    },
    // Lines over the map would tint its cells.
    grid: { vertLines: { visible: false }, horzLines: { visible: false } },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: { width: 1, style: LineStyle.LargeDashed },
      horzLine: { width: 1, style: LineStyle.LargeDashed },
    },
    rightPriceScale: { scaleMargins: { top: 0, bottom: 0 } },
    timeScale: {
      timeVisible: true,
      secondsVisible: false,
      minBarSpacing: 0.05,
      tickMarkFormatter: (time: Time, kind: TickMarkType) =>
        formatAxisTime(millis(time), TICK_KINDS[kind]),
    },
    localization: { timeFormatter: (time: Time) => `${formatTime(millis(time))} UTC` },
  })
  const series = chart.addSeries(CandlestickSeries, {
    borderVisible: false,
    priceLineVisible: false,
    lastValueVisible: false,
  })
  createEffect(() => {
    chart.applyOptions({ ...chartColours(), localization: { locale: amountStyle().locale } })
    series.applyOptions(candleColours())
  })
  const tellBar = timesWhereDaysAreWide(chart)
  let held: Bars | undefined
  /** The bars and what is dimmed after them. */
  let drawn: readonly Bar[] = []
  let line: IPriceLine | undefined
  let shownDecimals: number | undefined
  const geometry = (): Geometry | undefined =>
    held === undefined ? undefined : geometryOf(chart, series, held.grid)

  series.attachPrimitive({
    autoscaleInfo(from, to) {
      const found = extremes(drawn, from, to)
      if (found === undefined) return null
      const { low, high } = pricesAround(found)
      return { priceRange: { minValue: low, maxValue: high } }
    },
  })

  const pointOf = ({ x, y }: Pick<ChartPoint, 'x' | 'y'>): ChartPoint | undefined => {
    const place = geometry()
    const price = place?.priceOf(y)
    return place === undefined || price === undefined
      ? undefined
      : { time: place.timeOf(x), price, x, y }
  }
  const moved = ({ point, paneIndex }: MouseEventParams): void => {
    onTime(point && geometry()?.timeOf(point.x))
    onPoint(paneIndex === 0 ? point && pointOf(point) : undefined)
  }
  chart.subscribeCrosshairMove(moved)

  return {
    chart,
    series,
    geometry,
    setBars(bars, later = []) {
      const from = bars === undefined || later.length > 0 ? 0 : firstNew(held, bars)
      // What was drawn dimmed is drawn anew.
      const isAnew = from === 0 || drawn.length !== held?.bars.length
      const known = drawn.length
      held = bars
      if (bars !== undefined) tellBar(bars.grid.bar)
      drawn = [...(bars?.bars ?? []), ...later.map(dimmed)]
      if (isAnew) series.setData([...drawn])
      // Only what the chart has already is history to it.
      else for (let i = from; i < drawn.length; i++) series.update(drawn[i]!, i < known - 1)
    },
    endX() {
      const place = geometry()
      const x = held && place?.xOf(endOf(held))
      return x === undefined || x < 0 || x > place!.width ? undefined : x
    },
    moveEnd(x) {
      const place = geometry()
      const range = chart.timeScale().getVisibleLogicalRange()
      if (place === undefined || range === null || held === undefined) return
      const by = (place.xOf(endOf(held)) - x) / place.barSpacing
      chart.timeScale().setVisibleLogicalRange({ from: range.from + by, to: range.to + by })
    },
    setLastPrice(price, decimals, stale) {
      if (decimals !== shownDecimals) {
        shownDecimals = decimals
        series.applyOptions({
          priceFormat: {
            type: 'custom',
            minMove: 10 ** -decimals,
            formatter: axisPrices(decimals),
            tickmarksFormatter: (values: number[]) => formatPriceTicks(values, decimals),
          },
        })
      }
      const color = stale ? THEME.stale : THEME.price
      const options = {
        price,
        color,
        axisLabelColor: color,
        axisLabelTextColor: THEME.plot,
      }
      if (line !== undefined) {
        line.applyOptions(options)
        return
      }
      line = series.createPriceLine({
        ...options,
        lineWidth: 1,
        lineStyle: LineStyle.Dashed,
        axisLabelVisible: true,
        title: '',
      })
    },
    setAxis(axis) {
      const mode = axis === 'log' ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal
      chart.priceScale('right').applyOptions({ mode, autoScale: true })
    },
    showNewest(length, room) {
      if (held === undefined) return
      const { grid, bars } = held
      const count = Math.min(length / grid.bar, Math.max(bars.length, 6))
      const width = chart.timeScale().width()
      const spacing = Math.max(1, width - room) / count
      const to = bars.length - 0.5
      chart.priceScale('right').applyOptions({ autoScale: true })
      chart.timeScale().setVisibleLogicalRange({ from: to - count, to: to + room / spacing })
    },
    onNearStart(bars, use) {
      chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
        if (range !== null && held !== undefined && range.from < bars) use()
      })
    },
    pointOf,
    pointAt(time, price) {
      const place = geometry()
      const y = place?.yOf(price)
      if (place === undefined || held === undefined || y === undefined) return
      const { grid } = held
      const bar = grid.from + Math.floor((time - grid.from) / grid.bar) * grid.bar
      chart.setCrosshairPosition(price, (bar / 1000) as Time, series)
      onTime(time)
      onPoint({ time, price, x: place.xOf(bar + grid.bar / 2), y })
    },
    close() {
      chart.unsubscribeCrosshairMove(moved)
      chart.remove()
    },
  }
}

function chartColours() {
  const cross = { labelBackgroundColor: THEME.label, color: THEME.crosshair }
  return {
    layout: {
      background: { type: ColorType.Solid as const, color: THEME.plot },
      textColor: THEME.text,
      panes: { separatorColor: THEME.line, separatorHoverColor: THEME.label },
    },
    crosshair: { vertLine: cross, horzLine: cross },
    rightPriceScale: { borderColor: THEME.line },
    timeScale: { borderColor: THEME.line },
  }
}

const candleColours = () => ({
  upColor: THEME.up,
  wickUpColor: THEME.up,
  downColor: THEME.down,
  wickDownColor: THEME.down,
})

/** A candle that came after the moment that is shown. */
const dimmed = (bar: Bar): Bar => {
  if (!('open' in bar)) return bar
  const color = bar.close < bar.open ? THEME.laterDown : THEME.laterUp
  return { ...bar, color, wickColor: color }
}

/** More new bars than these are set as a whole. */
const MOST_UPDATES = 32

/**
 * From which bar on the bars differ from those held, seen from the newest end, where whoever joins
 * bars leaves old ones as they were; 0 where they are others altogether.
 */
export function firstNew(held: Bars | undefined, bars: Bars): number {
  if (held === undefined) return 0
  const same = held.grid.from === bars.grid.from && held.grid.bar === bars.grid.bar
  if (!same || bars.bars.length < held.bars.length) return 0
  const least = Math.max(1, bars.bars.length - MOST_UPDATES)
  for (let i = bars.bars.length - 1; i >= least; i--)
    if (bars.bars[i] === held.bars[i]) return i + 1
  return bars.bars[least - 1] === held.bars[least - 1] ? least : 0
}
