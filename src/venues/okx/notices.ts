import { asRecord, asText } from '../wire/read-json.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { topicName } from './streams.ts'

/** A channel as an error's text names it: `channel:trades,instId:XYZ-USDT-SWAP doesn't exist`. */
const NAMED = /channel:([\w-]+),\s*inst(?:Id|Type):([\w-]+)/

/** `event` messages: answers to subscriptions, errors, and notices of a close to come. */
export function takeNotice(reading: Reading, message: Fields): void {
  const { event } = message
  const said = `${asText(message['msg']) ?? 'no reason'} (code ${asText(message['code']) ?? 'none'})`
  if (event === 'subscribe') {
    const name = topicOf(message)
    if (name === undefined) trouble(reading, 'drift', `subscribe: no topic in ${shown(message)}`)
    else reading.acks.push({ topics: [name], accepted: true })
  } else if (event === 'error') {
    const [, channel, about] = NAMED.exec(asText(message['msg']) ?? '') ?? []
    const named = channel === undefined || about === undefined ? [] : [topicName(channel, about)]
    const topics = topicOf(message) ?? named
    reading.acks.push({ topics: [topics].flat(), accepted: false, reason: said })
    trouble(reading, 'refused', `error: ${said}`)
  } else if (event === 'notice') {
    // 64008: the connection will be closed for an upgrade within a minute.
    trouble(reading, 'closing', `notice: ${said}`, 'reconnect')
  } else if (event !== 'channel-conn-count')
    trouble(reading, 'unknown', `message: event is ${shown(event)}, of no known kind`)
}

function topicOf(message: Fields): string | undefined {
  const arg = asRecord(message['arg'])
  const channel = asText(arg?.['channel'])
  const about = asText(arg?.['instId']) ?? asText(arg?.['instType'])
  return channel === undefined || about === undefined ? undefined : topicName(channel, about)
}
