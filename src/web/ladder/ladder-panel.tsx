import { For, Show, createEffect, createMemo, createSignal, onCleanup } from 'solid-js'
import { decimalsOf } from '../../api/format.ts'
import { venueName } from '../../api/venue-name.ts'
import { amountStyle, formatPrice, formatUsd } from '../words/amounts.ts'
import { MAX_ZOOM } from '../../heatmap/grid.ts'
import { binMiddle, binOf } from '../../market/price-bin.ts'
import { STALE_AFTER, createBooks } from './books.ts'
import { CloseIcon } from '../parts/icons.tsx'
import type { LadderRow } from './ladder-rows.ts'
import { ladderRows, zoomOfRows } from './ladder-rows.ts'
import type { ChartPoint, PriceChart } from '../chart/price-chart.ts'
import type { Session } from '../session/session.ts'
import '../styles/ladder.css'

/** Rows are at least as high as their words. */
const ROW_HEIGHT = 15

/** Prices in sight and where they are, as the chart draws them. */
interface Frame {
  readonly from: number
  readonly to: number
  readonly height: number
}

/** What rests in the order book beside the levels of the map, on the chart's own price axis. */
export function LadderPanel(props: {
  session: Session
  price: PriceChart
  point: ChartPoint | undefined
  narrow: boolean
}) {
  const { session } = props
  const { sum, live, view, change, instrument } = session
  const [frame, setFrame] = createSignal<Frame>()
  const [only, setOnly] = createSignal('')
  followFrame(props.price, setFrame)

  const ofCoin = () => sum.shown()
  const chosen = createMemo(() => {
    const one = ofCoin().filter(({ id }) => id === only())
    return one.length > 0 ? one : ofCoin()
  })
  const ids = createMemo(() => (live.link() === undefined ? [] : chosen().map(({ id }) => id)))
  const yOf = (price: number): number | undefined => props.price.geometry()?.yOf(price)
  const zoom = createMemo(() => {
    const of = frame()
    return of && zoomOfRows(yOf, [of.from, of.to], { least: ROW_HEIGHT, coarsest: MAX_ZOOM })
  })
  const { books, levels } = createBooks(session, ids, zoom)

  const ageOf = (receivedTime: number): number => Math.max(0, live.now() - receivedTime)
  /** Books that are as new as they should be. */
  const fresh = createMemo(() =>
    ids().flatMap((id) => {
      const one = books().get(id)
      return one !== undefined && 'value' in one && ageOf(one.value.receivedTime) < STALE_AFTER
        ? [one.value]
        : []
    }),
  )
  const shown = createMemo(() => fresh().filter((one) => one.zoom === zoom()))
  const oldest = createMemo(() => {
    const ages = shown().map(({ receivedTime, time }) => Math.max(0, time - receivedTime))
    return ages.length === 0 ? undefined : Math.max(...ages)
  })
  const missing = createMemo(() =>
    ids().flatMap((id) => {
      if (fresh().some((one) => one.instrument === id)) return []
      const one = books().get(id)
      return [one !== undefined && 'why' in one ? one.why : `the book of ${id} has not come yet`]
    }),
  )
  const price = () => session.lastPrice() ?? instrument()?.lastPrice
  const rows = createMemo((): readonly LadderRow[] => {
    const [of, at, last] = [frame(), zoom(), price()]
    if (of === undefined || at === undefined || last === undefined) return []
    const answers = ids().flatMap((id) => {
      const one = levels().get(id)
      return one !== undefined && 'value' in one && one.value.zoom === at ? [one.value] : []
    })
    const sources = { books: shown(), levels: answers, price: last, zoom: at }
    return ladderRows(sources, of).toReversed()
  })
  const most = createMemo(() => {
    let [rests, holds] = [0, 0]
    for (const row of rows()) {
      rests = Math.max(rests, row.bidUsd, row.askUsd)
      holds = Math.max(holds, row.longUsd + row.shortUsd)
    }
    return { rests, holds }
  })
  const words = (value: number): string =>
    formatPrice(value, decimalsOf(instrument()?.tickSize ?? 0.01))
  const pointed = createMemo(() => {
    const at = props.point?.price
    if (shown().length === 0) return undefined
    return rows().find((row) => at !== undefined && row.priceFrom <= at && at < row.priceTo)
  })
  const isAbove = (row: LadderRow): boolean => row.priceFrom > (price() ?? 0)

  const [list, setList] = createSignal<HTMLDivElement>()
  let isPlaced = false
  createEffect(() => {
    // A list begins at the price; beside the chart rows are where their prices are.
    const [host, bin] = [list(), binOf(price() ?? 1, zoom() ?? 0)]
    const row = rows().length > 0 && host?.querySelector<HTMLElement>(`[data-bin="${bin}"]`)
    if (!props.narrow || isPlaced || !host || !row) return
    isPlaced = true
    host.scrollTop = row.offsetTop - host.offsetTop - host.clientHeight / 2
  })

  return (
    <aside class="ladder" aria-label="Order book and levels" data-zoom={zoom()}>
      <div class="ladder-head">
        <strong>Order book</strong>
        <Show when={ofCoin().length > 1}>
          <select
            aria-label="Whose order book"
            value={only()}
            onChange={(event) => setOnly(event.currentTarget.value)}
          >
            <option value="">All {ofCoin().length}</option>
            <For each={ofCoin()}>
              {(one) => <option value={one.id}>{venueName(one.venue)}</option>}
            </For>
          </select>
        </Show>
        <span class="ladder-age" data-field="book-age">
          {oldest() === undefined ? '' : `${(oldest()! / 1000).toFixed(1)} s old`}
        </span>
        <button
          type="button"
          class="icon-button"
          aria-label="Close order book"
          onClick={() => change({ dom: false })}
        >
          <CloseIcon />
        </button>
      </div>
      <div class="ladder-names" aria-hidden="true">
        <span>Rests</span>
        <span>Levels</span>
      </div>
      <div
        class="ladder-rows"
        ref={setList}
        role="table"
        tabindex="0"
        aria-label={`Resting orders and liquidation levels by price, ${amountStyle().currency}`}
      >
        <For each={rows()}>
          {(row) => (
            <div
              class="ladder-row"
              role="row"
              data-bin={row.bin}
              classList={{ pointed: pointed()?.bin === row.bin, unknown: !row.isKnown }}
              style={props.narrow ? {} : placeOf(row, yOf)}
            >
              <span class="ladder-price" role="rowheader">
                {words(binMiddle(row.bin, zoom() ?? 0))}
              </span>
              <span class="ladder-rest" role="cell">
                <i
                  class={row.askUsd > row.bidUsd ? 'ask' : 'bid'}
                  style={{ width: share(Math.max(row.bidUsd, row.askUsd), most().rests) }}
                />
                <b data-field="rests">{restWords(row)}</b>
              </span>
              <span class="ladder-level" role="cell">
                {/* Half of the cell is left for the words. */}
                <i class="long" style={{ width: share(row.longUsd / 2, most().holds) }} />
                <i class="short" style={{ width: share(row.shortUsd / 2, most().holds) }} />
                <b data-field="levels">
                  {row.longUsd + row.shortUsd === 0 ? '' : formatUsd(row.longUsd + row.shortUsd)}
                </b>
                <Show when={row.isThin}>
                  <em
                    data-field="thin"
                    title={`${formatUsd(row.depthUsd)} rests on the way, under 20% of this level`}
                  >
                    thin
                  </em>
                </Show>
              </span>
            </div>
          )}
        </For>
      </div>
      <div class="ladder-foot" data-field="ladder-foot">
        <Show
          when={pointed()}
          fallback={
            missing()[0] ??
            (shown().length > 0
              ? `Known ${words(Math.max(...shown().map(({ reach }) => reach.from)))} to ${words(
                  Math.min(...shown().map(({ reach }) => reach.to)),
                )}`
              : '')
          }
        >
          {(row) => (
            <>
              To {words(isAbove(row()) ? row().priceTo : row().priceFrom)}:{' '}
              <b data-field="depth">
                {`${row().isKnown ? '' : 'at least '}${formatUsd(row().depthUsd)}`}
              </b>{' '}
              rests, levels <b data-field="on-the-way">{formatUsd(row().levelsUsd)}</b>
            </>
          )}
        </Show>
      </div>
      <span class="for-readers" role="status">
        {view().dom && missing().length > 0 ? missing().join('; ') : ''}
      </span>
    </aside>
  )
}

const share = (of: number, most: number): string => (most > 0 ? `${(of / most) * 100}%` : '0')

/** Both sides where a row holds both: that of the best prices. */
function restWords({ bidUsd, askUsd, isKnown }: LadderRow): string {
  if (bidUsd + askUsd === 0) return isKnown ? formatUsd(0) : '–'
  if (bidUsd === 0 || askUsd === 0) return formatUsd(bidUsd + askUsd)
  return `${formatUsd(bidUsd)} / ${formatUsd(askUsd)}`
}

function placeOf(
  { priceFrom, priceTo }: LadderRow,
  yOf: (price: number) => number | undefined,
): { top?: string; height?: string } {
  const [top, bottom] = [yOf(priceTo), yOf(priceFrom)]
  if (top === undefined || bottom === undefined) return {}
  return { top: `${top}px`, height: `${bottom - top}px` }
}

/** States the prices in sight whenever the chart has drawn others. */
function followFrame(price: PriceChart, set: (frame: Frame | undefined) => void): void {
  let last = ''
  let waiting: number | undefined
  const look = (): void => {
    waiting = undefined
    const geometry = price.geometry()
    const [to, from] = [geometry?.priceOf(0), geometry?.priceOf(geometry.height)]
    const isThere = geometry !== undefined && from !== undefined && to !== undefined && from > 0
    // The middle tells a logarithmic axis from a linear one.
    const middle = isThere ? geometry.priceOf(geometry.height / 2) : undefined
    const key = `${from} ${middle} ${to} ${geometry?.height}`
    if (key === last) return
    last = key
    set(isThere ? { from, to, height: geometry.height } : undefined)
  }
  const primitive = {
    updateAllViews: () => void (waiting ??= requestAnimationFrame(look)),
  }
  createEffect(() => {
    price.series.attachPrimitive(primitive)
    look()
    onCleanup(() => {
      price.series.detachPrimitive(primitive)
      if (waiting !== undefined) cancelAnimationFrame(waiting)
    })
  })
}
