import type { ChannelFile } from './config-schema.ts'
import { hostOf } from './guarded-address.ts'

/** A channel as others may know it: nobody could send to it with this. */
export interface ListedChannel {
  readonly name: string
  readonly kind: ChannelFile['kind']
  /** Where it leads, in part. */
  readonly target: string
}

export const listedChannel = (channel: ChannelFile): ListedChannel => ({
  name: channel.name,
  kind: channel.kind,
  target: targetOf(channel),
})

/** Paths of webhooks, chats and mailboxes are left out: some of them are all that it takes to write there. */
function targetOf(channel: ChannelFile): string {
  switch (channel.kind) {
    case 'webhook':
      return hostOf(new URL(channel.url))
    case 'telegram':
      return `chat …${channel.chat.slice(-2)}`
    case 'discord':
      return 'discord.com'
    case 'mail':
      return `…${channel.to.slice(channel.to.lastIndexOf('@'))}`
    case 'push':
      return hostOf(new URL(channel.endpoint))
    default:
      return channel satisfies never
  }
}
