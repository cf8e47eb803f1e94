/** Decimal text as venues write it. `Number` alone would read '' as 0, '0x10' as 16 and ' 7 ' as 7. */
const DECIMAL = /^-?\d{1,20}(?:\.\d{1,25})?(?:[eE][+-]?\d{1,3})?$/

/** Reads a number or decimal text; undefined for anything else, and for what is not finite. */
export function decimal(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !DECIMAL.test(value)) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** A number above 0; undefined for anything else. */
export function positive(value: unknown): number | undefined {
  const number = decimal(value)
  return number !== undefined && number > 0 ? number : undefined
}
