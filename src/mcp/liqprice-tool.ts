import { z } from 'zod'
import { tool } from './tool.ts'

/** Computes where a venue liquidates a position; throws a RangeError with what is wrong. */
export type ComputeLiqprice = (flags: Readonly<Record<string, string>>) => {
  readonly json: Readonly<Record<string, unknown>>
  readonly text: string
}

const known = z.number().nullable()

/** The same question as the command `isotherm liqprice`, which also answers it: nothing is asked of the server. */
export const liqpriceTool = (compute: ComputeLiqprice) =>
  tool({
    name: 'liquidation_price',
    title: 'Liquidation price of a position',
    says: "Where a venue liquidates a position, by the venue's own margin rule and risk tiers, with the rule and its source. Computed here; no account is looked at.",
    input: z.object({
      venue: z.string().max(40).describe('like binance, bybit or okx'),
      symbol: z.string().max(60).describe("the venue's own symbol, like BTCUSDT"),
      side: z.enum(['long', 'short']),
      entry: z.number().positive().describe('entry price'),
      leverage: z.number().min(1).max(1_000).optional(),
      quantity: z
        .number()
        .positive()
        .optional()
        .describe('base coins, or contracts of an inverse one'),
      marginMode: z.enum(['isolated', 'cross']).default('isolated'),
      wallet: z.number().positive().optional().describe('money behind it, in place of leverage'),
    }),
    output: z.looseObject({
      venue: z.string(),
      symbol: z.string(),
      liquidationPrice: known.describe('null: reason says why there is none'),
      liquidationPriceExact: known,
      bankruptcyPrice: known,
      maintenanceMargin: known,
      money: z.string(),
      notes: z.array(z.string()),
    }),
    answer(_, { marginMode, ...asked }) {
      const given = Object.entries(asked).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      )
      const { json, text } = compute({ ...Object.fromEntries(given), 'margin-mode': marginMode })
      return { data: json as never, lines: [text.trimEnd()] }
    },
  })
