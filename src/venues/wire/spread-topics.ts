import type { SocketPlan, Topic } from './reader.ts'

/**
 * Deals topics out to sockets, in the order given. Topics of one name are one subscription and stay
 * together; no socket is given more names than it may carry.
 */
function spreadTopics(topics: readonly Topic[], perSocket: number): Topic[][] {
  const socketOf = new Map<string, number>()
  const sockets: Topic[][] = []
  for (const topic of topics) {
    const socket = socketOf.get(topic.name) ?? Math.floor(socketOf.size / perSocket)
    socketOf.set(topic.name, socket)
    const carried = (sockets[socket] ??= [])
    carried.push(topic)
  }
  return sockets
}

/** Names of subscriptions, each once. */
export const namesOf = (topics: readonly Topic[]): string[] => [
  ...new Set(topics.map(({ name }) => name)),
]

/** What the sockets that are alike have in common; their host is `socket` unless it says another. */
type Likeness = Omit<SocketPlan, 'host' | 'topics'> & { readonly host?: string }

/** Sockets that carry the topics between them; their keys are the common one and a number. */
export const numberedSockets = (
  topics: readonly Topic[],
  perSocket: number,
  common: Likeness,
): SocketPlan[] =>
  spreadTopics(topics, perSocket).map((carried, i) => ({
    host: 'socket',
    ...common,
    key: `${common.key}-${i}`,
    topics: carried,
  }))
