import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { Candle, OpenInterest, Trade } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import type { Instrument, InstrumentId, VenueId } from '../market/instrument.ts'
import { HOUR, quantity } from '../market/units.ts'
import { openHistory } from './history.ts'
import type { History } from './history.ts'

export const venue = parseVenueId('binance') as VenueId
export const btc = instrumentId(venue, 'BTCUSDT')
export const eth = instrumentId(venue, 'ETHUSDT')
export const start = Date.UTC(2024, 5, 30, 20)

export const made: { history: History; root: string }[] = []

export async function freshHistory(name = 'history'): Promise<History> {
  const root = await mkdtemp(join(tmpdir(), 'isotherm-history-'))
  const history = await openHistory(join(root, name))
  made.push({ history, root })
  return history
}

afterEach(async () => {
  for (const { history, root } of made.splice(0)) {
    await history.close()
    await rm(root, { recursive: true, force: true })
  }
})

export const instrument = (id: InstrumentId): Instrument => ({
  id,
  venue,
  symbol: id.slice(8),
  base: id.slice(8, 11),
  quote: 'USDT',
  contract: 'linear',
  contractSize: 1,
  tickSize: 0.1,
})

export const header = (id: InstrumentId, at: number) => ({
  venue,
  instrument: id,
  exchangeTime: at,
  receivedTime: at,
})

export function candle(at: number, rest: Partial<Candle> = {}, id = btc, interval = HOUR): Candle {
  return {
    ...header(id, at + interval),
    type: 'candle',
    openTime: at,
    interval,
    open: 100,
    high: 110.5,
    low: 90,
    close: 101,
    volume: quantity(12.5),
    ...rest,
  }
}

export const openInterest = (at: number, value: number, id = btc): OpenInterest => ({
  ...header(id, at),
  type: 'open-interest',
  openInterest: quantity(value),
})

export const trade = (at: number, rest: Partial<Trade> = {}): Trade => ({
  ...header(btc, at),
  type: 'trade',
  price: 100,
  quantity: quantity(1),
  takerSide: 'buy',
  ...rest,
})

export const ALL = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const
