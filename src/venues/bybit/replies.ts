import { asText } from '../wire/read-json.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { topicsOfRequest } from './request-id.ts'

/** Topics as a refusal's text names them: `error:handler not found,topic:publicTrade.XYZ`. */
const NAMED = /\b(?:publicTrade|allLiquidation|tickers|orderbook\.\d+)\.[A-Za-z0-9_-]+/g

/**
 * An answer to `ping` or `subscribe`. One that says "already subscribed" is an acceptance that went
 * missing the first time.
 */
export function takeReply(reading: Reading, reply: Fields): void {
  const { op, success } = reply
  const said = asText(reply['ret_msg'])
  if (op === 'pong' || (op === 'ping' && said === 'pong')) {
    reading.heartbeat = true
    return
  }
  if (op !== 'subscribe')
    return trouble(reading, 'unknown', `reply: op is ${shown(op)}, must be pong or subscribe`)
  if (typeof success !== 'boolean')
    return trouble(reading, 'drift', `reply: success is ${shown(success)}, must be true or false`)
  const asked = topicsOfRequest(asText(reply['req_id']))
  if (success || said?.includes('already subscribed') === true) {
    reading.acks.push({ topics: asked, accepted: true })
    return
  }
  const reason = said ?? 'no reason given'
  const topics = asked.length > 0 ? asked : (reason.match(NAMED) ?? [])
  reading.acks.push({ topics, accepted: false, reason })
  trouble(reading, 'refused', `subscribe was refused: ${reason}`)
}
