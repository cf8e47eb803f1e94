import type { InstrumentInfo } from '../../api/schema.ts'
import type { Instrument, InstrumentId, VenueId } from '../../market/instrument.ts'
import { moneyOf } from '../../market/money.ts'
import { DAY, HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { heldByLifetime } from '../../pipeline/held-lifetimes.ts'
import { READ_WITHIN } from '../../pipeline/signal-readings.ts'
import type { MapReading } from '../../pipeline/signal-readings.ts'
import { OUTLIVES, livingVenues, meanLifetime } from '../../signals/cascade/venue-failure.ts'
import type { VenueLife } from '../../signals/cascade/venue-failure.ts'
import { summedReading } from '../../signals/coin/summed-reading.ts'
import type { MarketReading } from '../../signals/market-reading.ts'
import { SignalRun } from '../../signals/signal-run.ts'
import type { SignalState } from '../../signals/signal-state.ts'
import type { Catalogue } from '../market/catalogue.ts'
import type { Measured } from '../live/live-routes.ts'
import { MadeOnce } from '../http/made-once.ts'
import { isProblem, problem } from '../http/problems.ts'
import { timeText } from '../http/read-parameters.ts'
import { rowsWithin } from '../market/rows-within.ts'
import type { VersionedMap } from '../map/served-map.ts'
import { SignalWalk } from './signal-walk.ts'
import { createQueue } from '../http/work-queue.ts'

/** The map of one instrument of a coin, and how long it would count if nothing more were heard of it. */
export interface CoinMap {
  readonly instrument: Instrument
  readonly reading: MapReading
  /** Undefined where nothing is held or traded: then it counts as long as there is no other. */
  readonly outlives: Millis | undefined
}

/** An instrument that is not summed, and why. */
interface Missing {
  readonly instrument: InstrumentId
  readonly why: string
}

/** What the maps of a coin say together. */
export interface SaidOfCoin {
  readonly coin: string
  readonly simulated: boolean
  /** Those that count, the one first from whose price it is seen. */
  readonly parts: readonly CoinMap[]
  /** Those whose levels have outlived what was last heard of their venue. */
  readonly silent: readonly CoinMap[]
  readonly missing: readonly Missing[]
  readonly sum: MarketReading
  readonly state: SignalState
  /** Open interest of what counts over that of all. */
  readonly observedShare: number | undefined
}

export interface CoinDesk {
  /** Throws the problem `unknown-instrument`, or `no-map` where no instrument of it has one. */
  read(coin: string, model: string, time: Millis | 'newest'): Promise<SaidOfCoin>
  close(): void
}

export interface CoinDeskOptions {
  readonly catalogue: Pick<Catalogue, 'instruments' | 'market' | 'map'>
  readonly measured: Measured | undefined
}

const MOST_KEPT = 8
const MOST_WAITING = 8

/** Reads the maps of a coin at one time, and sums those of venues that are not dead. */
export function createCoinDesk({ catalogue, measured }: CoinDeskOptions): CoinDesk {
  const kept = new MadeOnce<readonly CoinMap[]>(MOST_KEPT)
  const queue = createQueue(MOST_WAITING)
  const closing = new AbortController()

  async function readMap(
    { id, opened }: { readonly id: InstrumentId; readonly opened: VersionedMap },
    end: Millis,
  ): Promise<CoinMap | undefined> {
    const market = await catalogue.market(id)
    // One reading, without a past.
    const steps = { from: end, every: opened.data.candles.interval }
    const walk = await SignalWalk.open(market, opened, steps, closing.signal)
    await walk.through(end)
    const { said, model } = walk
    if (said === undefined) return undefined
    const { openTime, volume } = opened.data.candles
    const [first, last] = rowsWithin(openTime, end - DAY, end)
    const traded = volume.subarray(first, last).reduce((a, b) => a + b, 0)
    const lifetime = meanLifetime(heldByLifetime(model), traded / model.openInterest)
    return {
      instrument: market.instrument,
      reading: said.reading,
      outlives: lifetime && OUTLIVES * lifetime,
    }
  }

  return {
    async read(coin, model, time) {
      const { chosen, missing } = chooseInstruments(coin, await catalogue.instruments())
      const maps: { readonly id: InstrumentId; readonly opened: VersionedMap }[] = []
      for (const { id } of chosen)
        try {
          // oxlint-disable-next-line no-await-in-loop -- maps are made one after the other
          maps.push({ id, opened: await catalogue.map(id, model) })
        } catch (error) {
          if (!isProblem(error) || error.problem.code !== 'no-map') throw error
          missing.push({ instrument: id, why: error.message.replaceAll(`${id} `, '') })
        }
      const newest = Math.max(...maps.map(({ opened }) => opened.map.to))
      const until = time === 'newest' ? newest : Math.min(time, newest)
      const read = maps.flatMap((one) => {
        const { map } = one.opened
        const end = endOf(one.opened, until)
        if (end > map.from) return { ...one, end }
        missing.push({ instrument: one.id, why: `has a map from ${timeText(map.from)} on` })
        return []
      })
      const key = read.map(({ id, opened, end }) => `${id} ${opened.version} ${end}`).join()
      const found = await kept.of(`${model} ${key}`, () =>
        queue(async () => {
          const all: CoinMap[] = []
          for (const one of read) {
            // oxlint-disable-next-line no-await-in-loop -- one after the other
            const map = await readMap(one, one.end)
            if (map !== undefined) all.push(map)
          }
          return all
        }),
      )
      if (found.length === 0)
        throw problem('no-map', `no instrument of ${coin} has a map at that time`)
      const at = Math.max(...found.map(({ reading }) => reading.time))
      const { living, observedShare } = livingVenues(livesOf(found), at)
      const isLiving = ({ instrument }: CoinMap) => living.has(instrument.venue)
      const parts = inOrder(found.filter(isLiving), at)
      const sum = summedReading(
        parts.map(({ instrument: { id, venue }, reading }) => ({
          venue,
          reading,
          measured: time === 'newest' ? measured?.(id, 0)?.levels : undefined,
        })),
        READ_WITHIN,
      )
      return {
        coin,
        simulated: chosen[0]!.simulated,
        parts,
        silent: found.filter((one) => !isLiving(one)),
        missing,
        sum,
        state: new SignalRun().push(sum),
        observedShare,
      }
    },
    close: () => closing.abort(),
  }
}

interface Chosen {
  readonly chosen: readonly InstrumentInfo[]
  readonly missing: Missing[]
}

/** Instruments of a coin that price in the same money, real ones where there are such. */
function chooseInstruments(coin: string, all: readonly InstrumentInfo[]): Chosen {
  const ofCoin = all.filter(({ base }) => base === coin)
  const real = ofCoin.filter(({ simulated }) => !simulated)
  const known = real.length > 0 ? real : ofCoin
  const [first] = known
  if (first === undefined) {
    const coins = [...new Set(all.map(({ base }) => base))].slice(0, 20)
    throw problem(
      'unknown-instrument',
      `there is no instrument of ${coin}: there are ${coins.join(', ')}`,
    )
  }
  const money = known.some((one) => moneyOf(one) === 'USD') ? 'USD' : moneyOf(first)
  return {
    chosen: known.filter((one) => moneyOf(one) === money),
    missing: known
      .filter((one) => moneyOf(one) !== money)
      .map((one) => ({ instrument: one.id, why: `prices in ${moneyOf(one)}, not in ${money}` })),
  }
}

/** The last close of a map up to a time. */
function endOf({ data, map }: VersionedMap, until: Millis): Millis {
  const { interval } = data.candles
  return until >= map.to ? map.to : Math.floor(until / interval) * interval
}

/** What is known of each venue's life; of two instruments of one venue, of both together. */
function livesOf(maps: readonly CoinMap[]): ReadonlyMap<VenueId, VenueLife> {
  const lives = new Map<VenueId, VenueLife>()
  for (const { instrument, reading, outlives } of maps) {
    const other = lives.get(instrument.venue)
    lives.set(instrument.venue, {
      heard: Math.max(other?.heard ?? 0, reading.time),
      meanLifetime: Math.max(other?.meanLifetime ?? 0, (outlives ?? Infinity) / OUTLIVES),
      openInterestUsd: (other?.openInterestUsd ?? 0) + (reading.facts.openInterestUsd ?? 0),
    })
  }
  return lives
}

/** First the one with the most open interest of those that are up to date. */
function inOrder(maps: readonly CoinMap[], at: Millis): readonly CoinMap[] {
  const openUsd = ({ reading }: CoinMap): number => reading.facts.openInterestUsd ?? 0
  const isNew = ({ reading }: CoinMap): number => (at - reading.time <= HOUR ? 1 : 0)
  return maps.toSorted((a, b) => isNew(b) - isNew(a) || openUsd(b) - openUsd(a))
}
