import type { JournalClock } from '../journal/ports.ts'
import type { Channel, Message } from './channel.ts'
import type { OutgoingRequest, Post } from './guarded-request.ts'
import { outcomeOf, outcomeOfError } from './outcome-of-answer.ts'

/** A channel that is one request a message. */
export function httpChannel(
  name: string,
  wantsPicture: boolean,
  post: Post,
  clock: Pick<JournalClock, 'wall'>,
  requestOf: (message: Message) => OutgoingRequest | Promise<OutgoingRequest>,
): Channel {
  return {
    name,
    wantsPicture,
    async send(message, signal) {
      try {
        return outcomeOf(await post(await requestOf(message), signal), clock.wall())
      } catch (error) {
        return outcomeOfError(error)
      }
    },
  }
}

/** A text cut to the longest that a receiver takes. */
export const cutTo = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`

/** Fields and a picture as a browser's form would send them. */
export async function formOf(
  url: URL,
  fields: Readonly<Record<string, string>>,
  file: { readonly field: string; readonly png: Uint8Array },
): Promise<OutgoingRequest> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set(file.field, new Blob([new Uint8Array(file.png)], { type: 'image/png' }), 'map.png')
  const encoded = new Response(form)
  const headers = { 'content-type': encoded.headers.get('content-type') ?? '' }
  return { url, headers, body: new Uint8Array(await encoded.arrayBuffer()) }
}

export const jsonOf = (url: URL, body: object): OutgoingRequest => ({
  url,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
