/** How numbers and times are written for people: en-US numbers, UTC times. */

const UNITS = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
] as const

/** USD in three significant digits: $1.23M, $45.6K, $789, $0. */
export function formatUsd(usd: number): string {
  if (!Number.isFinite(usd)) return '–'
  const sign = usd < 0 ? '−' : ''
  let size = Math.abs(usd)
  if (size < 0.5) return '$0'
  if (size < 999.5) return `${sign}$${Math.round(size)}`
  let unit = ''
  for (const [factor, letter] of UNITS) {
    // 999,500 is written $1.00M, not $1000K.
    if (size < factor * 0.9995) continue
    size /= factor
    unit = letter
    break
  }
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2
  return `${sign}$${size.toFixed(digits)}${unit}`
}

/** A round amount for a legend, without trailing zeros: $5M, $2.5M. */
export const formatUsdTick = (usd: number): string =>
  formatUsd(usd).replace(/\.(\d*?)0+(?=\D|$)/, (_, digits: string) =>
    digits === '' ? '' : `.${digits}`,
  )

/** Decimals that show steps of a tick: 0.1 has 1, 0.05 has 2, 5 has 0. */
export function decimalsOf(tick: number): number {
  for (let decimals = 0; decimals < 12; decimals++) {
    const scaled = tick * 10 ** decimals
    if (Math.abs(scaled - Math.round(scaled)) < 1e-9 * Math.max(1, scaled)) return decimals
  }
  return 12
}

/** By decimals: a formatter takes longer to make than a hundred prices to format. */
const priceFormats = new Map<number, Intl.NumberFormat>()

/** A price with thousands separators and a fixed number of decimals. */
export function formatPrice(price: number, decimals: number): string {
  if (!Number.isFinite(price)) return '–'
  let format = priceFormats.get(decimals)
  if (format === undefined) {
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
    format = new Intl.NumberFormat('en-US', digits)
    priceFormats.set(decimals, format)
  }
  return format.format(price)
}

/** Prices of axis marks, all with as many decimals as they need, at most `decimals`. */
export function formatPriceTicks(
  prices: readonly number[],
  decimals: number,
  write = formatPrice,
): string[] {
  let needed = 0
  const fits = (price: number) => {
    const scaled = price * 10 ** needed
    return Math.abs(scaled - Math.round(scaled)) < 1e-4
  }
  while (needed < decimals && !prices.every(fits)) needed++
  return prices.map((price) => write(price, needed))
}

/** A share as a signed percentage: +1.23 %, −0.40 %. */
export function formatPercent(share: number): string {
  const percent = Math.abs(share * 100)
  const text = percent.toFixed(percent >= 99.95 ? 0 : percent >= 9.995 ? 1 : 2)
  const sign = Number(text) === 0 ? '' : share > 0 ? '+' : '−'
  return `${sign}${text}%`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** 2024-08-05 06:30 in UTC; without the time where it is midnight and `dateOnly` is set. */
export function formatTime(time: number, dateOnly = false): string {
  const date = new Date(time)
  const day = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
  return dateOnly ? day : `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** 5 Aug 2024. */
export function formatDay(time: number): string {
  const date = new Date(time)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** 5 Aug, or 06:30 within a day: labels of a time axis. */
export function formatAxisTime(time: number, kind: 'year' | 'month' | 'day' | 'time'): string {
  const date = new Date(time)
  if (kind === 'year') return String(date.getUTCFullYear())
  if (kind === 'month') return MONTHS[date.getUTCMonth()]!
  if (kind === 'day') return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
}

/** A length of time in its largest unit: 5 m, 4 h, 1 d. */
export function formatSpan(millis: number): string {
  const minutes = Math.round(millis / 60_000)
  if (minutes < 60) return `${minutes}m`
  return minutes < 1440 ? `${minutes / 60}h` : `${minutes / 1440}d`
}

/** A length of time in whole hours up to three days, then in days: 12h, 61d. */
export const formatDays = (millis: number): string => {
  const hours = Math.round(millis / 3_600_000)
  return hours < 72 ? `${hours}h` : `${Math.round(hours / 24)}d`
}

/** An age in words: 12 s, 3 min, 2 h; beyond three days, of which hours say little, 5 days. */
export function formatAge(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  const hours = Math.floor(seconds / 3600)
  return hours < 72 ? `${hours} h` : `${Math.floor(hours / 24)} days`
}
