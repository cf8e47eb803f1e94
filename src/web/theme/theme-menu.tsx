import { ThemeIcon } from '../parts/icons.tsx'
import { Menu } from '../parts/menu.tsx'
import { chooseTheme, themeChoice } from './theme-choice.ts'

/** System, dark or light; as a sign alone where there is little room. */
export const ThemeMenu = (props: { sign?: boolean }) => (
  <Menu
    label="Theme"
    sign={props.sign === true ? <ThemeIcon /> : undefined}
    items={[
      { id: 'system', label: 'System' },
      { id: 'dark', label: 'Dark' },
      { id: 'light', label: 'Light' },
    ]}
    value={themeChoice()}
    onChange={chooseTheme}
  />
)
