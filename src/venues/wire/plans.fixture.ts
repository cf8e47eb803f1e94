import type { StreamKind } from '../../market/event.ts'
import { instrumentId } from '../../market/instrument.ts'
import type { ListedInstrument, VenueReader } from './reader.ts'

/** As many instruments as asked for, made by renaming those of the fixture. For plans alone. */
export const manyInstruments = (
  some: readonly ListedInstrument[],
  count: number,
): ListedInstrument[] =>
  Array.from({ length: count }, (_, i): ListedInstrument => {
    const listed = some[i % some.length]!
    const { instrument, wireName } = listed
    const base = `T${String(i).padStart(5, '0')}`
    const rename = (name: string) =>
      name.includes(instrument.base) ? name.replace(instrument.base, base) : `${base}${name}`
    const symbol = rename(instrument.symbol)
    const id = instrumentId(instrument.venue, symbol)
    const renamed = /^\d+$/.test(wireName) ? String(10_000 + i) : rename(wireName)
    return { ...listed, instrument: { ...instrument, id, symbol, base }, wireName: renamed }
  })

/** What is wrong with a reader's plan for these instruments and streams. */
export function complaintsAboutPlans(
  reader: VenueReader,
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): string[] {
  const { topicsPerSocket, messageLength = Infinity } = reader.limits
  const plans = reader.sockets(instruments, wanted)
  const complaints: string[] = []
  const demand = (holds: boolean, what: string) => {
    if (!holds) complaints.push(`${wanted.join('+')} of ${instruments.length}: ${what}`)
  }
  const keys = plans.map(({ key }) => key)
  demand(new Set(keys).size === keys.length, `keys are not unique: ${keys.join(' ')}`)
  const again = reader.sockets(instruments, wanted).map(({ key }) => key)
  demand(again.join() === keys.join(), 'keys change from call to call')
  const covered = new Map<string, number>()
  const wireNames = new Map(instruments.map((one) => [one.instrument.id, one.wireName]))
  for (const plan of plans) {
    const names = new Set(plan.topics.map(({ name }) => name))
    const base = reader.hosts[plan.host]?.[0] ?? ''
    demand(base.startsWith('wss://'), `${plan.key}: host ${plan.host} is no socket`)
    demand(plan.path === '' || plan.path.startsWith('/'), `${plan.key}: path ${plan.path}`)
    demand(names.size > 0, `${plan.key}: a socket without topics`)
    demand(names.size <= topicsPerSocket, `${plan.key}: ${names.size} topics`)
    const messages = plan.subscribe(plan.topics, 7)
    demand(messages.length > 0, `${plan.key}: nothing subscribes its topics`)
    const longest = Math.max(...messages.map(({ length }) => length))
    demand(longest <= messageLength, `${plan.key}: a message of ${longest} characters`)
    const text = messages.join('\n').toLowerCase()
    for (const { instrument, name } of plan.topics) {
      const wireName = instrument === undefined ? '' : (wireNames.get(instrument) ?? name)
      const asked = text.includes(wireName.toLowerCase())
      demand(asked, `${plan.key}: no message asks for ${name}`)
    }
    const one = plan.topics.slice(0, 1)
    demand(plan.subscribe(one, 8).length > 0, `${plan.key}: a topic cannot be asked for alone`)
    for (const { stream, instrument } of plan.topics)
      for (const id of instrument === undefined ? wireNames.keys() : [instrument]) {
        const key = `${stream} ${id}`
        covered.set(key, (covered.get(key) ?? 0) + 1)
      }
  }
  for (const stream of wanted)
    for (const { instrument } of instruments) {
      const times = covered.get(`${stream} ${instrument.id}`) ?? 0
      demand(times === 1, `${stream} of ${instrument.symbol} is asked for ${times} times`)
    }
  const asked = new Set(wanted.map(String))
  for (const key of covered.keys())
    demand(asked.has(key.split(' ')[0]!), `${key} was not wanted and has a topic`)
  return complaints
}
