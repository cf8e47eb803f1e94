import type { Accessor } from 'solid-js'
import { createMemo, createSignal } from 'solid-js'
import type { InstrumentInfo } from '../../api/schema.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import type { Api } from '../request/api-client.ts'
import type { Bars } from '../chart/bars.ts'
import { windowFor } from '../chart/bars.ts'
import type { PagePlayback } from '../playback/create-playback.ts'
import type { Follow } from '../request/follow.ts'
import { sameFields } from '../request/follow.ts'
import type { Live } from './live.ts'
import { createLiveBars } from './live-bars.ts'

/** The candles of the chart, as far back as was asked for. */
export interface Candles {
  readonly bars: Accessor<Bars | undefined>
  /** The oldest candles are in sight: older ones are asked for, where there are any. */
  readonly reachBack: () => void
}

/** Must be called inside a Solid root. */
export function createCandles(of: {
  readonly api: Api
  readonly follow: Follow
  readonly live: Live
  readonly instrument: Accessor<InstrumentInfo | undefined>
  readonly bar: Accessor<Millis>
  /** Length of the range. */
  readonly range: Accessor<Millis>
  readonly playback: PagePlayback
  /** Counts up when the past has changed. */
  readonly revisions: Accessor<number>
  /** Up to where the server has told that candles reach. */
  readonly toldTo: (instrument: InstrumentId) => Millis | undefined
}): Candles {
  const { api, follow, live, instrument, bar, range, playback, revisions } = of
  /** How far back was asked for, and for which bars: another instrument or bar starts anew. */
  const [reach, setReach] = createSignal({ of: '', steps: 0 })
  const place = () => `${instrument()?.id} ${bar()}`
  const steps = () => (reach().of === place() ? reach().steps : 0)
  const query = createMemo(
    () => {
      const info = instrument()
      if (info === undefined) return undefined
      const { from, to } = windowFor(info, range(), bar(), steps(), playback.asked())
      return { instrument: info.id, interval: bar(), from, to, round: revisions() }
    },
    undefined,
    { equals: sameFields },
  )
  const { bars, set } = createLiveBars({
    api,
    follow,
    live,
    instrument,
    isPast: () => (query()?.to ?? 0) < (instrument()?.to ?? 0),
    closedTo() {
      const info = instrument()
      if (info === undefined || live.link() === undefined) return undefined
      return Math.max(of.toldTo(info.id) ?? 0, info.to)
    },
  })
  follow(
    'candles',
    query,
    ({ instrument: id, interval, from, to }, signal) =>
      api.candles({ instrument: id, interval, from, to }, signal),
    set,
  )
  return {
    bars,
    reachBack() {
      const held = bars()
      const asked = query()
      // Only once what was asked for is there.
      const arrived =
        held?.grid.bar === bar() && asked !== undefined && held.grid.from <= asked.from + bar()
      if (arrived && asked.from > (instrument()?.from ?? 0))
        setReach({ of: place(), steps: steps() + 1 })
    },
  }
}
