import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { streamLineSchema } from '../../src/api/live-messages.ts'
import type { StreamLine } from '../../src/api/live-messages.ts'
import { ROUTES } from '../../src/api/routes.ts'

type Of<Type> = Extract<StreamLine, { type: Type }>

/** Asks for the stream; its body is read by nobody yet. */
export function askStream(
  url: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${ROUTES.stream}${query}`, { headers, agent: false }, resolve)
    asked.on('error', reject)
    asked.end()
    onTestFinished(() => void asked.destroy())
  })
}

/** The lines of a stream, each checked against its schema. */
export function linesOf(answer: IncomingMessage) {
  const lines = createInterface({ input: answer, crlfDelay: Infinity })[Symbol.asyncIterator]()
  const came: StreamLine[] = []
  const read = async (): Promise<StreamLine | undefined> => {
    const { value, done } = await lines.next()
    if (done) return undefined
    const line = streamLineSchema.parse(JSON.parse(value as string))
    came.push(line)
    return line
  }
  /** The next line of a type. */
  const next = async <Type extends StreamLine['type']>(type: Type): Promise<Of<Type>> => {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop
      const line = await read()
      if (line === undefined) throw new Error(`ended before ${type}`)
      if (line.type === type) return line as Of<Type>
    }
  }
  return { came, read, next }
}

export async function openStream(url: string, query = '', headers: Record<string, string> = {}) {
  const answer = await askStream(url, query, headers)
  return { answer, ...linesOf(answer) }
}
