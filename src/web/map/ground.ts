/** Colours laid on the ground of the plot. */

const channel = (word: number, shift: number): number => (word >>> shift) & 255

/**
 * Colours as they look on a ground, opaque: a canvas without transparency is drawn about twice as fast
 * as one that is blended.
 * @param ground `#rrggbb`
 */
export function laidOn(colours: Readonly<Uint32Array>, ground: string): Uint32Array {
  const rgb = Number.parseInt(ground.slice(1), 16)
  const under = [rgb >>> 16, (rgb >>> 8) & 255, rgb & 255]
  return Uint32Array.from(colours, (word) => {
    const alpha = channel(word, 24) / 255
    const [red, green, blue] = under.map((own, i) =>
      Math.round(channel(word, 8 * i) * alpha + own * (1 - alpha)),
    )
    return ((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0
  })
}
