import type { Instrument } from '../../market/instrument.ts'
import type { RiskTier, RiskTierTable } from '../../market/risk-tier.ts'
import { answerTo } from '../wire/answer-to.ts'
import { positiveField } from '../wire/fields.ts'
import type { Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { rowsOf } from '../wire/rows.ts'
import { dataOf } from './answer.ts'

const PAGE = 'https://www.okx.com/docs-v5/en/#public-data-rest-api-get-position-tiers'

/** Tiers by contracts. One rate holds for the whole position, so nothing is deducted. */
export function riskTiers({ symbol }: Instrument): Read<RiskTierTable> {
  const family = symbol.replace(/-SWAP$/, '')
  const query = `instType=SWAP&tdMode=isolated&instFamily=${encodeURIComponent(family)}`
  return answerTo(
    { path: `/api/v5/public/position-tiers?${query}`, weight: 2 },
    (answer, reading) => {
      const data = dataOf(reading, 'position-tiers', answer)
      if (data === undefined) return undefined
      const rows = rowsOf(reading, 'position-tiers', data)
      const own = rows.filter(({ instFamily }) => instFamily === family)
      const tiers = own.flatMap((row) => tierOf(reading, row) ?? [])
      if (own.length === 0) trouble(reading, 'drift', `position-tiers: none is of ${family}`)
      // One tier that is missing would make all above it wrong.
      if (reading.problems.length > 0) return undefined
      tiers.sort((a, b) => a.cap - b.cap)
      const ends = tiers.map(({ cap }) => cap)
      // Tiers count whole contracts: one that begins at 1001 follows one that ends at 1000.
      const joined = tiers.map((tier, i): RiskTier => ({ ...tier, floor: ends[i - 1] ?? 0 }))
      return { unit: 'contracts', asOf: reading.receivedTime, source: PAGE, tiers: joined }
    },
  )
}

function tierOf(reading: Reading, row: Fields) {
  const cap = positiveField(reading, 'position-tiers', row, 'maxSz')
  const maintenanceRate = positiveField(reading, 'position-tiers', row, 'mmr')
  const maxLeverage = positiveField(reading, 'position-tiers', row, 'maxLever')
  if (cap === undefined || maintenanceRate === undefined || maxLeverage === undefined)
    return undefined
  return { cap, maintenanceRate, maxLeverage, deduction: 0 }
}
