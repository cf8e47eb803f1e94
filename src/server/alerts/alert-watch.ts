import type { LiquidationInfo } from '../../api/live.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { MINUTE, SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { ASKS_MAP } from '../../signals/alerts/alert-conditions.ts'
import { isInScope } from '../../signals/alerts/alert-rules.ts'
import type { AlertRule } from '../../signals/alerts/alert-rules.ts'
import type {
  AlertCluster,
  AlertLiquidation,
  Situation,
} from '../../signals/alerts/alert-situation.ts'
import type { SignalState } from '../../signals/signal-state.ts'
import { AlertFeeds } from './alert-feeds.ts'
import { keyOfLiquidation } from '../market/liquidation-info.ts'
import type { Live } from '../live/live.ts'
import type { ScoreKeeper } from '../score/score-keeper.ts'
import { scoreVerdict } from '../score/score-verdict.ts'
import type { SignalsDesk } from '../signals/signals-desk.ts'

/** How often it is to look. */
export const LOOK_EVERY: Millis = SECOND

/** An instrument of which there is no news is looked at this often. */
const QUIET_EVERY: Millis = 5 * SECOND

/** What is learnt of later than this is the past: filled in, or read again. */
const PAST_AFTER: Millis = MINUTE

/** Liquidations of one instrument between two looks; the rest is counted. */
const MOST_FRESH = 10_000

export interface AlertWatchOptions {
  readonly live: Pick<Live, 'market' | 'ready' | 'venues' | 'onMessage'>
  readonly rules: readonly AlertRule[]
  readonly offer: (situation: Situation) => void
  readonly scores: Pick<ScoreKeeper, 'peek'> | undefined
  /** Maps of instruments that rules ask of are kept awake. */
  readonly signals: Pick<SignalsDesk, 'follow'>
  /** UTC milliseconds. */
  readonly now: () => Millis
}

const NOTHING = (): void => undefined

/** What is remembered of an instrument. */
interface Watched {
  /** Liquidations since the last look that some rule may tell. */
  fresh: LiquidationInfo[]
  /** The smallest that some rule tells. */
  readonly leastUsd: number
  /** Forced orders of the last minute, by second, oldest first. */
  readonly forced: { readonly second: number; usd: number }[]
  signals: SignalState | undefined
  /** Clusters that were swept since the last look. */
  swept: AlertCluster[]
  lookedAt: Millis
}

/**
 * Makes situations of what is live. Taking an event costs a push into a list; all else waits for the
 * next look, so that a burst is one situation.
 */
export class AlertWatch {
  /** Liquidations that were too many to be looked at. */
  dropped = 0
  readonly #options: AlertWatchOptions
  readonly #feeds = new AlertFeeds()
  readonly #watched = new Map<InstrumentId, Watched>()
  readonly #inScope = new Map<InstrumentId, boolean>()
  /** By instrument, what ends it. */
  readonly #following = new Map<InstrumentId, () => void>()
  readonly #stop: () => void
  readonly #since: Millis
  #time = Number.NEGATIVE_INFINITY

  constructor(options: AlertWatchOptions) {
    this.#options = options
    this.#since = options.now()
    this.#stop = options.live.onMessage((message) => {
      if (message.type === 'liquidations') this.#take(message.liquidations)
      else if (message.type === 'extended') this.#follow(message.instrument)
    })
  }

  /** Offers the situations of all instruments that have news, or were not looked at for some seconds. */
  look(): void {
    const { live, offer, scores, now } = this.#options
    if (!live.ready) return
    const time = Math.max(now(), this.#time + 1)
    this.#time = time
    this.#feeds.look(live.venues(), time)
    for (const { id, lastPrice, streams } of live.market.instruments) {
      if (lastPrice === undefined || !this.#isInScope(id)) continue
      const watched = this.#of(id)
      const hasNews = watched.fresh.length > 0 || watched.swept.length > 0
      if (!hasNews && time - watched.lookedAt < QUIET_EVERY) continue
      const { swept, signals } = watched
      const liquidations = watched.fresh.map(toldLiquidation)
      watched.fresh = []
      watched.swept = []
      watched.lookedAt = time
      offer({
        instrument: id,
        time,
        price: lastPrice,
        hasMap: signals !== undefined,
        clusters: signals?.clusters ?? [],
        swept,
        ratio: signals?.ratios.all.ratio,
        patterns: signals?.formations ?? [],
        liquidations,
        forcedUsdPerMinute: streams.has('liquidation') ? lastMinute(watched, time) : undefined,
        feeds: this.#feeds.of(id),
        score: scoreVerdict(scores?.peek(id)),
      })
    }
  }

  close(): void {
    this.#stop()
    for (const stop of this.#following.values()) stop()
  }

  /** Keeps the map of an instrument awake from its first closed bar on, where a rule asks of it. */
  #follow(id: InstrumentId): void {
    const { rules, signals } = this.#options
    if (this.#following.has(id)) return
    const asks = rules.some((rule) => ASKS_MAP.has(rule.when.kind) && isInScope(rule, id))
    const stop = asks ? signals.follow(id, ({ state }) => this.#takeSignals(id, state)) : NOTHING
    this.#following.set(id, stop)
  }

  #takeSignals(id: InstrumentId, state: SignalState): void {
    const watched = this.#of(id)
    // What was swept before anybody watched is the past, and until the next step it is told again.
    const past = watched.signals?.ended ?? []
    watched.signals = state
    for (const { how, id, at, last } of state.ended)
      if (how === 'swept' && at >= this.#since && !past.some((one) => one.id === id))
        watched.swept.push(last)
  }

  #take(liquidations: readonly LiquidationInfo[]): void {
    const now = this.#options.now()
    for (const one of liquidations) {
      const { instrument, time, suspect, notionalUsd: usd } = one
      if (suspect !== null || now - time > PAST_AFTER || !this.#isInScope(instrument)) continue
      const { fresh, forced, leastUsd } = this.#of(instrument)
      const second = Math.floor(time / SECOND)
      const same = forced.findLast((sum) => sum.second === second)
      if (same === undefined) forced.push({ second, usd })
      else same.usd += usd
      if (usd < leastUsd) continue
      if (fresh.length < MOST_FRESH) fresh.push(one)
      else this.dropped++
    }
  }

  #isInScope(id: InstrumentId): boolean {
    const known = this.#inScope.get(id)
    if (known !== undefined) return known
    const isWanted = this.#options.rules.some((rule) => isInScope(rule, id))
    this.#inScope.set(id, isWanted)
    return isWanted
  }

  #of(id: InstrumentId): Watched {
    const known = this.#watched.get(id)
    if (known !== undefined) return known
    const made: Watched = {
      fresh: [],
      leastUsd: leastToldUsd(this.#options.rules, id),
      forced: [],
      signals: undefined,
      swept: [],
      lookedAt: Number.NEGATIVE_INFINITY,
    }
    this.#watched.set(id, made)
    return made
  }
}

const leastToldUsd = (rules: readonly AlertRule[], id: InstrumentId): number =>
  rules.reduce(
    (least, rule) =>
      rule.when.kind === 'liquidation' && isInScope(rule, id)
        ? Math.min(least, rule.when.minUsd)
        : least,
    Number.POSITIVE_INFINITY,
  )

const toldLiquidation = (one: LiquidationInfo): AlertLiquidation => ({
  id: keyOfLiquidation(one),
  time: one.time,
  side: one.position,
  price: one.price,
  usd: one.notionalUsd,
})

/** USD of the forced orders of the minute before a time; what is older is let go. */
function lastMinute({ forced }: Watched, time: Millis): number {
  const from = Math.floor((time - MINUTE) / SECOND)
  const kept = forced.filter(({ second }) => second > from)
  forced.splice(0, forced.length, ...kept)
  return kept.reduce((sum, { usd }) => sum + usd, 0)
}
