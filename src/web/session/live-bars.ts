import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, on, untrack } from 'solid-js'
import type { CandlesAnswer, InstrumentInfo } from '../../api/schema.ts'
import type { Api } from '../request/api-client.ts'
import type { Bars } from '../chart/bars.ts'
import { gaplessBars } from '../chart/bars.ts'
import type { Follow } from '../request/follow.ts'
import { sameFields } from '../request/follow.ts'
import type { Live } from './live.ts'
import type { Tail } from '../chart/open-bars.ts'
import { endOf, joinTail, settleTail, tailOf, withTail } from '../chart/open-bars.ts'

/** The chart's bars up to this moment: whole ones, and the open one as it grows. */
export interface LiveBars {
  readonly bars: Accessor<Bars | undefined>
  /** Candles were asked for as a whole. */
  readonly set: (candles: CandlesAnswer) => void
}

/**
 * Whole bars come from the server; those that close while the page looks are joined from the finest
 * candles since, of which only the new ones are asked for, and the open one comes over the WebSocket.
 * @param closedTo up to which candles are closed by now; undefined where nothing is live
 */
export function createLiveBars(options: {
  readonly api: Api
  readonly follow: Follow
  readonly live: Live
  readonly instrument: Accessor<InstrumentInfo | undefined>
  readonly closedTo: Accessor<number | undefined>
  /** Whether the whole bars end in the past, where nothing is joined to them. */
  readonly isPast: Accessor<boolean>
}): LiveBars {
  const { api, follow, live, instrument, closedTo, isPast } = options
  const [base, setBase] = createSignal<Bars>()
  /** Whose bars they are, beside which a tail of another instrument must not be put. */
  const [owner, setOwner] = createSignal<CandlesAnswer['instrument']>()
  const [tail, setTail] = createSignal<Tail>(EMPTY)
  /** Up to where the tail has been asked for. */
  const [askedTo, setAskedTo] = createSignal(0)

  const query = createMemo(
    () => {
      const info = instrument()
      const held = base()
      const to = closedTo()
      if (info === undefined || held === undefined || to === undefined || isPast()) return undefined
      if (owner() !== info.id) return undefined
      const from = Math.max(endOf(held), askedTo())
      if (from >= to) return undefined
      return { instrument: info.id, interval: info.candleInterval, from, to }
    },
    undefined,
    { equals: sameFields },
  )
  follow('candles', query, api.candles, (answer, { interval, to }) => {
    const held = base()
    if (held === undefined) return
    const bars = withTail(tail().bars, tailOf(answer))
    const settled = settleTail(held, { interval, bars }, to)
    setTail(settled.tail)
    setAskedTo(to)
    setBase(settled.bars)
  })

  createEffect(
    on(live.bar, (bar) => {
      if (bar === undefined || bar.instrument !== untrack(owner)) return
      const held = untrack(tail)
      if (bar.openTime >= untrack(askedTo))
        setTail({ interval: bar.interval, bars: withTail(held.bars, [bar]) })
    }),
  )

  return {
    bars: createMemo(() => {
      const held = base()
      return held === undefined || isPast() ? held : joinTail(held, tail())
    }),
    set(candles) {
      const bars = gaplessBars(candles)
      const end = bars === undefined ? 0 : endOf(bars)
      const same = candles.instrument === owner()
      // Open bars outlive a reload; closed ones are asked for anew.
      const open = same ? tail().bars.filter(({ openTime }) => openTime >= askedTo()) : []
      setTail({ ...EMPTY, bars: open.filter(({ openTime }) => openTime >= end) })
      setAskedTo(0)
      setOwner(candles.instrument)
      setBase(bars)
    },
  }
}

const EMPTY: Tail = { interval: 0, bars: [] }
