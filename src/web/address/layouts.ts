import { z } from 'zod'
import { formatHash, parseHash } from './view.ts'

/** Views that are kept under names. */

const layoutSchema = z.object({
  name: z.string().trim().min(1).max(60),
  /** The view's address, after `#`. */
  view: z.string().max(2_000),
})
export type Layout = Readonly<z.infer<typeof layoutSchema>>
export type Layouts = readonly Layout[]

/** As many as a list can be read of. */
export const MOST_LAYOUTS = 100

const fileSchema = z.object({
  app: z.literal('isotherm'),
  version: z.literal(1),
  layouts: z.array(layoutSchema).max(MOST_LAYOUTS),
})

/** Puts a layout under its name, in place of one of that name. */
export const withLayout = (all: Layouts, layout: Layout): Layouts =>
  all.some(({ name }) => name === layout.name)
    ? all.map((one) => (one.name === layout.name ? layout : one))
    : [...all, layout]

export const withoutLayout = (all: Layouts, name: string): Layouts =>
  all.filter((one) => one.name !== name)

/** Gives a layout another name, in its place; one that had that name before goes. */
export const renamed = (all: Layouts, from: string, to: string): Layouts =>
  all
    .filter(({ name }) => name === from || name !== to)
    .map((one) => (one.name === from ? { ...one, name: to } : one))

/** A name as it is kept; undefined where it cannot be one. */
export function nameOf(text: string): string | undefined {
  return layoutSchema.shape.name.safeParse(text).data
}

/** Layouts as a file. */
export const formatLayouts = (layouts: Layouts): string =>
  `${JSON.stringify({ app: 'isotherm', version: 1, layouts }, undefined, 2)}\n`

/** Layouts of a file, or why it has none in a plain sentence. A view in it is read as an address is. */
export function parseLayouts(
  text: string,
): { readonly layouts: Layouts } | { readonly problem: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { problem: 'The file is no JSON.' }
  }
  const file = fileSchema.safeParse(json)
  if (!file.success) {
    const [issue] = file.error.issues
    const place = issue?.path.join('.')
    return {
      problem: `The file holds no layouts of Isotherm${place ? `: ${place} is not as expected` : ''}.`,
    }
  }
  const { layouts } = file.data
  return {
    layouts: layouts.reduce<Layouts>(
      (all, { name, view }) => withLayout(all, { name, view: formatHash(parseHash(view)) }),
      [],
    ),
  }
}
