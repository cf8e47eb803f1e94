import type { Geometry } from '../chart/geometry.ts'

/** Keeps what was made last, and makes it anew only where something that it is made of is another. */
export function createKept<T>(): (madeOf: readonly unknown[], make: () => T) => T {
  let last: { readonly madeOf: readonly unknown[]; readonly value: T } | undefined
  return (madeOf, make) => {
    if (last?.madeOf.every((one, i) => one === madeOf[i]) !== true) last = { madeOf, value: make() }
    return last.value
  }
}

/** How a price axis lies, whether linear or logarithmic: three of its prices tell. */
export const axisOf = (geometry: Geometry): readonly (number | undefined)[] =>
  [0, geometry.height / 2, geometry.height].map((y) => geometry.priceOf(y))
