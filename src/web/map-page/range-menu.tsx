import type { RangeEnd } from '../map/map-part.ts'
import { Menu } from '../parts/menu.tsx'
import { END_WORDS } from './range-words.ts'
import type { Session } from '../session/session.ts'

const ENDS: readonly RangeEnd[] = ['median', 'low', 'high']

/** Which end of amounts' ranges the map shows. A difference has none: then both sides are shown again. */
export function RangeMenu(props: { session: Session }) {
  const { view, change } = props.session
  return (
    <Menu
      label="Shown"
      items={ENDS.map((id) => {
        const { name, share, note } = END_WORDS[id]
        return { id, label: name, note: `${share}. ${note}` }
      })}
      value={view().side === 'delta' ? 'median' : view().end}
      onChange={(end) =>
        change({
          end,
          lockedMaxUsd: undefined,
          ...(view().side === 'delta' && end !== 'median' && { side: 'both' }),
        })
      }
    />
  )
}
