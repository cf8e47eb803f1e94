import { formatTime } from '../../api/format.ts'
import type { InstrumentInfo } from '../../api/schema.ts'
import { venueName } from '../../api/venue-name.ts'

/** What a saved picture says of itself. */
export interface PictureFacts {
  readonly page: 'map' | 'levels'
  /** Those that are shown, the chosen one first. */
  readonly instruments: readonly Pick<InstrumentInfo, 'venue' | 'symbol'>[]
  readonly model: string
  readonly simulated: boolean
  /** The times in sight; of one moment both are the same. */
  readonly from: number
  readonly to: number
  /** What the map's dollars are worth, in the words of the page. */
  readonly dollars: string | undefined
  /** What else the page says of what is shown. */
  readonly notes: readonly string[]
  /** Where the picture can be looked at again. */
  readonly address: string | undefined
}

export interface PictureCaption {
  readonly title: string
  readonly lines: readonly string[]
}

const TITLES = { map: 'Liquidation heatmap', levels: 'Liquidation map' }

/** Instruments that are named each; of more their number and their venues are told. */
const MOST_NAMED = 3

/** The lines under a saved picture. Whoever gets it has nothing else to tell what it shows. */
export function captionOf(facts: PictureFacts): PictureCaption {
  const { page, instruments, model, simulated, from, to, dollars, notes, address } = facts
  const span = from === to ? formatTime(to) : `${formatTime(from)} – ${formatTime(to)}`
  return {
    title: [...(simulated ? ['SIMULATED'] : []), namesOf(instruments), TITLES[page]].join(' · '),
    lines: [
      `Model ${model} · ${span} UTC · modelled levels, not advice`,
      ...(dollars === undefined ? [] : [dollars]),
      ...notes,
      address === undefined ? 'Isotherm' : `Isotherm · ${address}`,
    ],
  }
}

function namesOf(instruments: PictureFacts['instruments']): string {
  if (instruments.length <= MOST_NAMED)
    return instruments.map(({ venue, symbol }) => `${symbol} ${venueName(venue)}`).join(', ')
  const venues = [...new Set(instruments.map(({ venue }) => venueName(venue)))].join(', ')
  return `${instruments[0]!.symbol} and ${instruments.length - 1} more on ${venues}`
}

/**
 * The address that a picture may carry: of the view alone, and where others may reach it.
 * Undefined on this machine, and where the server lies under a path, which may be a secret.
 */
export function shareableAddress(at: {
  readonly protocol: string
  readonly hostname: string
  readonly host: string
  readonly pathname: string
  readonly hash: string
}): string | undefined {
  const { protocol, hostname, host, pathname, hash } = at
  const isOwn = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
  if (isOwn || pathname !== '/' || !/^https?:$/.test(protocol)) return undefined
  return `${protocol}//${host}/${hash}`
}

/** A name that any file system takes: isotherm-binance-BTCUSDT-2024-08-05-0630.png. */
export function pictureName({ page, instruments, to }: PictureFacts): string {
  const [first] = instruments
  const parts = ['isotherm', page, first?.venue, first?.symbol, formatTime(to).replace(':', '')]
  return `${parts.join('-').replaceAll(/[^A-Za-z0-9-]+/g, '-')}.png`
}
