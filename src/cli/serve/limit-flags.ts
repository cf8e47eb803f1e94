import { COINGLASS_LIMITS } from '../../server/coinglass/routes.ts'
import { RATE_LIMITS } from '../../server/http/limit-requests.ts'
import type { RateLimits } from '../../server/http/rate-limit.ts'
import { withDefault } from '../command/read-flags.ts'

const textOf = ({ burst, perSecond }: RateLimits): string => `${burst},${perSecond}`

/** Flags on how much one caller may ask. */
export const LIMIT_FLAGS = {
  'rate-limit': withDefault(
    'BURST,RATE',
    'how often one address or key may ask at once, and a second in the long run',
    rateLimits,
    textOf(RATE_LIMITS),
  ),
  'coinglass-rate-limit': withDefault(
    'BURST,RATE',
    'the same of what is asked by the contract of CoinGlass',
    rateLimits,
    textOf(COINGLASS_LIMITS),
  ),
}

const MOST_AT_ONCE = 1_000_000
const MOST_PER_SECOND = 100_000

function rateLimits(text: string): RateLimits {
  const [, burst, perSecond] = /^(\d{1,7}),(\d{1,6}(?:\.\d{1,3})?)$/.exec(text) ?? []
  const limits = { burst: Number(burst), perSecond: Number(perSecond) }
  const isBurst = limits.burst >= 1 && limits.burst <= MOST_AT_ONCE
  if (isBurst && limits.perSecond > 0 && limits.perSecond <= MOST_PER_SECOND) return limits
  throw new Error(
    `must be requests at once (1 to ${MOST_AT_ONCE}) and a second (above 0, to ${MOST_PER_SECOND}), like 3000,200`,
  )
}
