import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { ComputeLiqprice } from './liqprice-tool.ts'
import { liqpriceTool } from './liqprice-tool.ts'
import { mapTool } from './map-tool.ts'
import { coverageTool } from './coverage-tool.ts'
import { instrumentsTool, liquidationsTool, scoreTool } from './record-tools.ts'
import { registerResources } from './resources.ts'
import { cascadeTool, clustersTool, signalsTool } from './signal-tools.ts'
import { register } from './tool.ts'
import type { Desk } from './tool.ts'

/** What Isotherm tells assistants, over the Model Context Protocol: docs/mcp.md. */

export interface McpOptions extends Desk {
  /** Of the program. */
  readonly version: string
  readonly liqprice: ComputeLiqprice
  /** docs/methodology.md. */
  readonly methodology: () => Promise<string>
}

const INSTRUCTIONS = `Isotherm estimates where open positions of crypto perpetual futures would be liquidated.
Its map is a model: tell amounts with their range, their time and whether they are stale, and say SIMULATED of a made-up market.
What was really liquidated, coverage and scores are measured. Nothing here is advice to trade.`

export function createMcpServer(options: McpOptions): McpServer {
  const { version, liqprice, methodology } = options
  const server = new McpServer({ name: 'isotherm', version }, { instructions: INSTRUCTIONS })
  register(server, options, instrumentsTool)
  register(server, options, mapTool)
  register(server, options, clustersTool)
  register(server, options, signalsTool)
  register(server, options, cascadeTool)
  register(server, options, scoreTool)
  register(server, options, coverageTool)
  register(server, options, liquidationsTool)
  register(server, options, liqpriceTool(liqprice))
  registerResources(server, options, methodology)
  return server
}
