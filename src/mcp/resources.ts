import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { Desk } from './tool.ts'

/** What an assistant can read beside asking. */
export function registerResources(
  server: McpServer,
  { client }: Desk,
  methodology: () => Promise<string>,
): void {
  const json = (name: string, title: string, description: string, read: () => Promise<unknown>) =>
    server.registerResource(
      name,
      `isotherm://${name}`,
      { title, description, mimeType: 'application/json' },
      async (uri) => ({
        contents: [
          { uri: uri.href, mimeType: 'application/json', text: JSON.stringify(await read()) },
        ],
      }),
    )
  json(
    'instruments',
    'Instruments',
    'All instruments with their range and last price, and the models.',
    () => client.get('instruments'),
  )
  json(
    'venues',
    'Venues',
    'How every venue and stream fares; only where the server collects.',
    () => client.get('venues'),
  )
  server.registerResource(
    'methodology',
    'isotherm://methodology',
    {
      title: 'Methodology',
      description: 'What each number means, how it is made and how far it may be off.',
      mimeType: 'text/markdown',
    },
    async (uri) => ({
      contents: [{ uri: uri.href, mimeType: 'text/markdown', text: await methodology() }],
    }),
  )
}
