import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Read, VenueLimits, WireProblem } from '../venues/wire/reader.ts'
import { allowance } from './allowance.ts'
import type { HostChoice } from './host-choice.ts'
import type { FeedPorts, HttpAnswer } from './ports.ts'
import type { ReceiveClock } from './receive-clock.ts'
import { judge } from './request-verdict.ts'
import type { Verdict } from './request-verdict.ts'

/** What is asked for first when not everything fits: live data, then repairs, then history and the rest. */
export type Priority = 'live' | 'repair' | 'rest'

/** What was asked and answered. */
export interface Asked<Value> {
  readonly value: Value | undefined
  readonly problems: readonly WireProblem[]
  readonly text: string
  /** When it was sent and received, on the monotonic clock. */
  readonly began: Millis
  readonly ended: Millis
}

/** No request is made before this time. */
export interface Pause {
  /** UTC, for people and for the next start. */
  readonly until: Millis
  readonly cause: string
  readonly why: 'limited' | 'banned' | 'blocked' | 'maintenance'
}

export interface RequesterOptions {
  readonly ports: FeedPorts
  readonly clock: ReceiveClock
  readonly limits: VenueLimits
  readonly hosts: HostChoice
  /** A pause that an earlier run was told of. */
  readonly pause?: Pause
  readonly onRequest: () => void
  /** A pause begins, or the last one is over. */
  readonly onPause: (pause: Pause | undefined) => void
  /** Nothing lives at an address any more. */
  readonly onMoved: (host: string, base: string, cause: string) => void
  readonly onAnswered: (host: string, base: string) => void
}

/** Makes requests of one venue: within its limits, in order of priority, and not while it forbids. */
export interface Requester {
  /** Waits for its turn. Rejects with a RequestError where there is no usable answer, or when given up. */
  ask<Value>(read: Read<Value>, priority: Priority, signal: AbortSignal): Promise<Asked<Value>>
  paused(): Pause | undefined
  /** Rejects all that waits. */
  close(): void
}

/** Why there is no answer, for people. */
export class RequestError extends Error {}

const TIMEOUT: Millis = 15 * SECOND
const AT_ONCE = 4
const ORDER: readonly Priority[] = ['live', 'repair', 'rest']

interface Waiting {
  readonly read: Read<unknown>
  /** Given up by whoever asked, or by the end of all requests. */
  readonly giveUp: AbortController
  readonly resolve: (asked: Asked<unknown>) => void
  readonly reject: (error: unknown) => void
}

export function requester(options: RequesterOptions): Requester {
  const { ports, clock, limits, hosts } = options
  const weights = allowance(limits.requests)
  const queues: Record<Priority, Waiting[]> = { live: [], repair: [], rest: [] }
  const tasks = new Set<Waiting>()
  let closed = false
  let running = 0
  let cancelTimer: (() => void) | undefined
  let pause: (Pause & { readonly ends: Millis }) | undefined
  if (options.pause !== undefined && options.pause.until > clock.stamp()) {
    const left = options.pause.until - clock.stamp()
    pause = { ...options.pause, ends: ports.clock.monotonic() + left }
  }

  function pauseFor(wait: Millis, why: Pause['why'], cause: string): void {
    const ends = ports.clock.monotonic() + wait
    if (wait <= 0 || (pause !== undefined && pause.ends >= ends)) return
    pause = { ends, until: clock.stamp() + wait, why, cause }
    options.onPause(pause)
  }

  /** Starts what may start, and comes back when more may. */
  function pump(): void {
    cancelTimer?.()
    cancelTimer = undefined
    for (;;) {
      const priority = ORDER.find((level) => queues[level].length > 0)
      if (priority === undefined || running >= AT_ONCE || closed) return
      const [next] = queues[priority]
      if (next === undefined) return
      const wait = waitFor(next.read.weight)
      if (wait > 0) {
        cancelTimer = ports.clock.after(Math.ceil(wait), pump)
        return
      }
      queues[priority].shift()
      void run(next, priority)
    }
  }

  function waitFor(weight: number): Millis {
    const now = ports.clock.monotonic()
    if (pause !== undefined && pause.ends > now) return pause.ends - now
    if (pause !== undefined) {
      pause = undefined
      options.onPause(undefined)
    }
    return weights.wait(weight, now)
  }

  async function run(task: Waiting, priority: Priority): Promise<void> {
    const { read } = task
    running++
    weights.take(read.weight, ports.clock.monotonic())
    options.onRequest()
    const began = ports.clock.monotonic()
    try {
      const base = hosts.base(read.host)
      const answer = await send(base + read.path, read.body, task.giveUp)
      const received = clock.stamp()
      report(answer)
      const verdict = judge(answer, received)
      if (verdict.kind === 'pause') {
        pauseFor(verdict.wait, verdict.why, verdict.cause)
        // There is nothing wrong with the request: it is made when the pause is over.
        if (tasks.has(task)) queues[priority].unshift(task)
      } else if (verdict.kind === 'ok') {
        options.onAnswered(read.host, base)
        const ended = ports.clock.monotonic()
        task.resolve({ ...read.parse(answer.body, received), text: answer.body, began, ended })
      } else refuse(task, base, verdict)
    } catch (error) {
      task.reject(error)
    } finally {
      running--
      pump()
    }
  }

  function refuse(
    task: Waiting,
    base: string,
    verdict: Exclude<Verdict, { kind: 'ok' | 'pause' }>,
  ) {
    if (verdict.kind === 'moved') options.onMoved(task.read.host, base, verdict.cause)
    task.reject(new RequestError(`${base}${task.read.path}: ${verdict.cause}`))
  }

  async function send(url: string, body: string | undefined, giveUp: AbortController) {
    let late = false
    const cancel = ports.clock.after(TIMEOUT, () => {
      late = true
      giveUp.abort()
    })
    try {
      return await ports.request(body === undefined ? { url } : { url, body }, giveUp.signal)
    } catch (error) {
      const why = late ? `no answer within ${TIMEOUT / SECOND} s` : reasonOf(error)
      throw new RequestError(`${url}: ${why}`)
    } finally {
      cancel()
    }
  }

  function report(answer: HttpAnswer): void {
    const used = Number(answer.headers[limits.usedWeightHeader?.toLowerCase() ?? ''] ?? Number.NaN)
    if (used > 0) weights.report(used, ports.clock.monotonic())
  }

  return {
    ask<Value>(read: Read<Value>, priority: Priority, signal: AbortSignal) {
      return new Promise<Asked<Value>>((resolve, reject) => {
        const task: Waiting = {
          read,
          giveUp: new AbortController(),
          resolve(asked) {
            settle()
            resolve(asked as Asked<Value>)
          },
          reject(error) {
            settle()
            reject(error)
          },
        }
        // A signal outlives many requests: it must not collect their listeners.
        const settle = () => {
          tasks.delete(task)
          signal.removeEventListener('abort', onAbort)
        }
        const onAbort = () => drop(task)
        signal.addEventListener('abort', onAbort, { once: true })
        tasks.add(task)
        if (closed || signal.aborted) drop(task)
        else {
          queues[priority].push(task)
          pump()
        }
      })
    },
    paused() {
      waitFor(0)
      return pause
    },
    close() {
      closed = true
      cancelTimer?.()
      for (const task of tasks) drop(task)
    },
  }

  function drop(task: Waiting): void {
    task.giveUp.abort()
    for (const level of ORDER) queues[level] = queues[level].filter((other) => other !== task)
    task.reject(new RequestError('given up'))
  }
}

/** What went wrong, with the cause that `fetch` hides. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
