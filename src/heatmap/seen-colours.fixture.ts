import type { Rgb } from './palette.ts'

/** How colours are seen, with every kind of cone and without one. */

/**
 * Linear light as it is seen: G. Machado, M. Oliveira, L. Fernandes, "A Physiologically-based Model for
 * Simulation of Color Vision Deficiency" (2009), severity 1.
 */
const LIGHT_SEEN = {
  everyone: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const

export type Seer = keyof typeof LIGHT_SEEN

/** sRGB to linear light, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
const linear = (value: number): number => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

const root = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)

/** CIELAB of linear light. */
function labOf([red, green, blue]: Rgb): Rgb {
  const x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
  const y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
  const z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** CIELAB of an sRGB colour as somebody sees it; the first is its lightness. */
export function seenBy(seer: Seer, [red, green, blue]: Rgb): Rgb {
  const [r, g, b] = [linear(red), linear(green), linear(blue)]
  const part = (row: 0 | 1 | 2): number => {
    const [ofRed, ofGreen, ofBlue] = LIGHT_SEEN[seer][row]
    return Math.min(1, Math.max(0, ofRed * r + ofGreen * g + ofBlue * b))
  }
  return labOf([part(0), part(1), part(2)])
}
