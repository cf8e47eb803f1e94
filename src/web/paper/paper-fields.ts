import type { NoteAsked } from '../../api/paper.ts'
import type { PositionSide } from '../../market/units.ts'
import { amountStyle, exampleAmounts } from '../words/amounts.ts'
import { parseAmount } from '../map-page/threshold-words.ts'

/** What the form of the paper journal knows beside what was written into its fields. */
export interface NoteFrame extends Pick<NoteAsked, 'id' | 'instrument' | 'time'> {
  readonly kind: NoteAsked['kind']
  readonly side: PositionSide
}

/** The note that was written; in words what of it cannot be read. */
export function readNote(
  fields: FormData,
  { kind, side, ...frame }: NoteFrame,
): NoteAsked | { readonly problem: string } {
  const text = (name: string): string => {
    const value = fields.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const number = (name: string): number => Number(text(name))
  const shared = { ...frame, label: text('label'), text: text('text') }
  if (kind === 'formation') return { ...shared, kind }
  // In the currency that amounts are shown in.
  const usd = parseAmount(text('size'), amountStyle())
  if (usd === undefined)
    return { problem: `The size “${text('size')}” cannot be read: write ${exampleAmounts()}.` }
  return {
    ...shared,
    kind,
    side,
    entry: number('entry'),
    stop: number('stop'),
    target: number('target'),
    usd,
    ...(text('risk') === '' ? {} : { risk: number('risk') / 100 }),
  }
}
