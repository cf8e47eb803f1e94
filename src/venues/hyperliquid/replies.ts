import { recordField } from '../wire/fields.ts'
import { asRecord, asText, readJson } from '../wire/read-json.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { topicName } from './streams.ts'

/** Takes what the venue answers to our own messages. Returns false where the channel is none of those. */
export function takeReply(reading: Reading, channel: string, frame: Fields): boolean {
  if (channel === 'pong') reading.heartbeat = true
  else if (channel === 'subscriptionResponse') takeAck(reading, frame)
  else if (channel === 'error') takeRefusal(reading, frame['data'])
  else return false
  return true
}

function takeAck(reading: Reading, frame: Fields): void {
  const data = recordField(reading, 'subscriptionResponse', frame, 'data')
  if (data === undefined || data['method'] === 'unsubscribe') return
  const subscription = recordField(reading, 'subscriptionResponse', data, 'subscription')
  const name = subscription && nameOf(subscription)
  if (subscription === undefined) return
  if (name === undefined)
    return trouble(
      reading,
      'drift',
      `subscription is ${shown(subscription)}, must have type and coin`,
    )
  reading.acks.push({ topics: [name], accepted: true })
}

/**
 * A refusal is a sentence that quotes the subscription. One that quotes none refuses nothing we
 * could name. "Already subscribed" means that the subscription stands.
 */
function takeRefusal(reading: Reading, data: unknown): void {
  const reason = asText(data) ?? shown(data)
  const json = readJson(reason.slice(Math.max(0, reason.indexOf('{'))))
  const quoted = 'value' in json ? asRecord(json.value) : undefined
  const name = quoted && nameOf(asRecord(quoted['subscription']) ?? quoted)
  if (name !== undefined && reason.startsWith('Already subscribed')) {
    reading.acks.push({ topics: [name], accepted: true })
    return
  }
  if (name !== undefined) reading.acks.push({ topics: [name], accepted: false, reason })
  trouble(reading, 'refused', `the venue refuses a message: ${reason.slice(0, 300)}`)
}

function nameOf(subscription: Fields): string | undefined {
  const type = asText(subscription['type'])
  const coin = asText(subscription['coin'])
  return type === undefined || coin === undefined ? undefined : topicName(type, coin)
}
