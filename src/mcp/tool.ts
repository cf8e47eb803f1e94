import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import type { Client } from '../client/client.ts'
import { isClientError } from '../client/client.ts'

/** What a tool works with. */
export interface Desk {
  readonly client: Client
  /** Where the client asks. */
  readonly url: string
  readonly now: () => number
}

/** An answer for a program, and in short lines for a reader. */
export interface Answered<Data> {
  readonly data: Data
  readonly lines: readonly string[]
}

/** One thing that an assistant can ask. */
export interface Tool<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> {
  readonly name: string
  readonly title: string
  /** For the assistant: what it answers, and what that is not. */
  readonly says: string
  readonly input: Input
  readonly output: Output
  answer(
    desk: Desk,
    asked: z.output<Input>,
    signal: AbortSignal,
  ): Promise<Answered<z.input<Output>>> | Answered<z.input<Output>>
}

export const tool = <Input extends z.ZodObject, Output extends z.ZodObject>(
  parts: Tool<Input, Output>,
): Tool<Input, Output> => parts

/** Registers a tool. What cannot be answered is told as a sentence, as an answer that is an error. */
export function register<Input extends z.ZodObject, Output extends z.ZodObject>(
  server: McpServer,
  desk: Desk,
  one: Tool<Input, Output>,
): void {
  const { name, title, says, input, output } = one
  // The SDK's own types of schemas are too deep for the compiler; it checks values by them all the same.
  const schemas: { inputSchema: z.ZodObject; outputSchema: z.ZodObject } = {
    inputSchema: input,
    outputSchema: output,
  }
  server.registerTool(
    name,
    {
      title,
      description: says,
      ...schemas,
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    },
    async (asked, { signal }) => {
      try {
        const { data, lines } = await one.answer(desk, asked as z.output<Input>, signal)
        return { content: [{ type: 'text', text: lines.join('\n') }], structuredContent: data }
      } catch (error) {
        if (!isClientError(error) && !(error instanceof RangeError)) throw error
        return { content: [{ type: 'text', text: error.message }], isError: true }
      }
    },
  )
}

/** Parameters that many tools take. */
export const asking = {
  instrument: z
    .string()
    .max(80)
    .describe('venue:symbol in the spelling of the venue, like binance:BTCUSDT'),
  model: z.string().max(40).default('isotherm').describe('an id of list_instruments'),
  time: z
    .union([z.literal('newest'), z.number().int()])
    .default('newest')
    .describe('UTC milliseconds of the past, or newest'),
  hours: z
    .number()
    .min(1)
    .max(24 * 31)
    .default(24)
    .describe('up to now'),
}
