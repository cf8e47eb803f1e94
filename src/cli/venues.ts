import type { StreamKind } from '../market/event.ts'
import { LONG_TAIL_READERS } from '../longtail/registry.ts'
import { READERS } from '../venues/readers.ts'
import { findVenue } from '../venues/registry.ts'
import type { VenueReader } from '../venues/wire/reader.ts'
import type { CommandIo } from './command/command-io.ts'
import { helpText, readFlags, toggle, wantsHelp } from './command/read-flags.ts'

const FLAGS = { json: toggle('print one JSON document') }

const HELP = helpText(
  'venues [flags]',
  'Lists the venues that Isotherm reads: what each supplies, and how complete it is.',
  FLAGS,
)

/** What one venue supplies, for people and programs. */
export interface VenueLine {
  readonly venue: string
  readonly name: string
  /** Whether Isotherm reads its wire itself, or ccxt does (never liquidations). */
  readonly through: 'wire' | 'ccxt'
  /** Whether its maintenance margin rule is known; else a map assumes one, and says so. */
  readonly map: boolean
  readonly supplies: readonly {
    readonly stream: StreamKind
    readonly via: 'socket' | 'poll'
    readonly completeness: string
    readonly note: string | undefined
  }[]
  /** Kinds of data that are fetched for the time before the first start, and to repair gaps. */
  readonly history: readonly string[]
}

/** `isotherm venues`. */
export function venuesCommand(args: readonly string[], io: CommandIo): number {
  if (wantsHelp(args)) {
    io.out(HELP)
    return 0
  }
  const { json } = readFlags(FLAGS, args)
  const own = READERS.map((reader) => describe(reader, 'wire'))
  const tail = LONG_TAIL_READERS.map((reader) => describe(reader, 'ccxt'))
  io.out(
    json
      ? `${JSON.stringify([...own, ...tail], undefined, 2)}\n`
      : `${table(own)}\nThrough ccxt, where they are named (--venue ID): no liquidations.\n\n${table(tail)}`,
  )
  return 0
}

export function describe(reader: VenueReader, through: VenueLine['through']): VenueLine {
  const known = findVenue(reader.venue)
  return {
    venue: reader.venue,
    name: known?.name ?? reader.venue,
    through,
    map: known !== undefined,
    supplies: reader.supplies.map(({ stream, via, completeness }) => {
      const now = completeness.at(-1) ?? completeness[0]
      return { stream, via, completeness: now.completeness, note: now.note }
    }),
    history: Object.keys(reader.history ?? {}),
  }
}

const COLUMNS: readonly (readonly [title: string, stream: StreamKind])[] = [
  ['candles', 'candle'],
  ['trades', 'trade'],
  ['open interest', 'open-interest'],
  ['mark price', 'mark-price'],
  ['funding', 'funding-rate'],
  ['order book', 'order-book'],
  ['liquidations', 'liquidation'],
]

function table(lines: readonly VenueLine[]): string {
  const rows = [
    ['venue', ...COLUMNS.map(([title]) => title), 'history', 'margin rule'],
    ...lines.map(({ venue, supplies, history, map }) => [
      venue,
      ...COLUMNS.map(([, stream]) => supplied(supplies, stream)),
      history.length === 0 ? '–' : history.join(', '),
      map ? 'known' : 'assumed',
    ]),
  ]
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  const text = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
  const notes = lines.flatMap(({ venue, supplies }) =>
    supplies
      .filter(({ completeness }) => completeness !== 'all')
      .map(
        ({ stream, completeness, note }) =>
          `  ${venue}: ${stream} is ${completeness}${note === undefined ? '' : `, ${note}`}`,
      ),
  )
  const rest = notes.length === 0 ? [] : ['', 'What is not complete:', ...notes]
  return `${[...text, ...rest].join('\n')}\n`
}

function supplied(supplies: VenueLine['supplies'], stream: StreamKind): string {
  const found = supplies.find((one) => one.stream === stream)
  if (found === undefined) return '–'
  return found.completeness === 'all' ? found.via : found.completeness
}
