import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Ack, Topic } from '../venues/wire/reader.ts'

/** What follows from a step. */
export interface SubscriptionStep {
  /** To be subscribed now. */
  readonly send: readonly Topic[]
  readonly accepted: readonly Topic[]
  readonly rejected: readonly { readonly topics: readonly Topic[]; readonly reason: string }[]
  /** Asked for again and again without an answer. */
  readonly unanswered: readonly Topic[]
}

/** The topics of one connection, from asking to the venue's answer. */
export interface Subscription {
  begin(now: Millis): SubscriptionStep
  ack(ack: Ack, now: Millis): SubscriptionStep
  /** Data came for a topic: that is an answer too. */
  data(topic: Topic, now: Millis): SubscriptionStep
  /** @param sending whether messages are still waiting to be sent; the venue's time begins after */
  tick(now: Millis, sending: boolean): SubscriptionStep
  /** Asks anew for topics, whatever their state. */
  again(topics: readonly Topic[], now: Millis): SubscriptionStep
  /** Topics that were refused, or never answered. */
  refused(): readonly Topic[]
  /** Whether every topic has been answered. */
  settled(): boolean
  isAccepted(topic: Topic): boolean
}

const ANSWER_WITHIN: Millis = 10 * SECOND
const RESENDS = 2

type State = 'queued' | 'waiting' | 'accepted' | 'rejected' | 'unanswered'

interface Batch {
  readonly names: readonly string[]
  asked: Millis
  tries: number
}

/**
 * Subscribes in one go. A refusal that does not say which of several topics is meant is narrowed
 * down by halves, so that one bad symbol does not cost the others.
 */
export function subscription(topics: readonly Topic[]): Subscription {
  const byName = new Map<string, Topic[]>()
  for (const topic of topics) {
    const same = byName.get(topic.name)
    if (same === undefined) byName.set(topic.name, [topic])
    else same.push(topic)
  }
  const states = new Map<string, State>()
  const queue: Batch[] = []
  let current: Batch | undefined

  const waiting = (): string[] =>
    current?.names.filter((name) => states.get(name) === 'waiting') ?? []
  const topicsOf = (names: readonly string[]) => names.flatMap((name) => byName.get(name) ?? [])

  /** Goes on to the next batch where the current one is answered. */
  function next(step: Partial<SubscriptionStep>, now: Millis): SubscriptionStep {
    const send: Topic[] = [...(step.send ?? [])]
    const accepted: Topic[] = [...(step.accepted ?? [])]
    while (waiting().length === 0 && queue.length > 0) {
      current = queue.shift() as Batch
      current.asked = now
      const asked = topicsOf(current.names)
      send.push(...asked)
      for (const name of current.names) {
        const answers = byName.get(name)?.some((topic) => topic.acknowledged) ?? false
        states.set(name, answers ? 'waiting' : 'accepted')
        if (!answers) accepted.push(...topicsOf([name]))
      }
    }
    return { send, accepted, rejected: step.rejected ?? [], unanswered: step.unanswered ?? [] }
  }

  function enqueue(names: readonly string[]): void {
    for (const name of names) states.set(name, 'queued')
    if (names.length > 0) queue.push({ names, asked: 0, tries: 0 })
  }

  function accept(names: readonly string[], now: Millis): SubscriptionStep {
    const fresh = names.filter((name) => byName.has(name) && states.get(name) !== 'accepted')
    for (const name of fresh) states.set(name, 'accepted')
    return next({ accepted: topicsOf(fresh) }, now)
  }

  function refuse(names: readonly string[], reason: string, now: Millis): SubscriptionStep {
    const [name, ...more] = names
    if (name === undefined) return next({}, now)
    if (more.length > 0) {
      const half = Math.ceil(names.length / 2)
      for (const part of [names.slice(0, half), names.slice(half)]) enqueue(part)
      return next({}, now)
    }
    states.set(name, 'rejected')
    return next({ rejected: [{ topics: topicsOf([name]), reason }] }, now)
  }

  return {
    begin(now) {
      enqueue([...byName.keys()])
      return next({}, now)
    },
    ack(ack, now) {
      const meant =
        ack.topics.length > 0 ? ack.topics.filter((name) => byName.has(name)) : waiting()
      return ack.accepted
        ? accept(meant, now)
        : refuse(meant, ack.reason ?? 'refused without a reason', now)
    },
    data: (topic, now) =>
      states.get(topic.name) === 'accepted' ? NOTHING : accept([topic.name], now),
    tick(now, sending) {
      const open = waiting()
      if (current === undefined || open.length === 0) return NOTHING
      if (sending) current.asked = now
      if (now - current.asked < ANSWER_WITHIN) return NOTHING
      if (current.tries < RESENDS) {
        current.tries++
        current.asked = now
        return { ...NOTHING, send: topicsOf(open) }
      }
      for (const name of open) states.set(name, 'unanswered')
      return next({ unanswered: topicsOf(open) }, now)
    },
    again(some, now) {
      enqueue([...new Set(some.map((topic) => topic.name))])
      return next({}, now)
    },
    refused: () =>
      topicsOf(
        [...states]
          .filter(([, state]) => state === 'rejected' || state === 'unanswered')
          .map(([name]) => name),
      ),
    settled: () => [...states.values()].every((state) => state !== 'queued' && state !== 'waiting'),
    isAccepted: (topic) => states.get(topic.name) === 'accepted',
  }
}

const NOTHING: SubscriptionStep = { send: [], accepted: [], rejected: [], unanswered: [] }
