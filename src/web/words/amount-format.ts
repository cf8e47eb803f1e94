import { formatAge, formatTime, formatUsd } from '../../api/format.ts'
import type { CurrencyRate } from '../../api/currency.ts'
import { DAY } from '../../market/units.ts'

/** How amounts and prices are written: in a currency, with the decimal sign and grouping of a locale. */
export interface AmountStyle {
  readonly locale: string
  /** ISO 4217. */
  readonly currency: string
  readonly usdPerUnit: number
}

export const PLAIN: AmountStyle = { locale: 'en-US', currency: 'USD', usdPerUnit: 1 }

/** By locale and decimals: a formatter takes longer to make than a hundred numbers to format. */
const formats = new Map<string, Intl.NumberFormat>()

/** A number with so many decimals, in digits that run from left to right in every locale. */
export function writeNumber(value: number, decimals: number, locale: string, least = decimals) {
  const key = `${locale} ${decimals} ${least}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: least,
      maximumFractionDigits: decimals,
      numberingSystem: 'latn',
    })
    formats.set(key, format)
  }
  return format.format(value)
}

/** The sign of a currency that no other one shares: $, €, CA$, CHF with a blank. */
export function signOf(currency: string): string {
  const sign = new Intl.NumberFormat('en-US', { style: 'currency', currency })
    .formatToParts(1)
    .find(({ type }) => type === 'currency')?.value
  return sign === undefined || /^[A-Z]{3}$/.test(sign) ? `${currency}\u00A0` : sign
}
const signs = new Map<string, string>()
function keptSign(currency: string): string {
  const sign = signs.get(currency) ?? signOf(currency)
  signs.set(currency, sign)
  return sign
}

/**
 * An amount of USD in a style, in three significant digits: $1.23M, €1,18M. The units are K, M, B and T
 * in every locale, as traders write them.
 */
export function writeAmount(
  usd: number,
  style: AmountStyle,
  { trim = false, bare = false }: { trim?: boolean; bare?: boolean } = {},
): string {
  const plain = formatUsd(usd / style.usdPerUnit)
  const [, minus = '', digits, unit = ''] = /^(−?)\$([\d.]+)([KMBT]?)$/.exec(plain) ?? []
  if (digits === undefined) return plain
  const decimals = digits.split('.')[1]?.length ?? 0
  const number = writeNumber(Number(digits), decimals, style.locale, trim ? 0 : decimals)
  return `${minus}${bare ? '' : keptSign(style.currency)}${number}${unit}`
}

/** How old a rate may be before it is said to be old. */
const FRESH = DAY

export interface RateWords {
  readonly text: string
  readonly isOld: boolean
}

/** "€ at 1.0432 USD, ECB, 3 min ago"; by day and in words where it is old. */
export function rateWords(rate: CurrencyRate, now: number): RateWords {
  const age = now - rate.asOf
  const isOld = age > FRESH
  const when = isOld ? `old: of ${formatTime(rate.asOf)} UTC` : `${formatAge(age)} ago`
  const sign = keptSign(rate.currency).trim()
  const worth = String(Number(rate.usdPerUnit.toPrecision(6)))
  return { text: `${sign} at ${worth} USD, ${rate.source}, ${when}`, isOld }
}
