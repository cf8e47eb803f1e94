import type { Accessor } from 'solid-js'
import { For, Show, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import { decimalsOf } from '../../api/format.ts'
import { formatPrice } from '../words/amounts.ts'
import type { Bar } from '../chart/bars.ts'
import { cumulativeDelta, ema, rsi } from '../../signals/indicators.ts'
import type { PaneChart } from './pane-chart.ts'
import { averageColour } from './pane-chart.ts'
import { createPaneData } from './pane-data.ts'
import {
  fundingPoints,
  interestPoints,
  linePoints,
  liquidationPoints,
  volumePoints,
} from './pane-points.ts'
import { lastCandle } from './pane-rows.ts'
import { paneWords } from './pane-words.ts'
import type { PaneId } from './panes.ts'
import { AVERAGES, PANES, RSI_PERIOD, shownPanes } from './panes.ts'
import type { Session } from '../session/session.ts'

/** Fills the panes under the chart and the averages on it, and says their values at the crosshair. */
export function PanesView(props: {
  session: Session
  chart: PaneChart
  narrow: boolean
  /** The time under the crosshair, in whatever pane. */
  time: number | undefined
  host: HTMLElement
}) {
  const { session, chart } = props
  const { bars, instrument, view } = session
  const same = { equals: (a: readonly PaneId[], b: readonly PaneId[]) => a.join() === b.join() }
  const shown = createMemo(() => shownPanes(view().panes, props.narrow), [], same)
  const has = (pane: PaneId) => shown().includes(pane)
  const data = createPaneData(session, shown)
  const tops = followTops(props.host, chart, shown)
  onCleanup(() => {
    chart.show([])
    for (const period of AVERAGES) chart.setAverage(period, undefined)
  })

  const closes = createMemo(() =>
    (bars()?.bars ?? []).map((bar) => ('close' in bar ? bar.close : undefined)),
  )
  const strengths = createMemo(() => (has('rsi') ? rsi(closes(), RSI_PERIOD) : []))
  const deltas = createMemo(() =>
    has('cvd')
      ? cumulativeDelta((bars()?.bars ?? []).map((bar) => ('open' in bar ? bar : {})))
      : [],
  )
  const averages = createMemo(() =>
    AVERAGES.filter((period) => view().averages.includes(period)).map((period) => ({
      period,
      values: ema(closes(), period),
    })),
  )

  createEffect(() => chart.recolour())
  createEffect(() => {
    // A pane that has come is filled.
    shown()
    const held = bars()
    if (held === undefined) return
    if (has('volume')) chart.set('volume', volumePoints(held))
    if (has('rsi')) chart.set('rsi', linePoints(held, strengths()))
    if (has('cvd')) chart.set('cvd', linePoints(held, deltas()))
    if (has('oi'))
      chart.set('oi', interestPoints(held, data.interest(), instrument()?.contract ?? 'linear'))
    if (has('funding')) chart.set('funding', fundingPoints(held, data.funding()))
    if (!has('liquidations')) return
    const isOpen = session.playback.at() === undefined
    const { gap, long, short } = liquidationPoints(held, data.liquidations(), isOpen)
    chart.set('gap', gap)
    chart.set('long', long)
    chart.set('short', short)
  })
  createEffect(() => {
    const held = bars()
    for (const period of AVERAGES) {
      const average = averages().find((one) => one.period === period)
      const isShown = held !== undefined && average !== undefined
      chart.setAverage(period, isShown ? linePoints(held, average.values) : undefined)
    }
  })

  /** The bar under the crosshair, else the newest. */
  const at = createMemo(() => {
    const held = bars()
    if (held === undefined) return undefined
    const time = props.time
    const index =
      time === undefined
        ? lastCandle(held.bars)
        : Math.floor((time - held.grid.from) / held.grid.bar)
    if (index === undefined) return undefined
    const bar: Bar | undefined = held.bars[index]
    if (bar === undefined) return undefined
    return { index, bar, openTime: bar.time * 1000, isNewest: index === held.bars.length - 1 }
  })

  const words = (pane: PaneId): string => {
    const place = at()
    const info = instrument()
    if (place === undefined || info === undefined) return '–'
    const { bar, index, openTime, isNewest } = place
    return paneWords(pane, {
      info,
      bar,
      since: bars()?.grid.from ?? 0,
      strength: strengths()[index],
      delta: deltas()[index],
      interest: data.interest().get(openTime),
      funding: data.funding().get(openTime),
      liquidations: data.liquidations().get(openTime),
      isOpen: isNewest && session.live.heard(),
    })
  }
  const sampled = () => data.told()?.completeness === 'sampled'

  return (
    <>
      <Show when={averages().length > 0}>
        <div class="averages" data-field="averages">
          <For each={averages()}>
            {({ period, values }) => (
              <span style={{ color: averageColour(period) }}>
                EMA {period}{' '}
                <b data-ema={period}>
                  {priceWords(values[at()?.index ?? -1], instrument()?.tickSize)}
                </b>
              </span>
            )}
          </For>
        </div>
      </Show>
      <For each={shown()}>
        {(pane, i) => (
          <div
            class="pane-legend"
            style={{ top: `${tops()[i()] ?? 0}px` }}
            hidden={tops()[i()] === undefined}
          >
            <span>{PANES.find(({ id }) => id === pane)?.name}</span>{' '}
            <b data-pane={pane}>{words(pane)}</b>
            <Show when={pane === 'liquidations' && sampled()}>
              {' '}
              <em title={data.told()?.note ?? undefined}>sampled</em>
            </Show>
          </div>
        )}
      </For>
    </>
  )
}

const priceWords = (value: number | undefined, tick: number | undefined): string =>
  value === undefined ? '–' : formatPrice(value, decimalsOf(tick ?? 0.01))

/** Where the panes begin, in CSS pixels of the host: edges are dragged, and the page is resized. */
function followTops(
  host: HTMLElement,
  chart: PaneChart,
  shown: Accessor<readonly PaneId[]>,
): Accessor<readonly number[]> {
  const [tops, setTops] = createSignal<readonly number[]>([], {
    equals: (a, b) => a.join() === b.join(),
  })
  const measure = (): void => {
    const { top } = host.getBoundingClientRect()
    setTops(
      chart.elements().flatMap((element) => {
        const box = element?.getBoundingClientRect()
        return box === undefined ? [] : [box.top - top]
      }),
    )
  }
  const observer = new ResizeObserver(measure)
  createEffect(
    on(shown, (panes) => {
      chart.show(panes)
      observer.disconnect()
      observer.observe(host)
      // The library makes the elements of a new pane in its next frame.
      const frame = requestAnimationFrame(() => {
        for (const element of chart.elements()) if (element !== null) observer.observe(element)
        measure()
      })
      onCleanup(() => cancelAnimationFrame(frame))
    }),
  )
  onCleanup(() => observer.disconnect())
  return tops
}
