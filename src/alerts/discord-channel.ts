import type { JournalClock } from '../journal/ports.ts'
import type { Channel, Message } from './channel.ts'
import type { Post } from './guarded-request.ts'
import { cutTo, formOf, httpChannel, jsonOf } from './http-channel.ts'

const LONGEST_TEXT = 2_000

/** A message of a webhook of Discord (https://discord.com/developers/docs/resources/webhook). */
export const discordChannel = (
  name: string,
  { url }: { readonly url: URL },
  post: Post,
  clock: Pick<JournalClock, 'wall'>,
): Channel =>
  httpChannel(name, true, post, clock, (message) => {
    // Nobody is mentioned, whatever a text holds.
    const body = { content: textOf(message), allowed_mentions: { parse: [] } }
    const { picture } = message
    if (picture === undefined) return jsonOf(url, body)
    const fields = { payload_json: JSON.stringify(body) }
    return formOf(url, fields, { field: 'files[0]', png: picture })
  })

function textOf({ title, lines, link }: Message): string {
  const tail = link === undefined ? '' : `\n<${link}>`
  const text = `**${escaped(title)}**\n${lines.map(escaped).join('\n')}`
  return `${cutTo(text, LONGEST_TEXT - tail.length)}${tail}`
}

/** Signs that Discord reads as markup, a mention or a link. */
const escaped = (text: string): string =>
  text.replaceAll(/[\\`*_~|>#[\]()<:@-]/g, (sign) => `\\${sign}`)
