import { createRequire } from 'node:module'
import { GlobalFonts } from '@napi-rs/canvas'

/** The picture's own font, so that it has the same text on every machine, also on one without fonts. */
export const FONT = 'Isotherm Inter'

const FILES = ['400', '600'].map(
  (weight) => `@fontsource/inter/files/inter-latin-${weight}-normal.woff2`,
)

/** Loads the font once. Throws where its files are missing. */
export function loadFont(): void {
  if (GlobalFonts.has(FONT)) return
  const require = createRequire(import.meta.url)
  for (const file of FILES)
    if (GlobalFonts.registerFromPath(require.resolve(file), FONT) === null)
      throw new Error(`the font ${file} cannot be loaded`)
}
