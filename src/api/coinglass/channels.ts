import { z } from 'zod'
import { quoted } from '../quoted.ts'
import { refusal } from './envelope.ts'
import type { RefusalError } from './envelope.ts'
import { positionSide } from './liquidation-rows.ts'
import type { NamedLiquidation } from './liquidation-rows.ts'

/** The WebSocket of this contract: what clients send, and liquidations as its two channels tell them. */

export const SOCKET = '/ws-api'

/** The same liquidations, in the words of the older and of the newer documents. */
export const CHANNELS = ['liquidationOrders', 'liquidation_orders'] as const
export type Channel = (typeof CHANNELS)[number]

const price = z.number().positive()
const usd = z.number().nonnegative()
const symbol = z.string()
const side = z.union([z.literal(1), z.literal(2)])
const time = z.number().int()

export const channelSchemas = {
  liquidationOrders: z.strictObject({
    channel: z.literal('liquidationOrders'),
    data: z.array(
      z.strictObject({
        baseAsset: z.string(),
        exName: z.string(),
        price,
        side,
        symbol,
        time,
        volUsd: usd,
      }),
    ),
  }),
  liquidation_orders: z.strictObject({
    channel: z.literal('liquidation_orders'),
    data: z.array(
      z.strictObject({
        base_asset: z.string(),
        exchange: z.string(),
        price,
        side,
        symbol,
        time,
        volume_usd: usd,
      }),
    ),
  }),
} as const

type ChannelMessage = { [Name in Channel]: z.infer<(typeof channelSchemas)[Name]> }

/** What a channel tells of some liquidations. */
export const channelMessages: {
  readonly [Name in Channel]: (some: readonly NamedLiquidation[]) => ChannelMessage[Name]
} = {
  liquidationOrders: (some) => ({
    channel: 'liquidationOrders',
    data: some.map(({ coin, exchange, notionalUsd, ...one }) => ({
      baseAsset: coin,
      exName: exchange,
      price: one.price,
      side: positionSide(one.position),
      symbol: one.symbol,
      time: one.time,
      volUsd: notionalUsd,
    })),
  }),
  liquidation_orders: (some) => ({
    channel: 'liquidation_orders',
    data: some.map(({ coin, exchange, notionalUsd, ...one }) => ({
      base_asset: coin,
      exchange,
      price: one.price,
      side: positionSide(one.position),
      symbol: one.symbol,
      time: one.time,
      volume_usd: notionalUsd,
    })),
  }),
}

/** What a client asks of the socket. */
export type SocketAsk =
  | { readonly method: 'ping' }
  | { readonly method: 'subscribe' | 'unsubscribe'; readonly channels: readonly string[] }

const names = z.union([z.string(), z.array(z.string())]).transform((some) => [some].flat())

/** Clients in use write the list under either name. */
const askSchema = z.union([
  z.literal('ping').transform((method) => ({ method })),
  z.object({ method: z.literal('ping') }),
  z
    .object({
      method: z.enum(['subscribe', 'unsubscribe']),
      channels: names.optional(),
      channelList: names.optional(),
    })
    .transform(({ method, channels = [], channelList = [] }) => ({
      method,
      channels: [...channels, ...channelList],
    }))
    .refine(({ channels }) => channels.length > 0),
])

/** Reads a message of a client. Throws a refusal where it cannot be used. */
export function socketAsk(text: string): SocketAsk {
  const trimmed = text.trim()
  if (trimmed === 'ping') return { method: 'ping' }
  const read = askSchema.safeParse(parseJson(trimmed))
  if (read.success) return read.data
  throw refusal(
    '400',
    `${quoted(text)} cannot be used: send ping or {"method":"subscribe","channels":["liquidation_orders"]}`,
  )
}

const SERVED: ReadonlySet<string> = new Set(CHANNELS)
export const isChannel = (name: string): name is Channel => SERVED.has(name)

/** Why there is no such channel. */
export function noChannel(name: string): RefusalError {
  const there = `there are ${CHANNELS.join(' and ')}`
  return /^(futures_trades|spot_trades|futures_ticker)@/.test(name)
    ? refusal(
        '422',
        `channel ${quoted(name)} is not served: trades and tickers are not told here, ${there}`,
      )
    : refusal('404', `channel ${quoted(name)} is not known: ${there}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
