import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createClient } from '../client/client.ts'
import type { ComputeLiqprice } from '../mcp/liqprice-tool.ts'
import { serveMcp } from '../mcp/mcp-http.ts'
import { createMcpServer } from '../mcp/mcp-server.ts'
import type { McpOptions } from '../mcp/mcp-server.ts'
import { LOOPBACK_NAMES, checkCaller } from '../server/http/guard.ts'
import type { CommandIo } from './command/command-io.ts'
import { filled, wholeNumber } from './command/flag-values.ts'
import { answer, answerText } from './liqprice/liqprice-answer.ts'
import { LIQPRICE_FLAGS } from './liqprice/liqprice-flags.ts'
import { readQuestion } from './liqprice/liqprice-question.ts'
import { programVersion } from './command/program-version.ts'
import {
  helpText,
  isUsageError,
  optional,
  readFlags,
  wantsHelp,
  wrongFlag,
} from './command/read-flags.ts'

const FLAGS = {
  url: optional('URL', 'the Isotherm to ask (default: http://127.0.0.1:8420)', webAddress),
  'key-file': optional('FILE', 'holds the key to ask it with (default: ISOTHERM_KEY)', filled),
  http: optional(
    'PORT',
    'answer at /mcp of this port on 127.0.0.1, 0 for any free one',
    wholeNumber(0, 65_535),
  ),
}

const HELP = helpText(
  'mcp [flags]',
  'Answers assistants over the Model Context Protocol, on standard input and output unless --http is given.',
  FLAGS,
)

const METHODOLOGY = new URL('../../docs/methodology.md', import.meta.url)

/** `isotherm mcp`: answers until its input ends, or over HTTP until it is told to stop. */
export async function mcpCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(HELP)
    return 0
  }
  const { url = 'http://127.0.0.1:8420', 'key-file': keyFile, http } = readFlags(FLAGS, args)
  const key = keyFile === undefined ? process.env['ISOTHERM_KEY'] : readKey(keyFile, io)
  const options: McpOptions = {
    client: createClient({ url, ...(key && { key }) }),
    url,
    now: Date.now,
    version: programVersion(),
    liqprice: liqpriceOf(io),
    methodology: async () => readFile(METHODOLOGY, 'utf8'),
  }
  if (http === undefined) {
    // From here on standard output speaks the protocol alone.
    await createMcpServer(options).connect(new StdioServerTransport())
    await once(process.stdin, 'end')
    return 0
  }
  const hosts = new Set(LOOPBACK_NAMES)
  const server = await serveMcp(options, http, (headers) => checkCaller(headers, hosts, new Set()))
  io.out(`Assistants are answered at ${server.url}\n`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await server.close()
  return 0
}

function webAddress(text: string): string {
  const { protocol, origin } = URL.canParse(text) ? new URL(text) : { protocol: '', origin: '' }
  if (!/^https?:$/.test(protocol)) throw new Error('must be like http://127.0.0.1:8420')
  return origin
}

function readKey(path: string, io: CommandIo): string {
  let text: string
  try {
    text = io.readFile(path).trim()
  } catch {
    throw wrongFlag('key-file', path, 'cannot be read')
  }
  if (!/^[!-~]{1,200}$/.test(text))
    throw wrongFlag('key-file', path, 'must hold one key and nothing else')
  return text
}

/** The command liqprice, asked by an assistant: with its words, but for the dashes of flags. */
const liqpriceOf =
  (io: CommandIo): ComputeLiqprice =>
  (given) => {
    try {
      const args = Object.entries(given).map(([name, value]) => `--${name}=${value}`)
      const found = answer(readQuestion(readFlags(LIQPRICE_FLAGS, args), io.readFile))
      return { json: { ...found }, text: answerText(found) }
    } catch (error) {
      if (isUsageError(error))
        throw new RangeError(error.message.replace(/^--/, ''), { cause: error })
      throw error
    }
  }
