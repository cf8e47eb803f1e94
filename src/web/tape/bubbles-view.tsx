import { Show, createEffect, createMemo, createSignal, onCleanup } from 'solid-js'
import type { LiquidationInfo } from '../../api/live.ts'
import { decimalsOf, formatTime } from '../../api/format.ts'
import { formatPrice, formatUsd } from '../words/amounts.ts'
import type { BubbleLayer } from './bubble-layer.ts'
import { createBubbleLayer } from './bubble-layer.ts'
import { MOST_BUBBLES, bubbleAt, joinBubbles } from './bubbles.ts'
import { formatClock } from '../words/clock-words.ts'
import { savesData } from '../request/data-saver.ts'
import { createFollow, sameFields } from '../request/follow.ts'
import { atMostEvery } from '../request/paced.ts'
import type { ChartPoint, PriceChart } from '../chart/price-chart.ts'
import type { Session } from '../session/session.ts'

/** While the chart is dragged, what is in sight is asked for this often. */
const ASK_EVERY = 400

type Sight = Readonly<Record<'from' | 'to', number>>

/** Realised liquidations on the chart: asks for the largest in sight and says what is pointed at. */
export function BubblesView(props: {
  session: Session
  price: PriceChart
  point: ChartPoint | undefined
}) {
  const { session, price } = props
  const { api, bars, instrument, live, playback } = session
  const layer: BubbleLayer = createBubbleLayer(price.geometry)
  price.series.attachPrimitive(layer.primitive)
  const [sight, setSight] = createSignal<Sight | undefined>(undefined, { equals: sameFields })
  const [answered, setAnswered] = createSignal<readonly LiquidationInfo[]>([])

  const look = atMostEvery(ASK_EVERY, () => {
    const place = price.geometry()
    const bar = bars()?.grid.bar
    if (place === undefined || bar === undefined) return
    const whole = (time: number): number => Math.floor(time / bar) * bar
    const from = whole(place.timeOf(0))
    // The largest in sight are the largest of what was known at the moment that is shown.
    const to = Math.min(whole(place.timeOf(place.width)) + bar, playback.at() ?? Infinity)
    setSight(from < to ? { from, to } : undefined)
  })
  const scale = price.chart.timeScale()
  scale.subscribeVisibleLogicalRangeChange(look.call)
  onCleanup(() => {
    look.cancel()
    scale.unsubscribeVisibleLogicalRangeChange(look.call)
    price.series.detachPrimitive(layer.primitive)
  })
  const grid = createMemo(() => bars()?.grid.from)
  createEffect(() => grid() !== undefined && (playback.at(), look.call()))

  const follow = createFollow(session.revived, session.fail)
  const query = createMemo(
    () => {
      const info = instrument()
      const shown = sight()
      // To save data only those are shown that the page has heard of itself.
      if (info === undefined || shown === undefined || savesData()) return undefined
      return { instrument: info.id, ...shown, round: session.revised() }
    },
    undefined,
    { equals: sameFields },
  )
  follow(
    'bubbles',
    query,
    ({ instrument: id, from, to }, signal) =>
      api.pastLiquidations(
        { instrument: id, from, to, order: 'largest', limit: MOST_BUBBLES },
        signal,
      ),
    ({ liquidations }) => setAnswered(liquidations),
  )
  createEffect(() => {
    live.taped()
    const id = instrument()?.id
    const fresh = live.tape.rows({ instrument: id, minUsd: 0 })
    const until = playback.at() ?? Infinity
    const own = answered().filter((one) => one.instrument === id && one.time < until)
    layer.show(id === undefined ? [] : joinBubbles(own, fresh))
  })

  const pointed = createMemo(() => {
    const at = props.point
    return at === undefined ? undefined : bubbleAt(layer.placed(), at.x, at.y)
  })
  return (
    <Show when={pointed()}>
      {(bubble) => (
        <div
          class="bubble-note"
          role="status"
          style={{ left: `${bubble().x}px`, top: `${bubble().y - bubble().radius}px` }}
        >
          <b class={bubble().of.position}>
            {bubble().of.position === 'long' ? 'Long' : 'Short'} liquidated
          </b>{' '}
          {formatUsd(bubble().of.notionalUsd)} at{' '}
          {formatPrice(bubble().of.price, decimalsOf(instrument()?.tickSize ?? 0.01))}
          <small>
            {formatTime(bubble().of.time).slice(0, 10)} {formatClock(bubble().of.time)} UTC
          </small>
        </div>
      )}
    </Show>
  )
}
