import type { z } from 'zod'
import type { Operation } from '../api/operations/operation.ts'
import { OPERATIONS } from '../api/operations/table.ts'
import { decodeTile } from '../heatmap/tile-codec.ts'
import { addressOf } from './address.ts'
import type { Parameters } from './address.ts'
import { clientError } from './client-error.ts'
import { keepAnswers } from './kept-answers.ts'
import type { Received } from './kept-answers.ts'
import type { AnswerOf, Arguments, Asked, BodyOf, GetId, PostId } from './known-operations.ts'
import { liveEvents } from './live-events.ts'
import type { LiveEvent, LiveQuestion, SocketMaker } from './live-events.ts'
import { PAGES } from './paging.ts'
import type { Page, PagedId, RowOf } from './paging.ts'
import { readProblem } from './read-problem.ts'
import { request } from './request.ts'

/** The client of Isotherm's own API, for Node and browsers: docs/client.md. */

export type { ClientError, ClientErrorCode } from './client-error.ts'
export { isClientError } from './client-error.ts'
export type { AnswerOf, Asked, BodyOf, GetId, PostId } from './known-operations.ts'
export type { LiveChannel, LiveEvent, LiveQuestion } from './live-events.ts'
export type { PagedId, RowOf } from './paging.ts'
export type { Tile } from '../heatmap/tile-codec.ts'

export interface ClientOptions {
  /** Where Isotherm is served. */
  readonly url?: string
  /** A key of the operator, where the server asks for one. */
  readonly key?: string
  /** How long one attempt may take, in ms. */
  readonly timeoutMs?: number
  /** How often a server that is busy (429, 503) is asked again, when it says so. */
  readonly retries?: number
  /** False takes answers as they are, without holding them against their schema. */
  readonly validates?: boolean
  /** Bytes of answers that are kept, to be used again while the server says that they hold. */
  readonly keptBytes?: number
  readonly fetch?: typeof globalThis.fetch
  /** WebSocket of the package `ws` where there is none, as in Node 20, or where a key is sent from Node. */
  readonly webSocket?: SocketMaker
}

export interface AskOptions {
  readonly signal?: AbortSignal
}

export interface Client {
  /** Asks, by the name of an operation. Throws a ClientError; where `signal` aborts, its reason. */
  get<Id extends GetId>(id: Id, ...rest: Arguments<Id, AskOptions>): Promise<AnswerOf<Id>>
  /** Sends what an operation takes. */
  post<Id extends PostId>(id: Id, body: BodyOf<Id>, options?: AskOptions): Promise<AnswerOf<Id>>
  /** All rows of a list, page after page, each page asked for when it is come to. */
  each<Id extends PagedId>(
    id: Id,
    parameters: Asked<Id>,
    options?: AskOptions,
  ): AsyncGenerator<RowOf<Id>, void, undefined>
  /** What happens, as it happens, until `signal` aborts or the loop is left. */
  live(question?: LiveQuestion, options?: AskOptions): AsyncGenerator<LiveEvent, void, undefined>
}

/** All whose answers end. */
const BY_ID: ReadonlyMap<string, Operation> = new Map(
  OPERATIONS.filter(({ lines }) => lines === undefined).map((one) => [one.id, one]),
)

export function createClient(options: ClientOptions = {}): Client {
  const {
    url = 'http://127.0.0.1:8420',
    key,
    timeoutMs = 30_000,
    retries = 3,
    validates = true,
    keptBytes = 16_000_000,
    fetch = globalThis.fetch.bind(globalThis),
    webSocket = (globalThis as { WebSocket?: SocketMaker }).WebSocket,
  } = options
  const { origin } = new URL(url)
  const headers: Record<string, string> =
    key === undefined ? {} : { authorization: `Bearer ${key}` }
  const kept = keepAnswers(keptBytes)
  const asking = { origin, fetch, headers, timeoutMs, retries, kept }

  async function ask(
    id: string,
    parameters: Parameters,
    body: unknown,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const operation = BY_ID.get(id)
    if (operation === undefined) throw new RangeError(`there is no operation ${id}`)
    const address = addressOf(operation, parameters)
    const received = await request(asking, address, body, signal)
    return read(operation, address, received)
  }

  function read(operation: Operation, address: string, received: Received): unknown {
    const { answer, id } = operation
    const isJson = typeof answer !== 'string'
    const isAnswer = received.status === 200 || (isJson && isPlainJson(received))
    if (!isAnswer) throw refusal(operation, received)
    try {
      if (id === 'tile') return decodeTile(received.bytes)
      const text = new TextDecoder().decode(received.bytes)
      if (!isJson) return text
      const json: unknown = JSON.parse(text)
      return validates ? (answer as z.ZodType).parse(json) : json
    } catch (error) {
      const message = `${origin}${address} was answered in another form than this client knows: is the server of the same version?`
      throw clientError(message, { code: 'not-understood', status: received.status }, error)
    }
  }

  return {
    get: <Id extends GetId>(id: Id, ...[parameters = {}, given]: readonly unknown[]) =>
      ask(
        id,
        parameters as Parameters,
        undefined,
        (given as AskOptions | undefined)?.signal,
      ) as Promise<AnswerOf<Id>>,
    post: <Id extends PostId>(id: Id, body: BodyOf<Id>, { signal }: AskOptions = {}) =>
      ask(id, {}, body, signal) as Promise<AnswerOf<Id>>,
    async *each<Id extends PagedId>(id: Id, parameters: Asked<Id>, { signal }: AskOptions = {}) {
      let next: Asked<Id> | undefined = parameters
      while (next !== undefined) {
        // Each page says where the next one begins.
        // oxlint-disable-next-line no-await-in-loop
        const answer = (await ask(id, next as Parameters, undefined, signal)) as AnswerOf<Id>
        const page: Page<Id> = PAGES[id](next, answer)
        yield* page.rows
        next = page.next
      }
    },
    live: (question = {}, { signal } = {}) =>
      liveEvents({ origin, headers, webSocket }, question, signal),
  }
}

/** Whether what was answered is JSON and no problem, whatever its status: `health` says 503 so. */
const isPlainJson = ({ headers }: Received): boolean =>
  headers.get('content-type')?.split(';')[0] === 'application/json'

function refusal({ inPath, inQuery }: Operation, { status, bytes }: Received) {
  const { code, detail, numbers } = readProblem(status, parsed(bytes))
  const [field] = /^\w+/.exec(detail) ?? []
  const isField =
    code === 'invalid-parameter' &&
    field !== undefined &&
    (Object.hasOwn(inPath.shape, field) || Object.hasOwn(inQuery.shape, field))
  return clientError(detail, {
    code: code as ReturnType<typeof clientError>['code'],
    status,
    ...(isField && { field }),
    ...(numbers && { numbers }),
  })
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
