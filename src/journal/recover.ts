import type { Millis } from '../market/units.ts'
import { readCompacted } from './compacted.ts'
import { damagePlacer } from './damage-placer.ts'
import type { JournalDisk } from './disk.ts'
import type { JournalDamage, JournalRecovery } from './journal.ts'
import { lineScanner } from './line-scanner.ts'
import { readSegment } from './read-journal.ts'
import { refuseNewerFormat } from './segment-header.ts'
import { segmentsOf } from './segment-name.ts'
import type { Segment } from './segment-name.ts'

/** The first line of a segment is shorter than this. */
const HEAD_BYTES = 1_024

/**
 * Finds where a journal ends. A line that was cut off at the very end is removed, and so is a
 * segment in which nothing was ever finished; all other damage stays as it is. Nothing is touched
 * where a newer program wrote any of it: rejects with a JournalRefusedError.
 */
export async function recover(disk: JournalDisk): Promise<JournalRecovery> {
  const segments = [...segmentsOf(await disk.list())]
  for (const segment of segments) await checkFormat(disk, segment)
  let next = Math.max(1, (await readCompacted(disk)).through)
  let damage: readonly JournalDamage[] = []
  let lastReceived: Millis | undefined
  while (segments.length > 0) {
    const newest = segments.at(-1) as Segment
    const found = await scan(disk, newest, undefined)
    next = Math.max(next, newest.first, found.next)
    const [torn] = found.damage.filter(({ kind }) => kind === 'torn-tail')
    damage = [...found.damage, ...damage]
    const isBlank = found.lastReceived === undefined && found.damage.every((one) => one === torn)
    if (!isBlank) {
      lastReceived = found.lastReceived ?? (await lastTime(disk, segments))
      if (torn !== undefined) await disk.truncate(newest.name, torn.offset)
      break
    }
    await disk.remove(newest.name)
    await disk.syncFolder()
    segments.pop()
  }
  return { next, segments: segments.length, damage, lastReceived }
}

async function checkFormat(disk: JournalDisk, { name }: Segment): Promise<void> {
  const scanner = lineScanner()
  const head = await disk.head(name, HEAD_BYTES)
  const [first] = [...scanner.push(head), ...scanner.end()]
  if (first?.kind === 'line') refuseNewerFormat(name, first.body)
}

async function scan(disk: JournalDisk, segment: Segment, limit: number | undefined) {
  const placer = damagePlacer()
  const damage: JournalDamage[] = []
  let next = segment.first
  const keep = (items: readonly { type: string; damage?: JournalDamage }[]) => {
    for (const item of items) if (item.damage !== undefined) damage.push(item.damage)
  }
  for await (const items of readSegment(disk, segment, limit)) {
    for (const item of items)
      next = item.type === 'record' ? item.record.number + 1 : Math.max(next, item.damage.lostTo)
    keep(placer.push(items))
  }
  keep(placer.end())
  return { damage, next, lastReceived: placer.last() }
}

/** Received time of the last record before the newest segment. */
async function lastTime(
  disk: JournalDisk,
  segments: readonly Segment[],
): Promise<Millis | undefined> {
  for (let i = segments.length - 2; i >= 0; i--) {
    const { lastReceived } = await scan(disk, segments[i] as Segment, segments[i + 1]?.first)
    if (lastReceived !== undefined) return lastReceived
  }
  return undefined
}
