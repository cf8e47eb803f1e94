import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'

/** What drawing cost while something was done to a page, by frame. */
export interface FrameWork {
  /** CPU milliseconds of the page's main thread: input, script, layout, paint and canvas. */
  readonly main: readonly number[]
  /** CPU milliseconds of all threads of the browser, as a mean over the frames. */
  readonly all: number
  /** Milliseconds from one frame to the next. */
  readonly intervals: readonly number[]
}

const eventSchema = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  ts: z.number(),
  dur: z.number().optional(),
  tdur: z.number().optional(),
  args: z.record(z.string(), z.unknown()).optional(),
})
type TraceEvent = z.infer<typeof eventSchema>

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline']

/** Frames further apart than this are no frames of one movement. */
const PAUSE_MS = 10_000

/** Does something to a page and measures the frames that it draws meanwhile. */
export async function frameWork(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<FrameWork> {
  await browser.startTracing(page, { categories: CATEGORIES })
  await act()
  const trace: unknown = JSON.parse((await browser.stopTracing()).toString('utf8'))
  return readTrace(z.object({ traceEvents: z.array(eventSchema) }).parse(trace).traceEvents)
}

/** Frames are told apart by the animation frames of the thread that has most of them: the page's. */
function readTrace(events: readonly TraceEvent[]): FrameWork {
  const thread = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`
  const drawn = new Map<string, TraceEvent[]>()
  for (const event of events) {
    if (event.name !== 'FireAnimationFrame') continue
    const known = drawn.get(thread(event))
    if (known === undefined) drawn.set(thread(event), [event])
    else known.push(event)
  }
  const [busiest, frames] = [...drawn].toSorted((a, b) => b[1].length - a[1].length)[0] ?? []
  if (frames === undefined) throw new Error('the page drew no frame')
  const tasks = outermost(events.filter(({ ph, name }) => ph === 'X' && isTask(name)))
  const starts = [
    ...new Set(
      frames.map(
        (frame) =>
          tasks.find(
            (task) =>
              thread(task) === busiest && task.ts <= frame.ts && frame.ts <= task.ts + task.dur!,
          )?.ts ?? frame.ts,
      ),
    ),
  ].toSorted((a, b) => a - b)
  const main = starts.map(() => 0)
  let all = 0
  for (const task of tasks) {
    const spent = (task.tdur ?? task.dur ?? 0) / 1000
    all += spent
    if (thread(task) !== busiest) continue
    const frame = starts.findLastIndex((start) => start <= task.ts)
    if (frame >= 0) main[frame]! += spent
  }
  const intervals = starts
    .slice(1)
    .map((start, i) => (start - starts[i]!) / 1000)
    .filter((wait) => wait < PAUSE_MS)
  return { main, all: all / starts.length, intervals }
}

const isTask = (name: string): boolean => name === 'RunTask' || name.endsWith('::RunTask')

/** Tasks that no other of their thread holds: one may be traced by two categories. */
function outermost(tasks: readonly TraceEvent[]): TraceEvent[] {
  const ends = new Map<string, number>()
  return tasks
    .toSorted((a, b) => a.ts - b.ts || b.dur! - a.dur!)
    .filter(({ pid, tid, ts, dur }) => {
      const key = `${pid}/${tid}`
      if (ts < (ends.get(key) ?? 0)) return false
      ends.set(key, ts + (dur ?? 0))
      return true
    })
}
