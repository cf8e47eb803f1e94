import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseVenueId } from '../../market/instrument.ts'
import type { HistoryFlags } from './history-flags.ts'
import { openChosenHistory } from './history-source.ts'
import { madeHours, writeHours } from '../score/score-csv.fixture.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-history-source-'))
  await writeHours(join(folder, 'made'), 'ETHUSDT', madeHours(2))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The instruments of a folder whose name and columns do not say whose data it holds. */
async function opened(flags: Partial<HistoryFlags>) {
  let err = ''
  const data = join(folder, 'data')
  const history = await openChosenHistory(
    {
      history: join(folder, 'made'),
      data,
      venue: flags.venue,
      instrument: flags.instrument ?? [],
      from: undefined,
      to: undefined,
    },
    data,
    { out: () => undefined, err: (text) => (err += text), readFile: () => '' },
  )
  try {
    return { ids: (await history.instruments()).map(({ instrument: { id } }) => id), err }
  } finally {
    await history.close()
  }
}

test('a folder that does not say whose data it holds is taken for Binance, and that is told', async () => {
  const { ids, err } = await opened({})
  expect(ids).toEqual(['binance:ETHUSDT'])
  expect(err).toContain("taken for binance's")
})

test('it is taken for the venue that is given, by its name or by that of an instrument', async () => {
  const given = await opened({ venue: parseVenueId('bybit') })
  expect(given.ids).toEqual(['bybit:ETHUSDT'])
  expect(given.err).not.toContain('taken for')
  expect((await opened({ instrument: ['okx:ETHUSDT'] })).ids).toEqual(['okx:ETHUSDT'])
})
