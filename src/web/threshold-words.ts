/** An amount as people write it: `$1.2M`, `800k`, `1,200,000`. */
export function parseUsd(text: string): number | undefined {
  const [, digits, unit] = /^\$?\s*([\d,]*\.?\d+|\d[\d,]*\.?)\s*([kmb]?)$/i.exec(text.trim()) ?? []
  if (digits === undefined || unit === undefined) return undefined
  return Number(digits.replaceAll(',', '')) * UNITS[unit.toLowerCase() as keyof typeof UNITS]
}

const UNITS = { '': 1, k: 1e3, m: 1e6, b: 1e9 }

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
