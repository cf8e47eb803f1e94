import { DEFAULT_TARGETS, readTarget } from './guarded-address.ts'
import type { TargetRules } from './guarded-address.ts'
import { isPushService } from './push-channel.ts'
import type { VapidKeys } from './push-encryption.ts'

/** What the operator says of web push. */
export interface PushRules {
  /** The server's keys; undefined where it is to make some. */
  readonly vapid: VapidKeys | undefined
  /** Hosts of push services beside the known ones. */
  readonly services: readonly string[]
  /** What those are held to. */
  readonly targets: TargetRules
  /** Whether browsers of other machines may ask for alerts. */
  readonly allowRemote: boolean
  readonly publicUrl: string | undefined
}

const LONGEST_ENDPOINT = 1_000

/** Reads where a browser wants to be sent to; `error` says what would be right. */
export function readPushEndpoint(
  text: string,
  { services, targets }: Pick<PushRules, 'services' | 'targets'>,
): { readonly endpoint: URL; readonly rules: TargetRules } | { readonly error: string } {
  if (text.length > LONGEST_ENDPOINT)
    return { error: `must be at most ${LONGEST_ENDPOINT} characters` }
  const own = URL.canParse(text) && services.includes(new URL(text).hostname)
  const rules = own ? targets : DEFAULT_TARGETS
  const read = readTarget(text, rules)
  if ('error' in read) return read
  return own || isPushService(read.url.host)
    ? { endpoint: read.url, rules }
    : { error: 'must be of a push service of a browser' }
}
