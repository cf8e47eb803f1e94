/** A decimal as machines write it: no blanks, thousands separators, hexadecimal or words. */
const DECIMAL = /^-?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/

/** Reads a strict decimal; undefined where the text is none or too large for a number. */
export function parseDecimal(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** Digits after the point that a number needs: 64850.4 needs 1, 1e-7 needs 7. */
export function decimalsOf(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e')
  const point = digits.indexOf('.')
  const decimals = point < 0 ? 0 : digits.length - point - 1
  return Math.max(0, decimals - Number(exponent))
}

/** 10^−decimals, written so that it is the nearest number to it. */
export const tickOf = (decimals: number): number => Number(`1e-${decimals}`)
