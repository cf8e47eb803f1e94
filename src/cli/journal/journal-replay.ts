import { readJournal } from '../../journal/read-journal.ts'
import type { MarketEvent } from '../../market/event.ts'
import type { CommandIo } from '../command/command-io.ts'
import type { REPLAY_FLAGS } from './journal-flags.ts'
import { outputRoom } from '../command/output-room.ts'
import { usageError } from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'

export type ReplayFlags = Partial<FlagValues<typeof REPLAY_FLAGS>>

/** Prints the events of a journal as JSON lines, with their numbers, as fast as they are taken. */
export async function replayJournal(
  directory: string,
  flags: ReplayFlags,
  io: CommandIo,
): Promise<number> {
  if (flags.from !== undefined && flags.to !== undefined && flags.from >= flags.to)
    throw usageError('--from must be before --to')
  let lost = 0
  for await (const items of readJournal(directory)) {
    let text = ''
    for (const item of items) {
      if (item.type === 'damage') lost += item.damage.lostTo - item.damage.lostFrom
      else if (isWanted(item.record.event, flags))
        text += `${JSON.stringify({ number: item.record.number, ...item.record.event })}\n`
    }
    if (text !== '') io.out(text)
    if (!(await outputRoom())) return 0
  }
  const are = lost === 1 ? 'record is' : 'records are'
  if (lost > 0) io.err(`${lost} ${are} lost: isotherm journal verify shows where\n`)
  return 0
}

function isWanted(event: MarketEvent, { from, to, type, instrument }: ReplayFlags): boolean {
  if (type !== undefined && event.type !== type) return false
  if (instrument !== undefined && (event.type === 'clock' || event.instrument !== instrument))
    return false
  return event.exchangeTime >= (from ?? -Infinity) && event.exchangeTime < (to ?? Infinity)
}
