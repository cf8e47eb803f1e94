import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { Backfill, QuoteRateInfo, VenueInfo } from '../../api/live.ts'
import type { ServerMessage } from '../../api/live-messages.ts'
import { ROUTES } from '../../api/routes.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { SAVED_COLUMN_EVERY, savesData } from '../request/data-saver.ts'
import { sameFields } from '../request/follow.ts'
import type { Freshness } from './freshness.ts'
import { freshnessOf } from './freshness.ts'
import type { Link, LiveClient, Watch } from '../../client/live-connection.ts'
import { SILENT_AFTER, createLiveClient } from '../../client/live-connection.ts'
import type { LiveColumn } from '../map/live-column.ts'
import { nextColumn } from '../map/live-column.ts'
import { createServerClock } from '../request/server-clock.ts'
import type { Tape } from './tape.ts'
import { createTape } from './tape.ts'

type MessageOf<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>

/** What the server says by itself. */
export interface Live {
  /** undefined where the server has no live part: then the page is as its history left it. */
  readonly link: Accessor<Link | undefined>
  /** Whether the server is there at this moment. */
  readonly heard: Accessor<boolean>
  /** The server's clock, once a second. */
  readonly now: Accessor<number>
  /** undefined before the server has said anything. */
  readonly venues: Accessor<readonly VenueInfo[] | undefined>
  readonly backfill: Accessor<Backfill | undefined>
  /** What quotes are worth, as the server last said. */
  readonly quoteRates: Accessor<readonly QuoteRateInfo[]>
  readonly tape: Tape
  /** Counts up with the tape, once a frame at most. */
  readonly taped: Accessor<number>
  /** The open bar of the watched instrument. */
  readonly bar: Accessor<MessageOf<'bar'> | undefined>
  readonly column: Accessor<LiveColumn | undefined>
  /** What rules of the operator told last, while the page was open. */
  readonly alerts: Accessor<MessageOf<'alerts'> | undefined>
  readonly freshness: Accessor<Freshness>
  readonly watch: (watch: Watch | undefined) => void
  /** Does not wait for the next attempt to connect. */
  readonly retryNow: () => void
}

export interface LiveOptions {
  /** Whether the server has a live part. */
  readonly served: Accessor<boolean>
  readonly instrument: Accessor<InstrumentId | undefined>
  /** The server is there again after it was missed. */
  readonly onReturn: () => void
  readonly onLost: () => void
  readonly onExtended: (message: MessageOf<'extended'>) => void
  readonly onRevised: (message: MessageOf<'revised'>) => void
  readonly onGap: (message: MessageOf<'gap'>) => void
}

/** Follows the server over one WebSocket while it has a live part. Must be called in a Solid root. */
export function createLive(options: LiveOptions): Live {
  const [link, setLink] = createSignal<Link>()
  const [venues, setVenues] = createSignal<readonly VenueInfo[]>()
  const [backfill, setBackfill] = createSignal<Backfill>()
  const [quoteRates, setQuoteRates] = createSignal<readonly QuoteRateInfo[]>([])
  const [bar, setBar] = createSignal<MessageOf<'bar'>>()
  const [column, setColumn] = createSignal<LiveColumn>()
  const [alerts, setAlerts] = createSignal<MessageOf<'alerts'>>()
  const [taped, setTaped] = createSignal(0)
  const [watched, setWatched] = createSignal<Watch | undefined>(undefined, { equals: sameWatch })
  const tape = createTape()
  const clock = createServerClock()
  let client: LiveClient | undefined
  let greeted = false
  let frame: number | undefined
  let bad = 0

  function tapeChanged(): void {
    frame ??= requestAnimationFrame(() => {
      frame = undefined
      setTaped((count) => count + 1)
    })
  }
  onCleanup(() => frame !== undefined && cancelAnimationFrame(frame))

  function complain(detail: string): void {
    bad++
    if (bad === 1)
      console.warn(`A live message could not be used, more are only counted: ${detail}`)
  }

  function take(message: ServerMessage): void {
    if ('time' in message && (message.type === 'hello' || message.type === 'venues'))
      clock.heard(message.time)
    switch (message.type) {
      case 'hello':
        tape.reset(message.liquidations)
        tapeChanged()
        setVenues(message.venues)
        setBackfill(message.backfill)
        setQuoteRates(message.quoteRates)
        if (greeted) options.onReturn()
        greeted = true
        break
      case 'venues': {
        const changed = new Map(message.venues.map((venue) => [venue.venue, venue]))
        const known = venues() ?? []
        const kept = known.map((venue) => changed.get(venue.venue) ?? venue)
        const added = message.venues.filter(
          ({ venue }) => !known.some((one) => one.venue === venue),
        )
        setVenues([...kept, ...added])
        if (message.quoteRates !== undefined) setQuoteRates(message.quoteRates)
        break
      }
      case 'liquidations':
        tape.add(message.liquidations)
        tapeChanged()
        break
      case 'bar':
        if (message.instrument === watched()?.instrument) setBar(message)
        break
      case 'column': {
        const { instrument, model, zoom } = watched() ?? {}
        const wanted = message.instrument === instrument && message.model === model
        if (wanted && message.zoom === zoom) setColumn(nextColumn(column(), message))
        break
      }
      case 'extended':
        options.onExtended(message)
        break
      case 'revised':
        options.onRevised(message)
        break
      case 'gap':
        options.onGap(message)
        break
      case 'alerts':
        setAlerts(message)
        break
      case 'backfill':
        setBackfill(message.backfill)
        break
      case 'pong':
        clock.heard(message.time)
        break
      case 'problem':
        complain(`${message.code}: ${message.detail}`)
        break
    }
  }

  const served = createMemo(options.served)
  createEffect(
    on(served, (isServed) => {
      if (!isServed) return
      const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
      const created = createLiveClient({
        open: () => new WebSocket(`${scheme}://${location.host}${ROUTES.live}`),
        onMessage: take,
        onLink(next) {
          setLink(next)
          if (next.state === 'lost') options.onLost()
        },
        onBadMessage: complain,
      })
      client = created
      created.watch(watched())
      const wake = (): void => {
        clock.tick()
        if (document.visibilityState === 'visible') created.wake()
      }
      const events = ['online', 'pageshow', 'focus'] as const
      for (const name of events) addEventListener(name, wake)
      document.addEventListener('visibilitychange', wake)
      onCleanup(() => {
        for (const name of events) removeEventListener(name, wake)
        document.removeEventListener('visibilitychange', wake)
        created.close()
        client = undefined
        setLink(undefined)
      })
    }),
  )

  /** Recomputed every second, since silence is an event that nobody sends. */
  const silence = createMemo(() => {
    clock.now()
    link()
    bar()
    const heardAt = client?.heardAt()
    return heardAt === undefined ? undefined : Math.max(0, Date.now() - heardAt)
  })
  const heard = createMemo(
    () => link()?.state === 'open' && (silence() ?? Infinity) <= SILENT_AFTER,
  )
  const freshness = createMemo(
    () =>
      freshnessOf({
        instrument: options.instrument(),
        link: link(),
        silence: silence(),
        now: clock.now(),
        barTime: bar()?.time,
        venues: venues(),
      }),
    undefined,
    { equals: (a, b) => sameFields({ ...a }, { ...b }) },
  )

  return {
    link,
    heard,
    now: clock.now,
    venues,
    backfill,
    quoteRates,
    tape,
    taped,
    bar,
    column,
    alerts,
    freshness,
    retryNow: () => client?.wake(),
    watch(wanted) {
      const next = wanted && savesData() ? { ...wanted, columnEvery: SAVED_COLUMN_EVERY } : wanted
      if (sameWatch(watched(), next)) return
      if (next?.instrument !== watched()?.instrument) setBar(undefined)
      setColumn(undefined)
      setWatched(next)
      client?.watch(next)
    },
  }
}

const sameWatch = (a: Watch | undefined, b: Watch | undefined): boolean =>
  sameFields(a && { ...a }, b && { ...b })
