import { usd } from '../../market/units.ts'
import { decimal } from '../wire/decimal.ts'
import type { ListedAddress } from '../wire/positions.ts'
import type { Parsed, Read } from '../wire/reader.ts'
import { readAddress } from './address.ts'

/**
 * Every account that traded, with what it is worth: about 47,000 rows in 39 MB. Undocumented, and
 * outside the weights of the info endpoint.
 */
export const leaderboard: Read<readonly ListedAddress[]> = {
  host: 'stats',
  path: '/Mainnet/leaderboard',
  weight: 1,
  parse: (text) => parseLeaderboard(text),
}

/** The two fields of a row that matter; they stand in it once, in whatever order. */
const FIELD = /"(ethAddress|accountValue)"\s*:\s*"([^"]{1,64})"/g

/**
 * Picks the two fields out of the text: reading all of it as JSON would hold up everything else
 * for a second. A row that lacks one of them may lend its other to the next: a hint is all it is.
 */
function parseLeaderboard(text: string): Parsed<readonly ListedAddress[]> {
  const listed: ListedAddress[] = []
  let address: string | undefined
  let worth: string | undefined
  let unreadable = 0
  const finish = () => {
    const found = readAddress(address)
    const value = decimal(worth)
    if (found === undefined || value === undefined) unreadable++
    // An account in debt is worth asking as little as an empty one.
    else listed.push({ address: found, hintUsd: usd(Math.max(0, value)) })
    address = undefined
    worth = undefined
  }
  for (const [, name, value] of text.matchAll(FIELD)) {
    const again = name === 'ethAddress' ? address !== undefined : worth !== undefined
    if (again) finish()
    if (name === 'ethAddress') address = value
    else worth = value
    if (address !== undefined && worth !== undefined) finish()
  }
  if (address !== undefined || worth !== undefined) finish()
  if (listed.length > 0 && unreadable === 0) return { value: listed, problems: [] }
  const detail =
    listed.length === 0
      ? 'leaderboard: no row with ethAddress and accountValue'
      : `leaderboard: ${unreadable} rows without an address or a value`
  const kind = listed.length === 0 ? 'drift' : 'malformed'
  return {
    value: listed.length === 0 ? undefined : listed,
    problems: [{ kind, detail, action: 'count' }],
  }
}
