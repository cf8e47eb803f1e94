import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { normal, seededRandom } from '../../market/seeded-random.ts'
import { HOUR } from '../../market/units.ts'

/** The columns of ../shared/data/binance-usdm-2024-1h. */
export const COLUMNS =
  'time,open,high,low,close,volume,taker_buy_volume,trades,oi_open,oi_high,oi_low,oi_close,long_account_pct,liquidated_long,liquidated_short'

export const START = Date.UTC(2025, 0, 1)

/** One hour of a made market, by column. */
export type HourCells = Record<string, string>

/**
 * Hours of a random walk in which what is liquidated grows with how far price went and with volume.
 * @param price where it begins
 */
export function madeHours(days: number, price = 2_000): readonly HourCells[] {
  const random = seededRandom(8)
  let close = price
  return Array.from({ length: days * 24 }, (_, i) => {
    const open = close
    close = open * Math.exp(0.006 * normal(random))
    const high = Math.max(open, close) * (1 + 0.003 * Math.abs(normal(random)))
    const low = Math.min(open, close) / (1 + 0.003 * Math.abs(normal(random)))
    const volume = (1e8 / price) * (0.3 + random() ** 2)
    const liquidated = (away: number) => 0.3 * away * volume * -Math.log(1 - random())
    const oi = (2e8 / price) * (1 + 0.05 * Math.sin(i / 30))
    const cells = {
      open,
      high,
      low,
      close,
      volume,
      taker_buy_volume: volume * (0.4 + 0.2 * random()),
      trades: 1_000,
      oi_open: oi,
      oi_high: oi,
      oi_low: oi,
      oi_close: oi,
      long_account_pct: 50,
      liquidated_long: liquidated(1 - low / open),
      liquidated_short: liquidated(high / open - 1),
    }
    const texts = Object.entries(cells).map(([name, value]) => [
      name,
      value.toFixed(name === 'trades' ? 0 : value > 1e6 ? 3 : 12),
    ])
    return { time: new Date(START + i * HOUR).toISOString(), ...Object.fromEntries(texts) }
  })
}

/** Writes hours as a CSV file of a folder, which is made. */
export async function writeHours(
  folder: string,
  symbol: string,
  hours: readonly HourCells[],
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const lines = hours.map((cells) =>
    COLUMNS.split(',')
      .map((name) => cells[name] ?? '')
      .join(','),
  )
  await writeFile(join(folder, `${symbol}-1h.csv`), `${[COLUMNS, ...lines].join('\n')}\n`)
}
