import type { JournalDamage } from '../../journal/journal.ts'
import { readJournal } from '../../journal/read-journal.ts'
import type { Millis } from '../../market/units.ts'
import type { CommandIo } from '../command/command-io.ts'

const KINDS: Readonly<Record<JournalDamage['kind'], string>> = {
  'bit-rot': 'damaged',
  'torn-tail': 'an unfinished line, as a crash leaves it; the next start removes it',
  'missing-segment': 'is missing',
}

/** Reads every record of a journal and tells what is damaged. Resolves with 1 where anything is. */
export async function verifyJournal(directory: string, io: CommandIo): Promise<number> {
  const sum = { records: 0, damage: 0, lost: 0 }
  for await (const items of readJournal(directory))
    for (const item of items) {
      if (item.type === 'record') {
        sum.records++
        continue
      }
      const { damage } = item
      sum.damage++
      sum.lost += damage.lostTo - damage.lostFrom
      io.out(`${damageLine(damage)}\n`)
    }
  const records = `${sum.records} ${sum.records === 1 ? 'record' : 'records'}`
  io.out(
    sum.damage === 0
      ? `${records}, no damage\n`
      : `${records} read; damage at ${sum.damage} ${sum.damage === 1 ? 'place' : 'places'}, ${sum.lost} lost\n`,
  )
  return sum.damage === 0 ? 0 : 1
}

function damageLine(damage: JournalDamage): string {
  const { segment, offset, length, kind, lostFrom, lostTo, after, before } = damage
  const where = length > 0 ? `, bytes ${offset} to ${offset + length - 1}` : ''
  return `${segment}${where}: ${KINDS[kind]}; ${lostText(lostFrom, lostTo)}${timesText(after, before)}`
}

function lostText(from: number, to: number): string {
  if (from === to) return 'no record lost'
  return to - from === 1 ? `record ${from} lost` : `records ${from} to ${to - 1} lost`
}

const timeText = (time: Millis): string => new Date(time).toISOString()

function timesText(after: Millis | undefined, before: Millis | undefined): string {
  if (after !== undefined && before !== undefined)
    return `, received between ${timeText(after)} and ${timeText(before)}`
  if (after !== undefined) return `, received after ${timeText(after)}`
  return before === undefined ? '' : `, received before ${timeText(before)}`
}
