import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as maps from '../../src/api/table/map-tables.ts'
import * as markets from '../../src/api/table/market-tables.ts'
import { HOUR, quantity } from '../../src/market/units.ts'
import { openDuck, readRows } from '../../src/store/duck.ts'
import type { Duck } from '../../src/store/duck.ts'
import { HISTORY_KINDS } from '../../src/store/history-kinds.ts'
import { btc, candle, header, instrument, openInterest } from '../../src/store/history.fixture.ts'
import { openHistory } from '../../src/store/history.ts'

/** The page on data files: its tables are those of the code, and its queries run as they stand. */

const page = readFileSync(new URL('../../docs/data-files.md', import.meta.url), 'utf8')

/** Names in back quotes of the cells after the first, by the name in the first; the first line of a name counts. */
const rows = new Map(
  page
    .split('\n')
    .flatMap((line) => {
      const [, name, ...cells] = line.split('|').map((cell) => cell.trim())
      if (!/^`[a-z-]+`$/.test(name ?? '')) return []
      const names = cells.map((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, one]) => one))
      return [[`${name?.slice(1, -1)} ${cells.length}`, names] as const]
    })
    .toReversed(),
)

test.each(Object.values(HISTORY_KINDS))('$folder: columns and key are as written', (kind) => {
  const names = kind.columns.map(({ name }) => name)
  expect(rows.get(`${kind.folder} 3`)?.slice(0, 2)).toEqual([names, names.slice(0, kind.key)])
  for (const { name, type } of kind.columns.slice(1)) {
    if (type === 'TIMESTAMPTZ') continue
    const line = page
      .split('\n')
      .find((one) => new RegExp(`^\\| [^|]*\`${name}\`[^|]*\\| ${type} `).test(one))
    expect(line, `${name} ${type}`).toBeDefined()
  }
})

test.each([
  ['candles', markets.candlesTable],
  ['open-interest', markets.openInterestTable],
  ['funding', markets.fundingRatesTable],
  ['liquidations', markets.liquidationsTable],
  ['liquidation-totals', markets.storedTotalsTable],
  ['gaps', markets.gapsTable],
  ['levels', maps.levelsTable],
  ['clusters', maps.clustersTable],
  ['signals', maps.signalHistoryTable],
  ['scores', maps.scoresTable],
])('the columns of exported %s are as written', (name, { columns }) => {
  expect(rows.get(`${name} 2`)?.[0]).toEqual(columns.map((column) => column.name))
})

describe('queries', () => {
  const at = Date.UTC(2024, 6, 31, 20)
  let duck: Duck
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isotherm-files-'))
    const history = await openHistory(join(folder, 'history'))
    const hours = [0, 1, 2, 5, 6, 7]
    const shared = { price: 50, quantity: quantity(2), priceKind: 'fill' } as const
    await history.append(
      [
        ...hours.map((n) => candle(at + n * HOUR)),
        ...hours.map((n) => openInterest(at + n * HOUR, 10)),
        { ...header(btc, at), type: 'liquidation', position: 'long', ...shared },
        { ...header(btc, at + 5 * HOUR), type: 'liquidation', position: 'long', ...shared },
        {
          ...header(btc, at + 5 * HOUR),
          type: 'liquidation',
          position: 'short',
          ...shared,
          suspect: 'price',
        },
        {
          ...header(btc, at + 5 * HOUR),
          type: 'gap',
          stream: 'candle',
          from: at + 3 * HOUR,
          cause: 'silence',
          certainty: 'certain',
        },
      ],
      [instrument(btc)],
    )
    await history.close()
    duck = await openDuck(join(folder, 'spill'))
  })
  afterAll(async () => {
    duck.close()
    await rm(folder, { recursive: true, force: true })
  })

  const blocks = [...page.matchAll(/```sql\n([^`]+)```/g)].map(([, sql]) => sql!)
  const iso = (n: number) =>
    expect.stringContaining(new Date(at + n * HOUR).toISOString().slice(0, 13).replace('T', ' '))
  const EXPECTED: readonly (readonly object[])[] = [
    [7, 6, 5, 2, 1, 0].map((n) => ({ open_time: iso(n), close: 101, volume: 12.5 })),
    [1, 2, 6, 7].map((n) => ({ time: iso(n), open_interest_usd: 1010 })),
    [{ instrument: btc, from_time: iso(3), to_time: iso(5) }],
    [
      {
        day: expect.stringContaining('2024-07-31 00:00'),
        position: 'long',
        usd: 100,
        liquidations: '1',
      },
      {
        day: expect.stringContaining('2024-08-01 00:00'),
        position: 'long',
        usd: 100,
        liquidations: '1',
      },
    ],
    [
      {
        from_time: iso(3),
        to_time: iso(5),
        stream: 'candle',
        cause: 'silence',
        certainty: 'certain',
      },
    ],
  ]

  test('run over a history as they stand, and say what is there', async () => {
    const told: (readonly object[])[] = []
    const statements = blocks
      .flatMap((block) => block.split(';'))
      .filter((one) => one.trim() !== '')
    for (const sql of statements) {
      // oxlint-disable-next-line no-await-in-loop -- a session
      const answer = await readRows(duck.reader, sql.replaceAll("'history/", `'${folder}/history/`))
      if (!sql.includes('SET ')) told.push(answer)
    }
    expect(told).toEqual(EXPECTED)
  })
})
