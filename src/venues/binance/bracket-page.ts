import type { Instrument } from '../../market/instrument.ts'
import type { RiskTier, RiskTierTable } from '../../market/risk-tier.ts'
import { answerTo } from '../wire/answer-to.ts'
import { amountField, positiveField, recordField } from '../wire/fields.ts'
import type { Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'

/**
 * Risk tiers as the public page of leverage and margin reads them. The address is not documented;
 * the documented one needs a key. One answer holds the tiers of all symbols.
 */
export const bracketPage = (
  host: string,
  path: string,
  source: string,
  { symbol, contract }: Instrument,
): Read<RiskTierTable> =>
  answerTo({ host, path, body: '{}', weight: 1 }, (answer, reading) => {
    const whole = recordOf(reading, 'brackets', answer)
    const data = whole && recordField(reading, 'brackets', whole, 'data')
    if (data === undefined) return undefined
    const all = rowsOf(reading, 'brackets.data.brackets', data['brackets'])
    const found = all.find((row) => row['symbol'] === symbol)
    if (found === undefined)
      return trouble(reading, 'drift', `brackets: no symbol is "${symbol}", one must be`)
    const rows = rowsOf(reading, `brackets of ${symbol}`, found['riskBrackets'])
    const tiers = rows.flatMap((row) => tierOf(reading, row) ?? [])
    // One tier that is missing would make all above it wrong.
    if (tiers.length < rows.length || tiers.length === 0 || reading.problems.length > 0)
      return undefined
    tiers.sort((a, b) => a.floor - b.floor)
    const unit = contract === 'linear' ? 'quote' : 'base'
    return { unit, asOf: reading.receivedTime, source, tiers }
  })

function tierOf(reading: Reading, row: Fields): RiskTier | undefined {
  const what = 'riskBrackets'
  const floor = amountField(reading, what, row, 'bracketNotionalFloor')
  const cap = positiveField(reading, what, row, 'bracketNotionalCap')
  const maintenanceRate = positiveField(reading, what, row, 'bracketMaintenanceMarginRate')
  const deduction = amountField(reading, what, row, 'cumFastMaintenanceAmount')
  // minOpenPosLeverage is not the limit of the tier.
  const maxLeverage = positiveField(reading, what, row, 'maxOpenPosLeverage')
  if (floor === undefined || cap === undefined || maintenanceRate === undefined) return undefined
  if (deduction === undefined || maxLeverage === undefined) return undefined
  if (maintenanceRate >= 1)
    return trouble(reading, 'malformed', `${what}: rate ${maintenanceRate} must be a fraction`)
  return { floor, cap, maintenanceRate, deduction, maxLeverage }
}
