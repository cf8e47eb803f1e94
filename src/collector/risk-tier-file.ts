import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Feed } from '../feed/feed.ts'
import type { FeedClock } from '../feed/ports.ts'
import { parseInstrumentId } from '../market/instrument.ts'
import type { InstrumentId } from '../market/instrument.ts'
import type { RiskTierTable } from '../market/risk-tier.ts'
import { riskTierTableSchema } from '../market/schema.ts'
import { DAY, MINUTE } from '../market/units.ts'
import { replaceFile } from '../store/durable-file.ts'
import type { VenueReader } from '../venues/wire/reader.ts'
import { every } from './every.ts'

/** Risk tiers as venues have told them, kept over restarts. */
export interface RiskTierFile {
  /** Captures by date, oldest first; empty where the venue has told none. */
  of(instrument: InstrumentId): readonly RiskTierTable[]
  /** Keeps a capture; one that says the same as the last is not kept. Resolves when it is on the disk. */
  put(instrument: InstrumentId, table: RiskTierTable): Promise<void>
}

const schema = z.strictObject({
  version: z.literal(1),
  instruments: z.record(
    z.string().refine((id) => parseInstrumentId(id) !== undefined),
    z.array(riskTierTableSchema),
  ),
})

/** Opens the file, or begins a new one where it is missing or cannot be read: venues tell again. */
export async function openRiskTiers(
  path: string,
  onProblem: (message: string) => void,
): Promise<RiskTierFile> {
  const known = new Map<string, readonly RiskTierTable[]>()
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text !== undefined) {
    const read = parse(text)
    if (read === undefined) onProblem(`${path} cannot be read: venues are asked again`)
    else for (const [id, tables] of Object.entries(read.instruments)) known.set(id, tables)
  }
  let writing: Promise<void> = Promise.resolve()
  const write = () => {
    const instruments = Object.fromEntries(
      [...known].map(([id, tables]) => [id, tables.map(written)] as const),
    )
    return replaceFile(path, (unfinished) =>
      writeFile(unfinished, JSON.stringify({ version: 1, instruments })),
    )
  }
  return {
    of: (instrument) => known.get(instrument) ?? [],
    put(instrument, table) {
      const before = known.get(instrument) ?? []
      const last = before.at(-1)
      const same = last !== undefined && tiersText(last) === tiersText(table)
      if (same) return writing
      known.set(instrument, [...before, table])
      writing = writing.then(write, write)
      return writing
    },
  }
}

const tiersText = ({ unit, tiers }: RiskTierTable): string => JSON.stringify([unit, tiers.map(row)])

/** JSON has neither Infinity nor undefined: the schema reads these. */
const row = ({ cap, maxLeverage, ...tier }: RiskTierTable['tiers'][number]) => ({
  ...tier,
  cap: cap === Number.POSITIVE_INFINITY ? 'Infinity' : (cap ?? null),
  maxLeverage: maxLeverage ?? null,
})
const written = (table: RiskTierTable) => ({ ...table, tiers: table.tiers.map(row) })

function parse(text: string): z.infer<typeof schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** How often it is looked which instruments are still to be asked for. */
const LOOK_EVERY = MINUTE

/**
 * Asks a venue for the risk tiers of its followed instruments, once a day each. Returns what ends it.
 */
export function followRiskTiers(
  reader: VenueReader,
  feed: Pick<Feed, 'ask' | 'listed'>,
  followed: () => readonly InstrumentId[],
  {
    file,
    clock,
    onProblem,
  }: {
    readonly file: RiskTierFile
    readonly clock: FeedClock
    readonly onProblem: (message: string) => void
  },
): () => void {
  const asked = new Map<InstrumentId, number>()
  const stopping = new AbortController()
  let asking = false

  async function askAll(): Promise<void> {
    for (const { instrument } of feed.listed()) {
      const last = asked.get(instrument.id)
      const due = last === undefined || clock.monotonic() - last >= DAY
      const read =
        due && followed().includes(instrument.id) ? reader.riskTiers?.(instrument) : undefined
      if (read === undefined || stopping.signal.aborted) continue
      try {
        // One request after the other: tiers are never urgent.
        // oxlint-disable-next-line no-await-in-loop
        const table = await feed.ask(read, stopping.signal)
        const checked = riskTierTableSchema.safeParse(written(table))
        if (checked.success) {
          asked.set(instrument.id, clock.monotonic())
          // oxlint-disable-next-line no-await-in-loop
          await file.put(instrument.id, checked.data)
        } else onProblem(`risk tiers of ${instrument.id}: ${checked.error.issues[0]?.message}`)
      } catch (error) {
        if (!stopping.signal.aborted)
          onProblem(
            `risk tiers of ${instrument.id}: ${error instanceof Error ? error.message : String(error)}`,
          )
        return
      }
    }
  }

  const stop = every(clock, LOOK_EVERY, () => {
    if (asking || reader.riskTiers === undefined) return
    asking = true
    void askAll().finally(() => (asking = false))
  })
  return () => {
    stopping.abort()
    stop()
  }
}
