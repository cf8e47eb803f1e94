/** Decimal text as venues write it. `Number` alone would read '' as 0, '0x10' as 16 and ' 7 ' as 7. */
const DECIMAL = /^-?\d{1,20}(?:\.\d{1,25})?(?:[eE][+-]?\d{1,3})?$/

/** No amount, price or rate is smaller or larger; products of two such numbers stay finite and above 0. */
const SMALLEST = 1e-30
const LARGEST = 1e30

/** Reads a number or decimal text; undefined for anything else, and for what no market can mean. */
export function decimal(value: unknown): number | undefined {
  if (typeof value === 'number') return isMeant(value) ? value : undefined
  if (typeof value !== 'string' || !DECIMAL.test(value)) return undefined
  const number = Number(value)
  return isMeant(number) ? number : undefined
}

function isMeant(number: number): boolean {
  const size = Math.abs(number)
  return size === 0 || (size >= SMALLEST && size <= LARGEST)
}

/** A number above 0; undefined for anything else. */
export function positive(value: unknown): number | undefined {
  const number = decimal(value)
  return number !== undefined && number > 0 ? number : undefined
}
