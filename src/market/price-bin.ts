/**
 * Logarithmic price bins: bin = floor(ln(price) / ln(1 + BIN_WIDTH)). A bin of zoom z joins 2^z bins
 * of zoom 0, so bins may be summed but never split.
 */

/** Relative width of a bin at zoom 0: 5 basis points, about 40 USD on a bitcoin of 80,000. */
export const BIN_WIDTH = 0.0005
export const LN_BIN = Math.log1p(BIN_WIDTH)

/** Position on the bin axis as a real number: bin b of zoom 0 covers [b, b + 1). */
export const binPosition = (price: number): number => Math.log(price) / LN_BIN

/** The bin that holds a positive price. */
export const binOf = (price: number, zoom = 0): number => Math.floor(binPosition(price)) >> zoom

/** Lower edge of a bin as a price; the upper edge is that of `bin + 1`. */
export const binEdge = (bin: number, zoom = 0): number => Math.exp(bin * 2 ** zoom * LN_BIN)

/** Price at the logarithmic middle of a bin. */
export const binMiddle = (bin: number, zoom = 0): number =>
  Math.exp((bin + 0.5) * 2 ** zoom * LN_BIN)
