import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, on, onCleanup, untrack } from 'solid-js'
import type { LiquidationTotals } from '../../api/flows.ts'
import { MINUTE } from '../../market/units.ts'
import type { Answer, BarQuery } from '../request/api-client.ts'
import { endOf } from '../chart/open-bars.ts'
import { createFollow, sameFields } from '../request/follow.ts'
import { atMostEvery } from '../request/paced.ts'
import type { FundingRow, LiquidationRow } from './pane-rows.ts'
import { fundingRows, interestRows, liquidationRows } from './pane-rows.ts'
import type { PaneId } from './panes.ts'
import type { Session } from '../session/session.ts'

/** What panes show beside candles, by the open time of the bar. */
export interface PaneData {
  /** In the instrument's quantity. */
  readonly interest: Accessor<ReadonlyMap<number, number>>
  readonly funding: Accessor<ReadonlyMap<number, FundingRow>>
  readonly liquidations: Accessor<ReadonlyMap<number, LiquidationRow>>
  /** How complete the venue's liquidations are. */
  readonly told: Accessor<Pick<LiquidationTotals, 'completeness' | 'note'> | undefined>
}

/** While liquidations come, their sums are asked for this often. */
const SUM_EVERY = 3_000

/** Asks for the series of the panes that are shown; of what is there only the end is asked for again. */
export function createPaneData(session: Session, shown: Accessor<readonly PaneId[]>): PaneData {
  const { api, instrument, live } = session
  // All that is loaded, whichever moment is shown: what a bar holds does not depend on later ones.
  const { bars } = session.present
  const follow = createFollow(session.revived, session.fail)
  const [told, setTold] = createSignal<LiquidationTotals>()
  const [sums, setSums] = createSignal(0)
  const sum = atMostEvery(SUM_EVERY, () => setSums((count) => count + 1))
  onCleanup(sum.cancel)
  createEffect(on(live.taped, () => live.link() !== undefined && sum.call(), { defer: true }))

  /** A minute of the server's clock; the newest bar of what is told goes on with it. */
  const minute = createMemo(() => (live.link() === undefined ? 0 : Math.floor(live.now() / MINUTE)))
  const grid = createMemo(
    () => {
      const held = bars()
      const info = instrument()
      if (held === undefined || info === undefined) return undefined
      return { instrument: info.id, interval: held.grid.bar, from: held.grid.from, to: endOf(held) }
    },
    undefined,
    { equals: sameFields },
  )

  function series<T, Row>(
    pane: PaneId,
    ask: (query: BarQuery, signal: AbortSignal) => Promise<Answer<T>>,
    rowsOf: (answer: T, query: BarQuery) => ReadonlyMap<number, Row>,
    moves: () => unknown = minute,
  ): Accessor<ReadonlyMap<number, Row>> {
    const [rows, setRows] = createSignal<ReadonlyMap<number, Row>>(new Map())
    let place = ''
    let upTo = 0
    const query = createMemo(() => {
      const of = grid()
      if (of === undefined || !shown().includes(pane)) return undefined
      moves()
      const { instrument: id, interval, from, to } = of
      const here = `${id} ${interval} ${from} ${session.revised()}`
      const start = here === place ? Math.max(from, upTo - interval) : from
      return { here, ask: { instrument: id, interval, from: start, to: to + interval } }
    })
    follow(
      `pane-${pane}`,
      query,
      (wanted, signal) => ask(wanted.ask, signal),
      (answer, { here, ask: asked }) => {
        const held = here === place ? untrack(rows) : new Map<number, Row>()
        place = here
        upTo = asked.to - asked.interval
        setRows(new Map([...held, ...rowsOf(answer, asked)]))
      },
    )
    return rows
  }

  return {
    interest: series('oi', api.openInterest, (answer, { interval }) =>
      interestRows(answer, interval),
    ),
    funding: series('funding', api.funding, fundingRows),
    liquidations: series(
      'liquidations',
      api.liquidationTotals,
      (answer) => {
        setTold(answer)
        return liquidationRows(answer)
      },
      () => [minute(), sums()],
    ),
    told,
  }
}
