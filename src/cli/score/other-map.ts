import type { GivenMap } from '../../pipeline/given-maps.ts'
import { sweptOfGivenMaps } from '../../pipeline/given-maps.ts'
import { coinglassMaps } from './other-map-coinglass.ts'
import { csvMaps } from './other-map-csv.ts'
import { usageError } from '../command/read-flags.ts'
import type { OtherMap } from './score-instrument.ts'

/**
 * Reads the file that --map names: CSV, or a CoinGlass liquidation heatmap where it is JSON
 * (docs/methodology.md, "Somebody else's map"). Throws a UsageError that names the row and its value.
 */
export function readOtherMap(path: string, readFile: (path: string) => string): OtherMap {
  const maps = readMaps(path, readFile)
  return (candles) => sweptOfGivenMaps(candles, maps)
}

function readMaps(path: string, readFile: (path: string) => string): readonly GivenMap[] {
  try {
    const text = readFile(path).replace(/^\uFEFF/, '')
    return /^\s*[{[]/.test(text) ? coinglassMaps(text) : csvMaps(text)
  } catch (error) {
    throw usageError(`--map "${path}": ${(error as Error).message}`)
  }
}
