import { amountStyle, formatPrice } from '../words/amounts.ts'

/** Prices remembered at most: an axis has some thirty at a time. */
const MOST = 500

/** Writes the prices of an axis, which asks for the same ones at every frame. */
export function axisPrices(decimals: number): (price: number) => string {
  const written = new Map<number, string>()
  let locale: string | undefined
  return (price) => {
    const now = amountStyle().locale
    if (now !== locale || written.size > MOST) written.clear()
    locale = now
    const text = written.get(price) ?? formatPrice(price, decimals)
    written.set(price, text)
    return text
  }
}
