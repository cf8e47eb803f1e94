import { z } from 'zod'
import type { Bar } from './bars.ts'
import { decimal, decimalText } from './bars.ts'
import { spanShape } from './liquidation-rows.ts'

/** Prices, volumes and what is open, as this contract answers them. */

/**
 * Absent where it is not known here: the contract leaves keys out of rows that they do not fit, and
 * clients are ready for that, but few for null.
 */
const known = z.number().optional()

export const priceHistorySchema = z.array(
  z.strictObject({
    time: z.number().int(),
    open: decimal,
    high: decimal,
    low: decimal,
    close: decimal,
    volume_usd: decimal,
  }),
)

export const priceRow = ({
  time,
  open,
  high,
  low,
  close,
  volume,
}: Bar): z.infer<typeof priceHistorySchema>[number] => ({
  time,
  open: decimalText(open),
  high: decimalText(high),
  low: decimalText(low),
  close: decimalText(close),
  volume_usd: decimalText(volume.usd),
})

/** Keys `name_span`, in the order of the spans. */
export const spanKeys = (name: string, spans: readonly string[]): string[] =>
  spans.map((span) => `${name}_${span}`)

const shapeOf = (keys: readonly string[]): Record<string, typeof known> =>
  Object.fromEntries(keys.map((key) => [key, known] as const))

export const CHANGE_SPANS = ['5m', '15m', '30m', '1h', '4h', '24h'] as const
export const PRICE_SPANS = ['5m', '15m', '30m', '1h', '4h', '12h', '24h'] as const
export const VOLUME_USD_SPANS = ['1h', '4h', '24h'] as const
export const LIQUIDATION_SPANS = ['1h', '4h', '12h', '24h'] as const

export const coinsMarketsSchema = z.array(
  z.strictObject({
    symbol: z.string(),
    current_price: z.number(),
    avg_funding_rate_by_oi: known,
    avg_funding_rate_by_vol: known,
    open_interest_usd: known,
    open_interest_quantity: known,
    open_interest_volume_ratio: known,
    ...shapeOf(spanKeys('price_change_percent', PRICE_SPANS)),
    ...shapeOf(spanKeys('open_interest_change_percent', CHANGE_SPANS)),
    ...shapeOf(spanKeys('volume_change_percent', CHANGE_SPANS)),
    ...shapeOf(spanKeys('volume_change_usd', VOLUME_USD_SPANS)),
    ...shapeOf(spanKeys('long_short_ratio', PRICE_SPANS)),
    ...spanShape(LIQUIDATION_SPANS),
  }),
)

export const priceChangeSchema = z.array(
  z.strictObject({
    symbol: z.string(),
    current_price: z.number(),
    ...shapeOf(spanKeys('price_change_percent', PRICE_SPANS)),
    ...shapeOf(spanKeys('price_amplitude_percent', PRICE_SPANS)),
  }),
)

export const pairsMarketsSchema = z.array(
  z.strictObject({
    instrument_id: z.string(),
    exchange_name: z.string(),
    /** Base and quote: `BTC/USDT`. */
    symbol: z.string(),
    current_price: z.number(),
    price_change_percent_24h: known,
    volume_usd: known,
    volume_usd_change_percent_24h: known,
    long_volume_usd: known,
    short_volume_usd: known,
    open_interest_quantity: known,
    open_interest_usd: known,
    open_interest_change_percent_24h: known,
    long_liquidation_usd_24h: known,
    short_liquidation_usd_24h: known,
    funding_rate: known,
    open_interest_volume_radio: known,
    oi_vol_ratio_change_percent_24h: known,
  }),
)

/** Undefined for what is not known, or no number. */
export const told = (value: number | undefined): number | undefined =>
  value === undefined || !Number.isFinite(value) ? undefined : value

/** By how many percent something has changed; undefined where either is not known. */
export const percentChange = (
  before: number | undefined,
  now: number | undefined,
): number | undefined =>
  before === undefined || now === undefined ? undefined : (now / before - 1) * 100

/** A value for each of some keys. */
export const bySpan = <Span extends string>(
  name: string,
  spans: readonly Span[],
  of: (span: Span) => number | undefined,
): Record<string, number | undefined> =>
  Object.fromEntries(spans.map((span) => [`${name}_${span}`, told(of(span))] as const))
