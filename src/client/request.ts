import { clientError } from './client-error.ts'
import type { KeptAnswers, Received } from './kept-answers.ts'
import { retryWait } from './retry-wait.ts'

export interface RequestOptions {
  readonly origin: string
  readonly fetch: typeof globalThis.fetch
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>
  /** How long one attempt may take, in ms. */
  readonly timeoutMs: number
  /** How often a server that is busy is asked again. */
  readonly retries: number
  readonly kept: KeptAnswers
}

/** A server that names a longer wait than this is not waited for. */
const LONGEST_WAIT = 60_000

/**
 * Asks a server. One that says that it is too busy or asked too much is asked again when it says so.
 * Where the server says that an answer still holds, the one that is kept is given.
 */
export async function request(
  options: RequestOptions,
  address: string,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<Received> {
  const { kept, retries } = options
  const known = body === undefined ? kept.get(address) : undefined
  if (known?.headers.get('cache-control')?.includes('immutable')) return known
  for (let attempt = 0; ; attempt++) {
    // One after the other: each waits for what the one before was told.
    // oxlint-disable-next-line no-await-in-loop
    const answer = await once(options, address, body, known?.headers.get('etag'), signal)
    if (answer.status === 304 && known !== undefined) return known
    const wait = waitOf(answer, attempt)
    if (wait === undefined || wait > LONGEST_WAIT || attempt >= retries) {
      if (answer.status === 200 && answer.headers.has('etag')) kept.put(address, answer)
      return answer
    }
    // oxlint-disable-next-line no-await-in-loop
    await pause(wait, signal)
  }
}

async function once(
  { origin, fetch, headers, timeoutMs }: RequestOptions,
  address: string,
  body: unknown,
  etag: string | null | undefined,
  signal: AbortSignal | undefined,
): Promise<Received> {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(origin + address, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(etag ? { 'if-none-match': etag } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      // An address that leads elsewhere is none of Isotherm: keys are not sent on.
      redirect: 'error',
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    return { status: response.status, headers: response.headers, bytes }
  } catch (error) {
    signal?.throwIfAborted()
    if (timeout.aborted) {
      const message = `${origin} did not answer within ${timeoutMs} ms`
      throw clientError(message, { code: 'timeout' }, error)
    }
    throw clientError(
      `${origin} does not answer: is Isotherm running there?`,
      { code: 'offline' },
      error,
    )
  }
}

/** How long to wait before a refused question is asked again; undefined where that would not help. */
function waitOf({ status, headers }: Received, attempt: number): number | undefined {
  // `health` says by 503 that the server is not ready: an answer, and no refusal.
  const isRefusal = headers.get('content-type')?.includes('problem+json')
  if (!isRefusal || (status !== 429 && status !== 503)) return undefined
  const told = headers.get('retry-after')
  const seconds = told === null ? Number.NaN : Number(told)
  return Number.isFinite(seconds) ? seconds * 1_000 : retryWait(attempt)
}

function pause(wait: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error)
      return
    }
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, wait)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
