import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'

/** What drawing cost while something was done to a page, by movement. */
export interface FrameWork {
  /** CPU milliseconds of the page's main thread: input, script, layout, paint and canvas. */
  readonly main: readonly number[]
  /** CPU milliseconds of all threads of the browser, as a mean over the movements. */
  readonly all: number
  /** Milliseconds from one movement on the screen to the next. */
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

const CATEGORIES = [
  'toplevel',
  'blink.user_timing',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
]

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

/** The mark that whoever acts leaves in the page once a movement is drawn. */
export const MOVED = 'moved'

/** Movements are told apart by their marks, so that frames in which nothing was drawn are none. */
function readTrace(events: readonly TraceEvent[]): FrameWork {
  const thread = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`
  const marks = events.filter(({ name }) => name === MOVED).toSorted((a, b) => a.ts - b.ts)
  if (marks.length < 2) throw new Error('the page drew too few frames')
  const main = marks.slice(1).map(() => 0)
  let all = 0
  for (const task of outermost(events.filter(({ ph, name }) => ph === 'X' && isTask(name)))) {
    // A frame's task begins before the mark that it leaves.
    const movement = marks.findLastIndex(({ ts }) => ts <= task.ts)
    if (movement < 0 || movement >= main.length) continue
    const spent = (task.tdur ?? task.dur ?? 0) / 1000
    all += spent
    if (thread(task) === thread(marks[0]!)) main[movement]! += spent
  }
  const intervals = marks.slice(1).map(({ ts }, i) => (ts - marks[i]!.ts) / 1000)
  return { main, all: all / main.length, intervals }
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
