import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createMcpServer } from './mcp-server.ts'
import type { McpOptions } from './mcp-server.ts'

/** The one address. */
export const MCP_PATH = '/mcp'

/** A question is small. */
const MOST_BYTES = 100_000

export interface McpHttp {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves the protocol to programs of this machine by streamable HTTP. Without sessions: each request
 * is answered by itself, and nothing is kept between them.
 * @param check throws where a request names another server in its Host, or comes from a page
 */
export async function serveMcp(
  options: McpOptions,
  port: number,
  check: (headers: IncomingHttpHeaders) => void,
): Promise<McpHttp> {
  const server = createServer((request, reply) => {
    answer(options, check, request, reply).catch(() => reply.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${bound}${MCP_PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  options: McpOptions,
  check: (headers: IncomingHttpHeaders) => void,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  try {
    check(request.headers)
  } catch (error) {
    refuse(reply, 403, error instanceof Error ? error.message : String(error))
    return
  }
  if (request.url !== MCP_PATH) refuse(reply, 404, `only ${MCP_PATH} is answered here`)
  else if (request.method !== 'POST') {
    reply.setHeader('allow', 'POST')
    refuse(reply, 405, 'only POST is answered here: there are no sessions to listen to or to end')
  } else {
    const server = createMcpServer(options)
    const transport = new StreamableHTTPServerTransport({
      enableJsonResponse: true,
      maxRequestBodySize: MOST_BYTES,
    })
    reply.on('close', () => void server.close())
    // Its type has fields that may be undefined where the protocol's must be absent.
    await server.connect(transport as Parameters<typeof server.connect>[0])
    await transport.handleRequest(request, reply)
  }
}

function refuse(reply: ServerResponse, status: number, message: string): void {
  const body = { jsonrpc: '2.0', error: { code: -32_000, message }, id: null }
  reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
