import type { StreamKind } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import type { SocketPlan, Topic } from '../venues/wire/reader.ts'

/** Finds the topic of a plan that carries a stream of an instrument. */
export interface TopicIndex {
  find(stream: StreamKind, instrument: InstrumentId): Topic | undefined
}

const indexes = new WeakMap<SocketPlan, TopicIndex>()

/** The index of a plan; made once. */
export function topicIndex(plan: SocketPlan): TopicIndex {
  const made = indexes.get(plan) ?? makeIndex(plan)
  indexes.set(plan, made)
  return made
}

function makeIndex(plan: SocketPlan): TopicIndex {
  const single = new Map<StreamKind, Map<InstrumentId, Topic>>()
  const shared = new Map<StreamKind, Topic>()
  for (const topic of plan.topics) {
    if (topic.instrument === undefined) shared.set(topic.stream, topic)
    else {
      const same = single.get(topic.stream) ?? new Map<InstrumentId, Topic>()
      single.set(topic.stream, same.set(topic.instrument, topic))
    }
  }
  return {
    find: (stream, instrument) => single.get(stream)?.get(instrument) ?? shared.get(stream),
  }
}
