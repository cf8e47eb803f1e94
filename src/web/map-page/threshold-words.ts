import type { AmountStyle } from '../words/amount-format.ts'
import { PLAIN, signOf } from '../words/amount-format.ts'

/**
 * An amount as people write it in a style, in USD: `$1.2M`, `800k`, `1,200,000`; where euros are shown the
 * German way, `€1,2M`. What that style would write otherwise is none, not another amount.
 */
export function parseAmount(text: string, style: AmountStyle = PLAIN): number | undefined {
  const { locale, currency, usdPerUnit } = style
  const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(1234567.8)
  const mark = (type: 'group' | 'decimal'): string =>
    plain(parts.find((part) => part.type === type)?.value ?? '')
  const [group, point] = [mark('group'), mark('decimal')]
  const written = plain(text.trim())
  const sign = [plain(signOf(currency)).trim(), currency].find((one) => written.startsWith(one))
  const [, whole = '', fraction = '', unit] =
    new RegExp(
      `^(\\d*|\\d{1,3}(?:[${group}]\\d{2,3})*[${group}]\\d{3})(?:[${point}](\\d*))?\\s*([kmbt]?)$`,
      'i',
    ).exec(written.slice(sign?.length ?? 0).trim()) ?? []
  if (unit === undefined || whole + fraction === '') return undefined
  const amount = Number(`${whole.replaceAll(group, '')}.${fraction}`)
  return amount * UNITS[unit.toLowerCase() as keyof typeof UNITS] * usdPerUnit
}

const UNITS = { '': 1, k: 1e3, m: 1e6, b: 1e9, t: 1e12 }

/** Blanks and apostrophes as keyboards have them. */
const plain = (text: string): string => text.replaceAll(/\s/g, ' ').replaceAll('’', "'")

/** A percentile as people write it: `90`, `90%`, `P90`; as a share. */
export function parsePercentile(text: string): number | undefined {
  const [, digits] = /^p?\s*(\d+\.?\d*)\s*%?$/i.exec(text.trim()) ?? []
  const percent = Number(digits ?? Number.NaN)
  return percent <= 100 ? percent / 100 : undefined
}

/** A share as a percentile, rounded down: 100 is said of all alone. */
export function formatPercentile(share: number | undefined): string {
  if (share === undefined) return '–'
  const percent = share * 100
  return percent > 99 && percent < 100
    ? (Math.floor(percent * 10) / 10).toFixed(1)
    : Math.floor(percent + 1e-9).toFixed(0)
}
