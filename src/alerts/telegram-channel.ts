import type { JournalClock } from '../journal/ports.ts'
import type { Channel, Message } from './channel.ts'
import type { Post } from './guarded-request.ts'
import { cutTo, formOf, httpChannel, jsonOf } from './http-channel.ts'

/** Longest texts of the Bot API: a message, and what stands under a photo. */
const LONGEST_TEXT = 4_096
const LONGEST_CAPTION = 1_024

export interface TelegramTarget {
  readonly token: string
  /** A number, or @name of a channel. */
  readonly chat: string
  /** Where the Bot API is. */
  readonly api: string
}

export const TELEGRAM_API = 'https://api.telegram.org'

/** A bot's message, with a photo where there is a picture (https://core.telegram.org/bots/api). */
export const telegramChannel = (
  name: string,
  { token, chat, api }: TelegramTarget,
  post: Post,
  clock: Pick<JournalClock, 'wall'>,
): Channel =>
  httpChannel(name, true, post, clock, (message) => {
    const bot = `${api}/bot${token}`
    const { picture } = message
    if (picture !== undefined) {
      const fields = { chat_id: chat, caption: textOf(message, LONGEST_CAPTION) }
      return formOf(new URL(`${bot}/sendPhoto`), fields, { field: 'photo', png: picture })
    }
    return jsonOf(new URL(`${bot}/sendMessage`), {
      chat_id: chat,
      text: textOf(message, LONGEST_TEXT),
      link_preview_options: { is_disabled: true },
    })
  })

/** Without a parse mode nothing is markup; an @ that names somebody is broken up. */
function textOf({ title, lines, link }: Message, most: number): string {
  const text = [title, ...lines].join('\n').replaceAll('@', '@\u200B')
  const tail = link === undefined ? '' : `\n${link}`
  return `${cutTo(text, most - tail.length)}${tail}`
}
